// GET /healthz: whether the server is ready, without internals.
#include <string>
#include <string_view>

#include "api/api.h"
#include "http/status.h"

namespace footfall::api {

http::Response Api::get_health() {
    const Readiness readiness = parts_.readiness();
    const bool ok = readiness.ready && readiness.reasons.empty();
    const std::string_view status = ok ? "ok" : readiness.ready ? "degraded" : "starting";
    std::string reasons;
    for (const std::string& reason : readiness.reasons) {
        reasons += (reasons.empty() ? "" : ",") + http::json_string(reason);
    }
    http::Response response =
        http::Response::json(ok ? 200 : 503, "{\"status\":\"" + std::string(status) +
                                                 "\",\"reasons\":[" + reasons + "]}");
    if (!ok) response.fields.emplace_back("retry-after", "1");
    return response;
}

}  // namespace footfall::api

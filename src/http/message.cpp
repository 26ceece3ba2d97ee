#include "http/message.h"

namespace footfall::http {

std::string_view Request::field(std::string_view name) const {
    for (const auto& [field_name, value] : fields)
        if (field_name == name) return value;
    return {};
}

Response Response::json(int status, std::string text) {
    Response response;
    response.status = status;
    response.fields.emplace_back("content-type", "application/json; charset=utf-8");
    response.body = std::move(text);
    return response;
}

}  // namespace footfall::http

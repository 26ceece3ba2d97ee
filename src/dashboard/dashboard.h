// The dashboard's shell and its assets, the script for portals and the sample portal, ready to be
// sent.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "dashboard/files.h"
#include "http/message.h"
#include "random.h"

namespace footfall::dashboard {

// Immutable after construction, so it needs no lock.
class Dashboard {
  public:
    // Compresses the assets once. `files` must outlive it.
    explicit Dashboard(const std::vector<File>& files);

    // Whether `path` is an asset: a file of the build other than the page itself.
    bool has(std::string_view path) const;

    // An asset that has(path); compressed if the client's Accept-Encoding field allows gzip.
    http::Response asset(std::string_view path, std::string_view accept_encoding) const;

    // The page that every address of the dashboard gives, with the nonce that its styles need.
    http::Response page(std::string_view nonce) const;

  private:
    struct Asset {
        std::string_view type;
        std::string_view bytes;
        std::string compressed;  // empty where it does not pay
        bool immutable = false;  // its name holds a hash of its content
        bool shared = false;     // for pages of any origin
    };

    std::string_view index_;
    std::map<std::string, Asset, std::less<>> assets_;
};

// What pages of portals load.
inline constexpr std::string_view script_path = "/footfall.js";

// 128 random bits as text for a Content-Security-Policy, new for each response.
std::string make_nonce(Random& random);

}  // namespace footfall::dashboard

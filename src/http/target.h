// The request's target: its path and query, decoded once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace footfall::http {

struct Target {
    std::string path;                   // UTF-8, without NUL and without `.` and `..` segments
    std::vector<std::string> segments;  // of the path, one at least, as http::Request has them
    Fields query;                       // UTF-8; `+` is a space; a name alone has an empty value
};

// Reads an origin-form target, or an absolute-form one if it names `host`. Nothing if it is
// neither, holds a NUL, or its path is no UTF-8.
std::optional<Target> parse_target(std::string_view text, std::string_view host);

// What a log may hold of a path. Addresses that are given to customers have a secret behind their
// first part: outside the API nothing is told of what stands there.
std::string logged_path(std::string_view path);

// May `text` be a Host field: a name or an address, and perhaps a port?
bool is_host(std::string_view text);

}  // namespace footfall::http

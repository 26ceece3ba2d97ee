// The sample portal: a page as a supplier's own portal has, served where there is sample data.
#pragma once

#include <string>
#include <string_view>

namespace footfall::api {

constexpr bool is_sample_portal(std::string_view path) {
    return path == "/sample-portal" || path.starts_with("/sample-portal/");
}

// The built page for whoever may come: the key with which it records, and the customer as whom it
// orders, empty for none. The customer's text stays text.
std::string sample_portal_page(std::string page, std::string_view public_key,
                               std::string_view customer);

}  // namespace footfall::api

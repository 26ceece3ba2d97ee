// What a user agent says of itself. Machines that say what they are, are believed; whoever says
// nothing, or something unheard of, is taken for a person's browser.
#pragma once

#include <cstdint>
#include <string_view>

namespace footfall::gate {

enum class Agent : std::uint8_t {
    browser,      // or nothing that says otherwise: also an empty one
    bare,         // `Mozilla/5.0` and no more: Apple's proxy for mails, or somebody who hides
    preview,      // shows the readers of a chat or a mail what a link leads to
    machine,      // a crawler, scanner, monitor, command-line client or library
    image_proxy,  // fetches the pictures of a mail for its reader, when it likes
};

Agent agent_of(std::string_view user_agent);

enum class System : std::uint8_t {
    unknown,
    windows,
    mac,
    ios,
    android,
    linux,
    chrome_os,
    other,  // another one that says its name
};

System system_of(std::string_view user_agent);

}  // namespace footfall::gate

#include "gate/agent.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace footfall::gate {

namespace {

// All in lower case. Longer agents are looked at in part.
constexpr std::size_t agent_bytes_max = 1024;

// Anywhere in the agent.
constexpr std::array<std::string_view, 38> previews{
    "facebookexternalhit",
    "facebookcatalog",
    "facebot",
    "slackbot",
    "slack-imgproxy",
    "twitterbot",
    "linkedinbot",
    "telegrambot",
    "discordbot",
    "skypeuripreview",
    "skype-url-preview",
    "bingpreview",
    "microsoftpreview",
    "google-pagerenderer",
    "googlemessages",
    "google-read-aloud",
    "snap url preview",
    "pinterest/0.",
    "pinterestbot",
    "redditbot",
    "vkshare",
    "viberbot",
    "line-poker",
    "kakaotalk-scrap",
    "embedly",
    "iframely",
    "opengraph",
    "url preview",
    "link preview",
    "linkpreview",
    "mattermost-bot",
    "rocket.chat",
    "synapse (bot",
    "mastodon/",
    "bluesky cardyb",
    "notionembedder",
    "nextcloud server crawler",
    "zoombot",
};

// Only at the start: in-app browsers name their app behind what browsers say, and before a click
// Office asks for a page with this agent itself.
constexpr std::array<std::string_view, 2> previews_at_start{
    "whatsapp/",
    "mozilla/4.0 (compatible; ms-office;",
};

constexpr std::array<std::string_view, 2> image_proxies{"googleimageproxy", "yahoomailproxy"};

// Anywhere.
constexpr std::array<std::string_view, 40> machines{
    "+http",  // where its owner explains what it is
    "headlesschrome",
    "phantomjs",
    "slurp",
    "barracuda sentinel",
    "barracudacentral",
    "mimecast",
    "proofpoint",
    "ironport",
    "safebrowsing",
    "virustotal",
    "urlscan",
    "zgrab",
    "nmap scripting engine",
    "masscan",
    "nuclei",
    "censysinspect",
    "palo alto networks",
    "chatgpt-user",
    "mediapartners-google",
    "feedfetcher",
    "google-inspectiontool",
    "googlestackdrivermonitoring",
    "googlehc/",
    "uptime-kuma",
    "pingdom",
    "statuscake",
    "site24x7",
    "datadogsynthetics",
    "newrelicpinger",
    "hetrixtools",
    "zabbix",
    "check_http/",
    "blackbox exporter",
    "kube-probe/",
    "elb-healthchecker/",
    "amazon-route53-health-check",
    "apache-httpclient/",
    "libwww-perl/",
    "python-requests/",
};

// Only at the start, with a version behind: clients and libraries that hide nothing.
constexpr std::array<std::string_view, 26> libraries{
    "curl/",           "libcurl/",
    "wget/",           "wget2/",
    "python/",         "python-urllib/",
    "python-httpx/",   "python-requests/",
    "aiohttp/",        "go-http-client/",
    "java/",           "okhttp/",
    "axios/",          "node-fetch/",
    "undici/",         "ruby/",
    "faraday v",       "php/",
    "guzzlehttp/",     "dart/",
    "deno/",           "restsharp/",
    "postmanruntime/", "httpie/",
    "reqwest/",        "aria2/",
};

// Whole agents of the same kind.
constexpr std::array<std::string_view, 5> bare_libraries{"node", "undici", "ruby", "java", "axios"};

// As the end of a word.
constexpr std::array<std::string_view, 3> trades{"bot", "crawler", "spider"};

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower(std::string_view text) {
    std::string low(text.substr(0, agent_bytes_max));
    for (char& c : low) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return low;
}

template <class Words>
bool has_any(std::string_view agent, const Words& words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return agent.find(word) != std::string_view::npos;
    });
}

bool names_library(std::string_view agent) {
    if (std::find(bare_libraries.begin(), bare_libraries.end(), agent) != bare_libraries.end()) {
        return true;
    }
    // Phones of old begin with `Java/Jbed/`, hence the digit.
    return std::any_of(libraries.begin(), libraries.end(), [&](std::string_view word) {
        return agent.size() > word.size() && agent.starts_with(word) &&
               is_digit(agent[word.size()]);
    });
}

// Cubot makes phones.
bool names_trade(std::string_view agent) {
    for (const std::string_view trade : trades) {
        for (std::size_t at = agent.find(trade); at != std::string_view::npos;
             at = agent.find(trade, at + 1)) {
            const std::size_t end = at + trade.size();
            if (end < agent.size() && is_letter(agent[end])) continue;
            if (trade == "bot" && at >= 2 && agent.substr(at - 2, 2) == "cu") continue;
            return true;
        }
    }
    return false;
}

}  // namespace

Agent agent_of(std::string_view user_agent) {
    if (user_agent == "Mozilla/5.0") return Agent::bare;
    const std::string agent = lower(user_agent);
    const bool starts_as_preview =
        std::any_of(previews_at_start.begin(), previews_at_start.end(),
                    [&](std::string_view start) { return agent.starts_with(start); });
    if (starts_as_preview || has_any(agent, previews)) return Agent::preview;
    if (has_any(agent, image_proxies)) return Agent::image_proxy;
    if (has_any(agent, machines) || names_library(agent) || names_trade(agent)) {
        return Agent::machine;
    }
    return Agent::browser;
}

System system_of(std::string_view user_agent) {
    // In this order: agents name systems that they want to be taken for.
    static constexpr std::array<std::pair<std::string_view, System>, 21> names{{
        {"windows phone", System::other},
        {"kaios", System::other},
        {"tizen", System::other},
        {"blackberry", System::other},
        {"bb10", System::other},
        {"symbian", System::other},
        {"symbos", System::other},
        {"series40", System::other},
        {"midp", System::other},
        {"webos", System::other},
        {"web0s", System::other},
        {"windows", System::windows},
        {"android", System::android},
        {"iphone", System::ios},
        {"ipad", System::ios},
        {"ipod", System::ios},
        {"; cros ", System::chrome_os},
        {"macintosh", System::mac},
        {"mac os x", System::mac},
        {"linux", System::linux},
        {"x11", System::linux},
    }};
    const std::string agent = lower(user_agent);
    for (const auto& [name, system] : names) {
        if (agent.find(name) != std::string::npos) return system;
    }
    return System::unknown;
}

}  // namespace footfall::gate

#include "config/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <fstream>
#include <sstream>
#include <unistd.h>
#include <utility>

#include "config/values.h"

namespace footfall::config {

namespace {

constexpr std::string_view prefix = "FOOTFALL_";
constexpr std::string_view file_variable = "FOOTFALL_CONFIG";
constexpr std::size_t file_bytes_max = 1024 * 1024;

// One setting: its facts, how its text becomes a value, and the value's text. Reading gives what
// is wrong with the text, or nothing.
struct Setting {
    Facts facts;
    std::optional<std::string> (*read)(std::string_view text, Settings& settings);
    std::string (*print)(const Settings& settings);
    bool is_secret = false;  // its text is not repeated in an error
};

template <auto member, std::uint64_t least, std::uint64_t most>
std::optional<std::string> read_number(std::string_view text, Settings& settings) {
    const std::optional<std::uint64_t> number = parse_number(text);
    if (!number) return "is not a whole number";
    if (*number < least || *number > most) return "is out of bounds";
    auto& value = settings.*member;
    value = static_cast<std::remove_reference_t<decltype(value)>>(*number);
    return std::nullopt;
}

template <auto member>
std::string print_number(const Settings& settings) {
    return std::to_string(settings.*member);
}

std::optional<std::string> read_data(std::string_view text, Settings& settings) {
    if (text.empty()) return "is empty";
    settings.data = text;
    return std::nullopt;
}

std::optional<std::string> read_listen(std::string_view text, Settings& settings) {
    const std::optional<Listen> listen = parse_listen(text);
    if (!listen) return "is not HOST:PORT";
    settings.listen = *listen;
    return std::nullopt;
}

std::optional<std::string> read_public_url(std::string_view text, Settings& settings) {
    if (text.empty()) {
        settings.public_url.clear();
        return std::nullopt;
    }
    const std::optional<std::string> origin = parse_origin(text);
    if (!origin) return "is not a scheme and a host alone";
    settings.public_url = *origin;
    return std::nullopt;
}

std::optional<std::string> read_trusted_proxies(std::string_view text, Settings& settings) {
    std::vector<std::string> blocks;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const std::string_view block = trim(text.substr(0, comma));
        text = comma == text.npos ? std::string_view() : text.substr(comma + 1);
        if (!is_address_block(block)) {
            return "has '" + std::string(block) + "', which is no address or block";
        }
        blocks.emplace_back(block);
    }
    settings.trusted_proxies = std::move(blocks);
    return std::nullopt;
}

std::string print_trusted_proxies(const Settings& settings) {
    std::string text;
    for (const std::string& block : settings.trusted_proxies) {
        if (!text.empty()) text += ", ";
        text += block;
    }
    return text;
}

std::optional<std::string> read_time_zone(std::string_view text, Settings& settings) {
    if (text.empty() || text.size() > 64) return "is not a name";
    settings.time_zone = text;
    return std::nullopt;
}

std::optional<std::string> read_smtp_url(std::string_view text, Settings& settings) {
    settings.smtp_url.reset();
    if (text.empty()) return std::nullopt;
    settings.smtp_url = parse_mail_server(text);
    if (!settings.smtp_url) return "is not the address of a mail server";
    if (settings.smtp_url->password == hidden_password && text.find(hidden_password) != text.npos) {
        return "has *** where the password was hidden";
    }
    return std::nullopt;
}

std::optional<std::string> read_mail_from(std::string_view text, Settings& settings) {
    settings.mail_from.reset();
    if (text.empty()) return std::nullopt;
    settings.mail_from = parse_mailbox(text);
    if (!settings.mail_from) return "is not an e-mail address";
    return std::nullopt;
}

std::optional<std::string> read_smtp_ca_file(std::string_view text, Settings& settings) {
    settings.smtp_ca_file = text;
    return std::nullopt;
}

constexpr std::array<std::string_view, 4> levels{"debug", "info", "warning", "error"};

std::optional<std::string> read_log_level(std::string_view text, Settings& settings) {
    const auto* const found = std::find(levels.begin(), levels.end(), text);
    if (found == levels.end()) return "is no level";
    settings.log_level = static_cast<LogLevel>(found - levels.begin());
    return std::nullopt;
}

using S = Settings;

constexpr std::array settings_table{
    Setting{{"data", "footfall-data", "a folder", "Where everything is kept."},
            read_data,
            [](const S& s) { return s.data.string(); }},
    Setting{{"listen", "127.0.0.1:8080", "HOST:PORT; port 0 is any free one",
             "The address that the server listens on."},
            read_listen,
            [](const S& s) { return to_string(s.listen); }},
    Setting{{"public_url", "", "http://HOST[:PORT] or https://HOST[:PORT]; empty: from listen",
             "The address that browsers use, if a proxy stands in front."},
            read_public_url,
            [](const S& s) { return s.public_url; }},
    Setting{{"trusted_proxies", "", "addresses or CIDR blocks, with commas between",
             "Whose X-Forwarded-For and X-Forwarded-Proto are believed."},
            read_trusted_proxies,
            print_trusted_proxies},
    Setting{{"time_zone", "UTC", "an IANA name such as Europe/Berlin",
             "The zone of the workspace that the first start makes."},
            read_time_zone,
            [](const S& s) { return s.time_zone; }},
    Setting{{"retention_days", "3650", "1 to 9000",
             "How old an event may be when it arrives, in days."},
            read_number<&S::retention_days, 1, 9'000>,
            print_number<&S::retention_days>},
    Setting{
        {"threads", "0", "0 to 64; 0: as many as there are cores", "Threads that serve requests."},
        read_number<&S::threads, 0, 64>,
        print_number<&S::threads>},
    Setting{{"segment_mib", "64", "1 to 256", "Size of a journal segment, in MiB."},
            read_number<&S::segment_mib, 1, 256>,
            print_number<&S::segment_mib>},
    Setting{{"pack_after_s", "60", "0 to 86400",
             "How long after its last entry a full journal segment is compressed, in seconds."},
            read_number<&S::pack_after_s, 0, 86'400>,
            print_number<&S::pack_after_s>},
    Setting{{"snapshot_entries", "1000000", "100 to 1000000000",
             "How many entries a start may have to read beside the snapshot, or, of one hour, an "
             "eighth."},
            read_number<&S::snapshot_entries, 100, 1'000'000'000>,
            print_number<&S::snapshot_entries>},
    Setting{{"queue_mib", "64", "1 to 4096",
             "Events that wait for the disk, in MiB; beyond it intake answers busy."},
            read_number<&S::queue_mib, 1, 4'096>,
            print_number<&S::queue_mib>},
    Setting{{"disk_low_water_mib", "0", "0 to 1048576; 0: twice segment_mib",
             "Free space of the disk, in MiB, below which intake answers disk_full."},
            read_number<&S::disk_low_water_mib, 0, 1'048'576>,
            print_number<&S::disk_low_water_mib>},
    Setting{{"dedupe_days", "7", "1 to 90",
             "For how many days ids are kept in memory; older ones are looked up."},
            read_number<&S::dedupe_days, 1, 90>,
            print_number<&S::dedupe_days>},
    Setting{{"dedupe_ids_max", "20000000", "1000 to 1000000000",
             "The most ids kept in memory; each takes about 27 bytes."},
            read_number<&S::dedupe_ids_max, 1'000, 1'000'000'000>,
            print_number<&S::dedupe_ids_max>},
    Setting{{"duckdb_memory_mib", "256", "64 to 1048576", "Memory of the event table, in MiB."},
            read_number<&S::duckdb_memory_mib, 64, 1'048'576>,
            print_number<&S::duckdb_memory_mib>},
    Setting{{"session_idle_hours", "12", "1 to 720",
             "After how many hours without a request a member is signed out."},
            read_number<&S::session_idle_hours, 1, 720>,
            print_number<&S::session_idle_hours>},
    Setting{{"session_days", "30", "1 to 365",
             "After how many days a member signs in again in any case."},
            read_number<&S::session_days, 1, 365>,
            print_number<&S::session_days>},
    Setting{{"connections_max", "4096", "16 to 100000", "Connections at one time."},
            read_number<&S::connections_max, 16, 100'000>,
            print_number<&S::connections_max>},
    Setting{{"smtp_url", "", "smtp[s]://[USER:PASSWORD@]HOST[:PORT]; empty: no mail",
             "The mail server that sends links and codes to customers."},
            read_smtp_url,
            [](const S& s) { return s.smtp_url ? to_string(*s.smtp_url) : std::string(); },
            true},
    Setting{{"mail_from", "", "ADDRESS or Name <ADDRESS>; needed with smtp_url",
             "Whom these mails are from."},
            read_mail_from,
            [](const S& s) { return s.mail_from ? to_string(*s.mail_from) : std::string(); }},
    Setting{{"smtp_ca_file", "", "a file in PEM; empty: the system's authorities",
             "Who may have signed the mail server's certificate."},
            read_smtp_ca_file,
            [](const S& s) { return s.smtp_ca_file.string(); }},
    Setting{{"log_level", "info", "debug, info, warning or error",
             "The least level of the lines on stderr."},
            read_log_level,
            [](const S& s) { return std::string(levels[static_cast<std::size_t>(s.log_level)]); }},
};

constexpr auto facts_table = [] {
    std::array<Facts, settings_table.size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = settings_table[i].facts;
    return all;
}();

const Setting* find(std::string_view name) {
    for (const Setting& setting : settings_table) {
        if (setting.facts.name == name) return &setting;
    }
    return nullptr;
}

// What the outermost source says of a setting, and what that source is called.
struct Value {
    std::string text;
    Origin origin = Origin::standard;
    std::string from;
};
using Values = std::map<std::string, Value, std::less<>>;

Result<std::string> load(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(file_bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.is_open() || file.bad()) {
        return fail(ErrorCode::io, "cannot read " + path.string(), "config");
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > file_bytes_max) {
        return fail(ErrorCode::invalid, path.string() + " is larger than 1 MiB", "config");
    }
    return text;
}

Result<> read_file(const std::filesystem::path& path, Values& values) {
    FOOTFALL_TRY(text, load(path));
    std::istringstream lines(text);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        const std::string from = path.string() + " line " + std::to_string(number);
        const std::string_view content = trim(line);
        if (content.empty() || content.front() == '#') continue;
        const std::size_t equals = content.find('=');
        if (equals == content.npos) {
            return fail(ErrorCode::invalid, from + ": there is no '='", "config");
        }
        const std::string name(trim(content.substr(0, equals)));
        if (find(name) == nullptr) {
            return fail(ErrorCode::invalid, from + ": there is no setting '" + name + "'", name,
                        "unknown_setting");
        }
        const bool added =
            values
                .try_emplace(
                    name, Value{std::string(trim(content.substr(equals + 1))), Origin::file, from})
                .second;
        if (!added) {
            return fail(ErrorCode::invalid, from + ": '" + name + "' is set a second time", name,
                        "repeated_setting");
        }
    }
    return {};
}

void read_environment(const Given& given, Values& values, std::vector<std::string>& unknown) {
    for (const auto& [variable, text] : given.environment) {
        if (!variable.starts_with(prefix) || variable == file_variable) continue;
        const auto named = [&, &name = variable](const Facts& each) {
            return environment_name(each.name) == name;
        };
        const auto* const found = std::find_if(facts_table.begin(), facts_table.end(), named);
        if (found == facts_table.end()) {
            unknown.push_back(variable);
            continue;
        }
        values.insert_or_assign(std::string(found->name),
                                Value{text, Origin::environment, variable});
    }
}

Result<> read_flags(const Given& given, Values& values) {
    for (const auto& [name, text] : given.flags) {
        if (find(name) == nullptr) {
            return fail(ErrorCode::invalid, "there is no setting '" + name + "'", name,
                        "unknown_setting");
        }
        values.insert_or_assign(name, Value{text, Origin::flag, flag_name(name)});
    }
    return {};
}

constexpr std::array<std::string_view, 4> origin_names{"standard", "file", "environment", "flag"};

}  // namespace

std::string Settings::origin(std::uint16_t port) const {
    if (!public_url.empty()) return public_url;
    const bool any = listen.host == "0.0.0.0" || listen.host == "::";
    const std::string host = any ? "127.0.0.1" : listen.host;
    // A browser leaves the standard port out.
    return *parse_origin("http://" + to_string(Listen{host, port}));
}

std::span<const Facts> facts() { return facts_table; }

std::string flag_name(std::string_view setting) {
    std::string name = "--" + std::string(setting);
    std::replace(name.begin(), name.end(), '_', '-');
    return name;
}

std::string environment_name(std::string_view setting) {
    std::string name = std::string(prefix) + std::string(setting);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return name;
}

Result<Settings> read(const Given& given) {
    Values values;
    std::optional<std::filesystem::path> file = given.file;
    if (const auto found = given.environment.find(file_variable);
        !file && found != given.environment.end() && !found->second.empty()) {
        file = found->second;
    }
    if (file) FOOTFALL_CHECK(read_file(*file, values));
    std::vector<std::string> unknown_variables;
    read_environment(given, values, unknown_variables);
    FOOTFALL_CHECK(read_flags(given, values));

    Settings settings;
    settings.unknown_variables = std::move(unknown_variables);
    for (const Setting& setting : settings_table) {
        const auto found = values.find(setting.facts.name);
        const bool standard = found == values.end();
        const std::string text(standard ? setting.facts.standard : found->second.text);
        if (const auto wrong = setting.read(text, settings)) {
            const std::string name(setting.facts.name);
            return fail(ErrorCode::invalid,
                        name + " = '" + (setting.is_secret ? "***" : text) + "' (" +
                            (standard ? "standard" : found->second.from) + ") " + *wrong +
                            "; it is: " + std::string(setting.facts.bounds),
                        name, "invalid_setting");
        }
        if (!standard) settings.origins.emplace(setting.facts.name, found->second.origin);
    }
    if (settings.smtp_url.has_value() != settings.mail_from.has_value()) {
        const bool is_lone_server = settings.smtp_url.has_value();
        const std::string missing = is_lone_server ? "mail_from" : "smtp_url";
        return fail(
            ErrorCode::invalid,
            missing + " is empty; it is needed with " + (is_lone_server ? "smtp_url" : "mail_from"),
            missing, "invalid_setting");
    }
    return settings;
}

std::map<std::string, std::string, std::less<>> environment() {
    std::map<std::string, std::string, std::less<>> variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const std::size_t equals = text.find('=');
        if (equals == text.npos) continue;
        variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

std::string print(const Settings& settings) {
    std::string text;
    for (const Setting& setting : settings_table) {
        const Facts& about = setting.facts;
        const auto found = settings.origins.find(about.name);
        const Origin origin = found == settings.origins.end() ? Origin::standard : found->second;
        const auto line = [&text](std::initializer_list<std::string_view> parts) {
            for (const std::string_view part : parts) text += part;
            text += '\n';
        };
        line({"# ", about.help});
        line({"# ", about.bounds, "; standard: ", about.standard.empty() ? "empty" : about.standard,
              "; this one: ", origin_names[static_cast<std::size_t>(origin)]});
        line({about.name, " = ", setting.print(settings), "\n"});
    }
    return text;
}

}  // namespace footfall::config

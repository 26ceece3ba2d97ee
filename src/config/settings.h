// The settings: one struct, and one table of their names, defaults, bounds and help.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "result.h"

namespace footfall::config {

// An address to listen on. A host of IPv6 is kept without brackets.
struct Listen {
    std::string host;
    std::uint16_t port = 0;  // 0: one that is free

    friend bool operator==(const Listen&, const Listen&) = default;
};

// Who takes the mails for delivery.
struct MailServer {
    std::string host;  // of IPv6 without brackets
    std::uint16_t port = 0;
    bool is_tls = false;  // from the first byte on; else where the server offers STARTTLS
    std::string user;     // empty: nobody signs in there
    std::string password;

    friend bool operator==(const MailServer&, const MailServer&) = default;
};

// A sender, as mail programs show it.
struct Mailbox {
    std::string name;  // may be empty
    std::string address;

    friend bool operator==(const Mailbox&, const Mailbox&) = default;
};

enum class LogLevel : std::uint8_t { debug, info, warning, error };

// Where a value came from.
enum class Origin : std::uint8_t { standard, file, environment, flag };

// Every value is within its bounds; the standard ones are those of facts().
struct Settings {
    std::filesystem::path data;
    Listen listen;
    std::string public_url;  // an origin without a slash at its end; empty: from `listen`
    std::vector<std::string> trusted_proxies;  // addresses or CIDR blocks
    std::string time_zone;                     // whether it exists, only calendar/ knows
    unsigned retention_days = 0;
    unsigned threads = 0;  // 0: as many as there are cores
    unsigned segment_mib = 0;
    unsigned pack_after_s = 0;
    std::uint64_t snapshot_entries = 0;
    unsigned queue_mib = 0;
    unsigned disk_low_water_mib = 0;  // 0: as segment_mib says
    unsigned dedupe_days = 0;
    std::uint64_t dedupe_ids_max = 0;
    unsigned duckdb_memory_mib = 0;
    unsigned session_idle_hours = 0;
    unsigned session_days = 0;
    unsigned connections_max = 0;
    std::optional<MailServer> smtp_url;  // nothing: no mail is sent
    std::optional<Mailbox> mail_from;    // there is one when there is a server, and only then
    std::filesystem::path smtp_ca_file;  // empty: the system's authorities
    LogLevel log_level = LogLevel::info;

    std::map<std::string, Origin, std::less<>> origins;  // by name; those not standard

    // Variables that begin with FOOTFALL_ and name no setting: ignored, but worth a warning.
    std::vector<std::string> unknown_variables;

    // `public_url`, or what follows from `listen` when the server got `port`.
    std::string origin(std::uint16_t port) const;
};

// What there is to know of a setting besides its value.
struct Facts {
    std::string_view name;      // in files; `--name-with-dashes` as flag, FOOTFALL_NAME in between
    std::string_view standard;  // its value when nobody sets it
    std::string_view bounds;
    std::string_view help;  // one line
};

// In the order in which they are shown.
std::span<const Facts> facts();

// `--retention-days` and `FOOTFALL_RETENTION_DAYS` for `retention_days`.
std::string flag_name(std::string_view setting);
std::string environment_name(std::string_view setting);

// What was given, by setting's name without dashes, except for the environment: variables as they
// are, those that do not begin with FOOTFALL_ are ignored.
struct Given {
    std::map<std::string, std::string, std::less<>> flags;
    std::map<std::string, std::string, std::less<>> environment;
    std::optional<std::filesystem::path> file;  // `--config`; else FOOTFALL_CONFIG
};

// Flags beat the environment, which beats the file, which beats the standard values. `invalid` with
// the setting as `field` and a message that names value, bounds and where it came from; an unknown
// name in the file and a name that a file sets twice are `invalid` too; a file that
// cannot be read is `io`.
Result<Settings> read(const Given& given);

// This process's environment.
std::map<std::string, std::string, std::less<>> environment();

// For `footfall config`: for each setting its value, where that came from, the standard value,
// bounds and help. Can be read back as a file, except for a password: `***` stands in its place,
// and is refused there.
std::string print(const Settings& settings);

}  // namespace footfall::config

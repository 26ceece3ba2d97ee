#include "config/settings.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/values.h"

namespace footfall::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SettingsTest : public testing::Test {
  protected:
    SettingsTest()
        : folder_(std::filesystem::temp_directory_path() /
                  ("footfall-settings-" + std::to_string(getpid()))) {
        std::filesystem::create_directories(folder_);
    }
    ~SettingsTest() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path file(const std::string& text) {
        const std::filesystem::path path = folder_ / "footfall.conf";
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

    static Result<Settings> with_mail(const std::string& url,
                                      const std::string& from = "shop@acme.example") {
        return read({{{"smtp_url", url}, {"mail_from", from}}, {}, {}});
    }

    // What setting `name` to `value` by flag gives.
    static Result<Settings> with(const std::string& name, const std::string& value) {
        return read({{{name, value}}, {}, {}});
    }

    std::filesystem::path folder_;
};

TEST_F(SettingsTest, WithoutAnythingTheStandardValuesHold) {
    const auto settings = read({});
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->listen, (Listen{"127.0.0.1", 8080}));
    EXPECT_EQ(settings->time_zone, "UTC");
    EXPECT_EQ(settings->retention_days, 3650U);
    EXPECT_EQ(settings->threads, 0U);
    EXPECT_EQ(settings->segment_mib, 64U);
    EXPECT_EQ(settings->dedupe_days, 7U);
    EXPECT_EQ(settings->dedupe_ids_max, 20'000'000U);
    EXPECT_EQ(settings->session_idle_hours, 12U);
    EXPECT_EQ(settings->session_days, 30U);
    EXPECT_EQ(settings->log_level, LogLevel::info);
    EXPECT_TRUE(settings->trusted_proxies.empty());
    EXPECT_TRUE(settings->origins.empty());
}

TEST_F(SettingsTest, FlagsBeatEnvironmentBeatsFileBeatsStandard) {
    Given given;
    given.file = file("retention_days = 1\nsegment_mib=2\n threads = 3 \r\n\n# threads = 9\n");
    given.environment = {{"FOOTFALL_RETENTION_DAYS", "10"}, {"FOOTFALL_SEGMENT_MIB", "20"}};
    given.flags = {{"retention_days", "100"}};
    const auto settings = read(given);
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->retention_days, 100U);
    EXPECT_EQ(settings->segment_mib, 20U);
    EXPECT_EQ(settings->threads, 3U);
    EXPECT_EQ(settings->queue_mib, 64U);
    EXPECT_EQ(settings->origins,
              (std::map<std::string, Origin, std::less<>>{{"retention_days", Origin::flag},
                                                          {"segment_mib", Origin::environment},
                                                          {"threads", Origin::file}}));
}

TEST_F(SettingsTest, TheFileMayBeNamedByTheEnvironment) {
    const std::string path = file("threads = 5\n").string();
    EXPECT_EQ(read({{}, {{"FOOTFALL_CONFIG", path}}, {}})->threads, 5U);
    EXPECT_EQ(read({{}, {{"FOOTFALL_CONFIG", ""}}, {}})->threads, 0U);
    const auto missing = read({{}, {}, folder_ / "absent"});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::io);
    EXPECT_FALSE(read({{}, {}, folder_}));
}

TEST_F(SettingsTest, UnknownNamesAreErrors) {
    const auto in_file = read({{}, {}, file("threads = 1\nthread = 2\n")});
    ASSERT_FALSE(in_file);
    EXPECT_THAT(in_file.error().message, HasSubstr("line 2"));
    EXPECT_THAT(in_file.error().message, HasSubstr("'thread'"));
    // Other programs may have variables of that prefix, so these do not stop the server.
    const auto variable = read({{}, {{"FOOTFALL_THREAD", "2"}}, {}});
    ASSERT_TRUE(variable);
    EXPECT_THAT(variable->unknown_variables, testing::ElementsAre("FOOTFALL_THREAD"));
    EXPECT_FALSE(with("thread", "2"));
    EXPECT_TRUE(read({{}, {{"PATH", "/bin"}, {"FOOTFALLX", "1"}}, {}}));
}

TEST_F(SettingsTest, AFileSetsAnythingOnce) {
    const auto twice = read({{}, {}, file("threads = 1\nthreads = 1\n")});
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().field, "threads");
    EXPECT_FALSE(read({{}, {}, file("threads\n")}));
}

TEST_F(SettingsTest, AnErrorNamesSettingValueBoundsAndSource) {
    const auto wrong = read({{}, {{"FOOTFALL_SEGMENT_MIB", "257"}}, {}});
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::invalid);
    EXPECT_EQ(wrong.error().field, "segment_mib");
    for (const char* part : {"segment_mib", "'257'", "FOOTFALL_SEGMENT_MIB", "1 to 256"}) {
        EXPECT_THAT(wrong.error().message, HasSubstr(part));
    }
    EXPECT_THAT(with("threads", "65").error().message, HasSubstr("--threads"));
    EXPECT_THAT(read({{}, {}, file("\nthreads = x")}).error().message, HasSubstr("line 2"));
}

// The bounds that are shown must be those that are checked.
TEST_F(SettingsTest, NumbersHoldAtTheirBoundsAndNotBeyond) {
    int numbers = 0;
    for (const Facts& about : facts()) {
        const std::string bounds(about.bounds);
        const std::size_t to = bounds.find(" to ");
        if (to == std::string::npos) continue;
        ++numbers;
        const std::string name(about.name);
        const std::size_t end = std::min(bounds.find(';'), bounds.size());
        const std::uint64_t least = parse_number(bounds.substr(0, to)).value();
        const std::uint64_t most = parse_number(bounds.substr(to + 4, end - to - 4)).value();
        EXPECT_TRUE(with(name, std::to_string(least))) << name;
        EXPECT_TRUE(with(name, std::to_string(most))) << name;
        EXPECT_FALSE(with(name, std::to_string(most + 1))) << name;
        if (least > 0) {
            EXPECT_FALSE(with(name, std::to_string(least - 1))) << name;
        }
        for (const char* text :
             {"", "-1", "+1", "1.0", "1e3", "0x10", "1 2", "64k", "18446744073709551616"}) {
            EXPECT_FALSE(with(name, text)) << name << text;
        }
    }
    EXPECT_EQ(numbers, 13);
}

TEST_F(SettingsTest, ListenTakesHostAndPort) {
    EXPECT_EQ(with("listen", "[::1]:0")->listen, (Listen{"::1", 0}));
    EXPECT_EQ(with("listen", "localhost:65535")->listen, (Listen{"localhost", 65'535}));
    for (const char* text :
         {"", "8080", ":8080", "localhost", "localhost:", "localhost:65536", "::1:80", "[::1]",
          "[1.2.3.4]:80", "[::1:80", "a b:80", "host:8o", "-x:80", "host:80/"}) {
        EXPECT_FALSE(with("listen", text)) << text;
    }
}

TEST_F(SettingsTest, PublicUrlIsAnOriginAsBrowsersWriteIt) {
    EXPECT_EQ(with("public_url", "HTTPS://Example.COM:443/")->public_url, "https://example.com");
    EXPECT_EQ(with("public_url", "http://[::1]:80")->public_url, "http://[::1]");
    EXPECT_EQ(with("public_url", "http://a.b:443")->public_url, "http://a.b:443");
    for (const char* text : {"example.com", "ftp://a", "https://", "https:///", "https://a/b",
                             "https://a//", "https://u@a", "https://a?x", "https://a#x",
                             "https://a:0", "https://a:99999", "javascript://a", "https://a b"}) {
        EXPECT_FALSE(with("public_url", text)) << text;
    }
}

TEST_F(SettingsTest, TheOriginFollowsFromListenOtherwise) {
    EXPECT_EQ(read({})->origin(8080), "http://127.0.0.1:8080");
    EXPECT_EQ(with("listen", "0.0.0.0:0")->origin(4321), "http://127.0.0.1:4321");
    EXPECT_EQ(with("listen", "[::1]:80")->origin(80), "http://[::1]");
    EXPECT_EQ(with("public_url", "https://a.example")->origin(1), "https://a.example");
}

TEST_F(SettingsTest, TrustedProxiesAreAddressesOrBlocks) {
    EXPECT_THAT(with("trusted_proxies", "10.0.0.0/8 , ::1,192.168.1.1")->trusted_proxies,
                ElementsAre("10.0.0.0/8", "::1", "192.168.1.1"));
    EXPECT_TRUE(with("trusted_proxies", "0.0.0.0/0,::/128,1.2.3.4/32"));
    for (const char* text : {"proxy", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "1.2.3.4,,",
                             ",", "10.0.0.0/-1", "10.0.0.0/8/8"}) {
        EXPECT_FALSE(with("trusted_proxies", text)) << text;
    }
}

// The system's functions read an address up to there and say that it is one.
TEST_F(SettingsTest, AnAddressEndsAtNoZeroByte) {
    EXPECT_FALSE(with("trusted_proxies", std::string("1.2.3.4\0x", 9)));
    EXPECT_FALSE(with("trusted_proxies", std::string("10.0.0.0\0.0/8", 13)));
    EXPECT_FALSE(with("listen", std::string("[::1\0x]:80", 10)));
}

TEST_F(SettingsTest, AMailServerIsAHostAndWhoSignsInThere) {
    EXPECT_FALSE(read({})->smtp_url);
    EXPECT_EQ(with_mail("smtp://Mail.example")->smtp_url,
              (MailServer{"Mail.example", 587, false, "", ""}));
    EXPECT_EQ(with_mail("SMTPS://[::1]/")->smtp_url, (MailServer{"::1", 465, true, "", ""}));
    EXPECT_EQ(with_mail("smtp://me%40acme.example:p%3a%25%C3%A9@w@h:25")->smtp_url,
              (MailServer{"h", 25, false, "me@acme.example", "p:%\xC3\xA9@w"}));
    for (const char* text :
         {"mail.example",      "http://a",       "smtp:",          "smtp://",
          "smtp:///",          "smtp://a:0",     "smtp://a:65536", "smtp://a/b",
          "smtp://a//",        "smtp://user@a",  "smtp://:p@a",    "smtp://u:@a",
          "smtp://u:%0d%0a@a", "smtp://u:%4@a",  "smtp://u:%@a",   "smtp://u:%zz@a",
          "smtp://u:\r\n@a",   "smtp://u:%00@a", "smtp://a?b",     "smtp://a b",
          "smtp://a\r\nb"}) {
        EXPECT_FALSE(with_mail(text)) << text;
    }
    const auto long_password = [](std::size_t bytes) {
        return with_mail("smtp://u:" + std::string(bytes, 'p') + "@a").has_value();
    };
    EXPECT_TRUE(long_password(255));
    EXPECT_FALSE(long_password(256));
}

TEST_F(SettingsTest, APasswordIsNeitherPrintedNorReadBack) {
    const auto settings = with_mail("smtp://me%40acme:s%40crt@mail.example:2525");
    ASSERT_TRUE(settings);
    const std::string text = print(*settings);
    EXPECT_THAT(text, HasSubstr("\nsmtp_url = smtp://me%40acme:***@mail.example:2525\n"));
    EXPECT_THAT(text, testing::Not(HasSubstr("crt")));
    const auto again = read({{}, {}, file(text)});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().field, "smtp_url");
    EXPECT_THAT(again.error().message, HasSubstr("password was hidden"));
    EXPECT_EQ(with_mail("smtp://u:%2A%2A%2A@a")->smtp_url->password, "***");
    const auto wrong = with_mail("smtp://me:s3cr3t@mail example");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().field, "smtp_url");
    EXPECT_THAT(wrong.error().message, testing::Not(HasSubstr("s3cr3t")));
}

TEST_F(SettingsTest, ASenderIsAnAddressWithOrWithoutAName) {
    const auto from = [](const std::string& text) {
        return with_mail("smtp://a", text)->mail_from;
    };
    EXPECT_EQ(from(" a@b.example "), (Mailbox{"", "a@b.example"}));
    EXPECT_EQ(from("Müller & Söhne <a@b>"), (Mailbox{"Müller & Söhne", "a@b"}));
    EXPECT_EQ(from("\"Acme, Inc.\" <a@b>"), (Mailbox{"Acme, Inc.", "a@b"}));
    EXPECT_EQ(from("<a@b>"), (Mailbox{"", "a@b"}));
    EXPECT_TRUE(with_mail("smtp://a", std::string(100, 'n') + " <a@b>"));
    EXPECT_FALSE(with_mail("smtp://a", std::string(101, 'n') + " <a@b>"));
    for (const char* text : {"a",
                             "@b",
                             "a@",
                             "a@b@c",
                             "a b@c",
                             "a@b c",
                             "a@b>",
                             "A <b> <c@d>",
                             "A <a@b> c",
                             "a@b,c@d",
                             "A\"B <a@b>",
                             "A\r\nBcc: x@y <a@b>",
                             "a@b\r\nBcc: x@y",
                             "\"a\"@b",
                             "a@.b",
                             "a@b.",
                             "a@-b",
                             ".a@b",
                             "a..b@c",
                             "a@[1.2.3.4]",
                             "m\xC3\xBCller@b",
                             "A <a@b>\x7F"}) {
        EXPECT_FALSE(with_mail("smtp://a", text)) << text;
    }
}

TEST_F(SettingsTest, AnAddressHasLimits) {
    const auto address = [](std::size_t local, std::size_t all) {
        return is_mail_address(std::string(local, 'a') + "@" + std::string(all - local - 1, 'b'));
    };
    EXPECT_TRUE(address(64, 254));
    EXPECT_FALSE(address(65, 200));
    EXPECT_FALSE(address(64, 255));
    EXPECT_TRUE(
        is_mail_address("j\xC3\xBCrgen@b\xC3\xBC"
                        "cher.example"));
    EXPECT_FALSE(is_mail_address(std::string("a@b\0c", 5)));
}

TEST_F(SettingsTest, AMailServerAndASenderComeTogether) {
    EXPECT_EQ(with("smtp_url", "smtp://a").error().field, "mail_from");
    EXPECT_THAT(with("smtp_url", "smtp://a").error().message, HasSubstr("mail_from"));
    EXPECT_EQ(with("mail_from", "a@b").error().field, "smtp_url");
}

TEST_F(SettingsTest, LevelsAreThoseNamed) {
    EXPECT_EQ(with("log_level", "error")->log_level, LogLevel::error);
    EXPECT_EQ(with("log_level", "debug")->log_level, LogLevel::debug);
    EXPECT_FALSE(with("log_level", "INFO"));
    EXPECT_FALSE(with("log_level", ""));
}

TEST_F(SettingsTest, WhatIsPrintedReadsBack) {
    Given given;
    given.flags = {{"listen", "[::1]:81"},
                   {"trusted_proxies", "10.0.0.0/8,::1"},
                   {"public_url", "https://a.example"},
                   {"log_level", "warning"},
                   {"data", "/srv/with space"}};
    const auto settings = read(given);
    ASSERT_TRUE(settings);
    const std::string text = print(*settings);
    EXPECT_THAT(text, HasSubstr("listen = [::1]:81\n"));
    EXPECT_THAT(text, HasSubstr("this one: flag"));
    for (const Facts& about : facts()) {
        EXPECT_THAT(text, HasSubstr("\n" + std::string(about.name) + " = "));
        EXPECT_THAT(text, HasSubstr(std::string(about.help)));
        EXPECT_FALSE(about.help.empty() || about.bounds.empty());
    }
    const auto again = read({{}, {}, file(text)});
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->listen, settings->listen);
    EXPECT_EQ(again->trusted_proxies, settings->trusted_proxies);
    EXPECT_EQ(again->data, settings->data);
    EXPECT_EQ(again->log_level, LogLevel::warning);
    EXPECT_EQ(again->origins.size(), facts().size());
}

TEST_F(SettingsTest, NamesOfFlagsAndVariables) {
    EXPECT_EQ(flag_name("retention_days"), "--retention-days");
    EXPECT_EQ(environment_name("retention_days"), "FOOTFALL_RETENTION_DAYS");
}

}  // namespace
}  // namespace footfall::config

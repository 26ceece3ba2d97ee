#include "mail/message.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "http/utf8.h"

namespace footfall::mail {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Message sample() {
    return {{"Acme", "shop@acme.example"},
            "ana@example.com",
            "Your link",
            "Hello",
            Instant::from_seconds(1'795'423'437),
            "1.2"};
}

struct Parts {
    std::vector<std::string> fields;  // unfolded
    std::string body;
};

// Fails unless every line ends with CRLF and is of a length that may be sent.
Parts split(std::string_view bytes) {
    Parts parts;
    bool is_head = true;
    while (!bytes.empty()) {
        const std::size_t end = bytes.find("\r\n");
        EXPECT_NE(end, bytes.npos);
        if (end == bytes.npos) break;
        const std::string line(bytes.substr(0, end));
        bytes.remove_prefix(end + 2);
        EXPECT_EQ(line.find_first_of("\r\n"), line.npos);
        if (line.empty() && is_head) {
            is_head = false;
        } else if (!is_head) {
            EXPECT_LE(line.size(), 76U);
            parts.body += line + "\r\n";
        } else if (line.starts_with(' ')) {
            EXPECT_LE(line.size(), 78U);
            parts.fields.back() += line;
        } else {
            EXPECT_LE(line.size(), 78U);
            parts.fields.push_back(line);
        }
    }
    EXPECT_FALSE(is_head);
    return parts;
}

std::string field(const Parts& parts, const std::string& name) {
    for (const std::string& each : parts.fields) {
        if (each.starts_with(name + ": ")) return each.substr(name.size() + 2);
    }
    return "missing";
}

// Takes `=XX` and soft line ends out.
std::string decode(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            decoded += text[i];
            continue;
        }
        if (text.substr(i + 1, 2) != "\r\n") {
            unsigned byte = 256;
            std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
            EXPECT_LT(byte, 256U) << text.substr(i, 3);
            decoded += static_cast<char>(byte);
        }
        i += 2;
    }
    return decoded;
}

// A field's text from its encoded words.
std::string decode_words(std::string_view value) {
    constexpr std::string_view begin = "=?UTF-8?Q?";
    std::string decoded;
    while (value.starts_with(begin)) {
        value.remove_prefix(begin.size());
        const std::size_t end = value.find("?=");
        EXPECT_NE(end, value.npos);
        std::string word(value.substr(0, end));
        std::replace(word.begin(), word.end(), '_', ' ');
        EXPECT_TRUE(http::is_utf8(decode(word))) << "characters are not cut";
        decoded += decode(word);
        value.remove_prefix(end + 2);
        if (value.starts_with(' ')) value.remove_prefix(1);
    }
    return decoded + std::string(value);
}

// What a reader must get of a field's text: without line ends and the like, in whole characters.
std::string expected_line(std::string_view text) {
    std::string line = http::to_utf8(text);
    for (char& c : line) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    return line;
}

const std::vector<std::string> hostile{
    "",
    " ",
    "\r\nBcc: everybody@example.com",
    "a\nSubject: b",
    "a\r\n\r\n<html>",
    "\r\n.\r\nMAIL FROM:<x@y>",
    "=?UTF-8?Q?trick?=",
    "\"quoted\" <b@c.example>",
    "back\\slash",
    "tab\tnul" + std::string(1, '\0') + "bell\a\x7F",
    "\xFF\xFE broken \xE2\x82",
    "Zürich Straße",
    "株式会社サンプル" + std::string(40, 'x') + "株式会社サンプル株式会社サンプル株式会社サンプル",
    "👩‍👩‍👧‍👦 family",
    "\xE2\x80\xAEgnp.exe",
    std::string(2000, 'a'),
    std::string(300, ' '),
    "{customer} %s $(reboot) `x`",
};

TEST(Message, IsPlainWherePlainWillDo) {
    const auto bytes = write_message(sample());
    ASSERT_TRUE(bytes);
    EXPECT_EQ(*bytes,
              "From: \"Acme\"\r\n <shop@acme.example>\r\n"
              "To: ana@example.com\r\n"
              "Subject: Your link\r\n"
              "Date: Mon, 23 Nov 2026 08:43:57 +0000\r\n"
              "Message-ID: <1.2@acme.example>\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "\r\n"
              "Hello\r\n");
}

TEST(Message, NothingStrangersWriteAddsAFieldOrEndsTheHead) {
    for (const std::string& text : hostile) {
        Message message = sample();
        message.from.name = text;
        message.subject = text;
        message.text = text;
        const auto bytes = write_message(message);
        ASSERT_TRUE(bytes) << text;
        const Parts parts = split(*bytes);
        EXPECT_EQ(parts.fields.size(), 9U) << text;
        EXPECT_EQ(decode_words(field(parts, "Subject")), expected_line(text));
        EXPECT_TRUE(field(parts, "From").ends_with("shop@acme.example") ||
                    field(parts, "From").ends_with(" <shop@acme.example>"));
        EXPECT_TRUE(std::all_of(bytes->begin(), bytes->end(), [](char c) {
            return (c >= ' ' && c <= '~') || c == '\t' || c == '\r' || c == '\n';
        })) << text;
    }
}

TEST(Message, ANameIsQuotedOrEncoded) {
    const auto from = [](const std::string& name) {
        Message message = sample();
        message.from.name = name;
        return field(split(*write_message(message)), "From");
    };
    EXPECT_EQ(from(""), "shop@acme.example");
    EXPECT_EQ(from("Acme, \"Inc\" \\o/"), R"("Acme, \"Inc\" \\o/" <shop@acme.example>)");
    EXPECT_EQ(from("Zoë"), "=?UTF-8?Q?Zo=C3=AB?= <shop@acme.example>");
    EXPECT_THAT(from("=?UTF-8?Q?x?="), StartsWith("=?UTF-8?Q?=3D=3FUTF"));
}

TEST(Message, EachKindOfLineEndIsOne) {
    Message message = sample();
    message.text = "a\nb\r\nc\rd\n\n.\n.e\nFrom x\ntrailing \ntab\t\n1=2";
    EXPECT_EQ(split(*write_message(message)).body,
              "a\r\nb\r\nc\r\nd\r\n\r\n.\r\n.e\r\nFrom x\r\ntrailing=20\r\ntab=09\r\n1=3D2\r\n");
    message.text = "";
    EXPECT_EQ(split(*write_message(message)).body, "");
}

TEST(Message, LongLinesAreFoldedWithoutBeingChanged) {
    for (std::size_t bytes = 70; bytes < 160; ++bytes) {
        Message message = sample();
        message.text = std::string(bytes, 'x') + "\nü" + std::string(bytes, '=');
        const Parts parts = split(*write_message(message));
        EXPECT_EQ(decode(parts.body),
                  std::string(bytes, 'x') + "\r\nü" + std::string(bytes, '=') + "\r\n");
    }
}

TEST(Message, GoesToAnAddressOrNowhere) {
    for (const char* to : {"", "ana", "ana@example.com\r\nBcc: x@y", "a@b, c@d", "<a@b>", "a@b> x",
                           "a b@c", "\xFF@example.com"}) {
        Message message = sample();
        message.to = to;
        const auto bytes = write_message(message);
        ASSERT_FALSE(bytes) << to;
        EXPECT_EQ(bytes.error().field, "to");
        EXPECT_EQ(bytes.error().reason, "invalid_email");
    }
    Message message = sample();
    message.to = "jürgen@bücher.example";
    EXPECT_THAT(*write_message(message), HasSubstr("\r\nTo: jürgen@bücher.example\r\n"));
}

RC_GTEST_PROP(Message, AnyTextArrivesAsItWas,
              (const std::string& subject, const std::string& text)) {
    Message message = sample();
    message.subject = subject;
    message.text = text;
    const auto bytes = write_message(message);
    RC_ASSERT(bytes.has_value());
    const Parts parts = split(*bytes);
    RC_ASSERT(parts.fields.size() == 9U);
    RC_ASSERT(decode_words(field(parts, "Subject")) == expected_line(subject));
    std::string lines;
    const std::string whole = http::to_utf8(text);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (whole[i] == '\r' && i + 1 < whole.size() && whole[i + 1] == '\n') continue;
        if (whole[i] == '\r' || whole[i] == '\n') {
            lines += "\r\n";
        } else {
            lines += whole[i];
        }
    }
    if (!lines.empty() && !lines.ends_with("\r\n")) lines += "\r\n";
    RC_ASSERT(decode(parts.body) == lines);
}

}  // namespace
}  // namespace footfall::mail

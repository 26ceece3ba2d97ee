#include "api/link_mail.h"

#include <algorithm>
#include <array>
#include <utility>

#include "config/values.h"

namespace footfall::api {

namespace {

std::string on_one_line(std::string_view text) {
    std::string line(text);
    std::replace_if(line.begin(), line.end(), config::is_control, ' ');
    return line;
}

using Values = std::array<std::pair<std::string_view, std::string_view>, 3>;

std::string filled(std::string_view text, const Values& values) {
    std::string result;
    while (!text.empty()) {
        const auto* const found =
            std::find_if(values.begin(), values.end(),
                         [&](const auto& value) { return text.starts_with(value.first); });
        if (found == values.end()) {
            result += text.front();
            text.remove_prefix(1);
        } else {
            result += found->second;
            text.remove_prefix(found->first.size());
        }
    }
    return result;
}

}  // namespace

Result<LinkLetter> LinkLetter::of(std::string subject, std::string text, std::string supplier) {
    if (subject.empty() || subject.size() > workspace::mail_subject_bytes_max ||
        std::any_of(subject.begin(), subject.end(), config::is_control)) {
        return fail(ErrorCode::invalid,
                    "Give a subject of one line and at most " +
                        std::to_string(workspace::mail_subject_bytes_max) + " bytes.",
                    "subject", "invalid_text");
    }
    const auto is_bad = [](char c) {
        return config::is_control(c) && c != '\n' && c != '\r' && c != '\t';
    };
    if (text.size() > workspace::mail_text_bytes_max ||
        std::any_of(text.begin(), text.end(), is_bad)) {
        return fail(
            ErrorCode::invalid,
            "Give a text of at most " + std::to_string(workspace::mail_text_bytes_max) + " bytes.",
            "text", "invalid_text");
    }
    if (text.find("{link}") == text.npos) {
        return fail(ErrorCode::invalid, "The text must hold {link}.", "text", "missing_link");
    }
    LinkLetter letter;
    letter.subject_ = std::move(subject);
    letter.text_ = std::move(text);
    letter.supplier_ = on_one_line(supplier);
    return letter;
}

workspace::NewMail LinkLetter::to(const Recipient& recipient, std::string_view url) const {
    const std::string name =
        on_one_line(recipient.name.empty() ? recipient.customer : recipient.name);
    const Values values{{{"{customer}", name}, {"{supplier}", supplier_}, {"{link}", url}}};
    workspace::NewMail mail;
    mail.purpose = workspace::MailPurpose::link;
    mail.customer = recipient.customer;
    mail.to = recipient.email;
    mail.subject = filled(subject_, values);
    Values shown = values;
    shown.back().second = "…";
    mail.shown_subject = filled(subject_, shown);
    mail.text = filled(text_, values);
    return mail;
}

}  // namespace footfall::api

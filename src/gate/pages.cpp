#include "gate/pages.h"

#include <cstddef>

#include "http/utf8.h"

namespace footfall::gate {

namespace {

// Tells once that the page could be seen. Words that every script engine knows.
constexpr std::string_view seen_script =
    "(function(){var d=document,u=location.pathname.replace(/\\/$/,'')+'/seen',sent=0,x;"
    "function seen(){if(sent||(d.visibilityState&&d.visibilityState!='visible'))return;sent=1;"
    "try{if(navigator.sendBeacon)navigator.sendBeacon(u);"
    "else{x=new XMLHttpRequest();x.open('POST',u,true);x.send()}}catch(e){}}"
    "seen();if(d.addEventListener)d.addEventListener('visibilitychange',seen)})()";

// A name as text of its own direction.
std::string name_of(std::string_view name) { return "<bdi>" + escaped(name) + "</bdi>"; }

std::string supplier_of(const Supplier& supplier) {
    return supplier.name.empty() ? "your supplier" : name_of(supplier.name);
}

std::string starting(std::string text) {
    if (text == "your supplier") text.front() = 'Y';
    return text;
}

std::string support_of(const Supplier& supplier, std::string_view before) {
    if (supplier.support.empty()) return {};
    return "<p>" + std::string(before) + name_of(supplier.support) + "</p>\n";
}

std::string form_begin(const Way& way) {
    return "<form method=\"post\" action=\"" + escaped(way.action) +
           "\">\n<input type=\"hidden\" name=\"visit\" value=\"" + escaped(way.visit) + "\">\n";
}

// A form that is one button.
std::string button_form(const Way& way, std::string_view kind, std::string_view name,
                        std::string_view text) {
    return form_begin(way) + "<button class=\"" + std::string(kind) + "\" name=\"" +
           std::string(name) + "\" value=\"1\">" + std::string(text) + "</button>\n</form>\n";
}

std::string minutes_of(std::chrono::seconds wait) {
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(wait).count();
    return minutes <= 1 ? "a minute" : std::to_string(minutes) + " minutes";
}

}  // namespace

http::Response welcome_page(const Supplier& supplier, const Way& way, const Welcome& welcome) {
    std::string heading = welcome.is_back ? "Welcome back" : "Welcome";
    if (!welcome.customer.empty()) heading += ", " + name_of(welcome.customer);
    if (welcome.is_of_workspace && !supplier.name.empty()) {
        heading = "Welcome to " + name_of(supplier.name);
    }
    std::string content;
    if (welcome.is_of_workspace) {
        content = "<p>Here you can place your order.</p>\n" +
                  button_form(way, "main", "start", "Start your order");
    } else {
        content = "<p>Would you like to order from " + supplier_of(supplier) + " now?</p>\n" +
                  button_form(way, "main", "start", "Yes, start ordering");
    }
    content += support_of(supplier, "Questions? ");
    return response_of({.status = 200,
                        .heading = heading,
                        .content = content,
                        .script = seen_script,
                        .form_targets = way.form_targets},
                       supplier);
}

std::string masked_email(std::string_view email) {
    const std::size_t at = email.rfind('@');
    if (at == std::string_view::npos || at == 0) return "…";
    const std::size_t first = http::utf8_length(email);
    return std::string(email.substr(0, first)) + "…" + std::string(email.substr(at));
}

http::Response challenge_page(const Supplier& supplier, const Way& way, const Offer& offer,
                              std::string_view email, bool is_wrong) {
    std::string content;
    if (is_wrong) {
        content += "<p class=\"alert\" role=\"alert\">That was not it. You have " +
                   (offer.tries_left == 1 ? std::string("one try")
                                          : std::to_string(offer.tries_left) + " tries") +
                   " left.</p>\n";
    }
    content += "<p>We sent a word to " + name_of(masked_email(email)) +
               ". Choose the picture that shows it.</p>\n" + form_begin(way) +
               "<div class=\"pictures\">\n";
    for (std::size_t i = 0; i < offer.pictures.size(); ++i) {
        const std::string number = std::to_string(i + 1);
        content += "<button name=\"picture\" value=\"" + number + "\"" +
                   (offer.tried[i] ? " disabled" : "") + ">" + drawing(*offer.pictures[i]) +
                   "Picture " + number + "</button>\n";
    }
    content += "</div>\n</form>\n" + form_begin(way) +
               "<label for=\"word\">Or write the word</label>\n"
               "<input id=\"word\" name=\"word\" maxlength=\"40\" autocomplete=\"off\" "
               "autocapitalize=\"none\" autocorrect=\"off\" spellcheck=\"false\">\n"
               "<button class=\"main\">Check the word</button>\n</form>\n"
               "<p>No mail yet? It may take a minute, and it may lie in the spam folder. The word "
               "is good for 10 minutes.</p>\n" +
               button_form(way, "quiet", "again", "Send another word") +
               support_of(supplier, "Questions? ");
    return response_of({.status = 200,
                        .heading = "Which picture shows the word?",
                        .content = content,
                        .script = {},
                        .form_targets = way.form_targets},
                       supplier);
}

http::Response setback_page(const Supplier& supplier, const Way& way, Setback setback,
                            std::chrono::seconds wait) {
    Page page;
    page.form_targets = way.form_targets;
    std::string content;
    const std::string another = button_form(way, "main", "again", "Send another word");
    switch (setback) {
        case Setback::no_more_tries:
            page.heading = "That was not it";
            content = "<p>There are no tries left for this word. We can send another one.</p>\n" +
                      another;
            break;
        case Setback::too_late:
            page.heading = "This word is no longer good";
            content = "<p>A word is good for 10 minutes. We can send another one.</p>\n" + another;
            break;
        case Setback::not_mailed:
            page.status = 503;
            page.heading = "The word could not be sent";
            content = "<p>Please try again in a minute.</p>\n" +
                      button_form(way, "main", "again", "Try again");
            break;
        case Setback::too_many:
            page.heading = "Please wait a little";
            page.form_targets = {};
            content = "<p>Several words were sent to you already. The next one can be sent in " +
                      minutes_of(wait) + ": then open your link again.</p>\n";
            break;
        case Setback::not_ready:
            page.status = 503;
            page.heading = "One moment, please";
            content = "<p>We are just starting. Please try again in a minute.</p>\n" +
                      button_form(way, "main", "again", "Try again");
            break;
        case Setback::preview:
            page.heading = "Here a customer gets a word by mail";
            page.form_targets = {};
            content =
                "<p>You are signed in to Footfall as a member, so none was sent. To go all "
                "the way as a customer does, open the link in a private window.</p>\n";
            break;
    }
    content += support_of(supplier, "Questions? ");
    page.content = content;
    http::Response response = response_of(page, supplier);
    if (page.status == 503) response.fields.emplace_back("retry-after", "60");
    return response;
}

http::Response stop_page(const Supplier& supplier, Stop stop) {
    Page page;
    std::string content;
    const std::string name = supplier_of(supplier);
    std::string heading;
    switch (stop) {
        // Not 200: the link is known and entry is refused, which a cache, a gateway that checks
        // links and the supplier's own monitoring should see as a person sees it.
        case Stop::inactive:
            page.status = 403;
            heading = "This account is not active";
            content = "<p>Orders cannot be placed with it for now. " + starting(name) +
                      " can tell you more, and take your order.</p>\n";
            break;
        case Stop::blocked:
            page.status = 403;
            heading = "Ordering is temporarily not available";
            content = "<p>Please try again later, or ask " + name + ".</p>\n";
            break;
        case Stop::no_email:
            heading = "Please contact " + name;
            content = "<p>A word is sent by e-mail before each order, and " + name +
                      " has no address for you yet.</p>\n";
            break;
        case Stop::no_mail:
            heading = "Please contact " + name;
            content =
                "<p>A word is sent by e-mail before each order, which cannot be done for "
                "now.</p>\n";
            break;
        case Stop::personal_only:
            heading = "Please use your personal link";
            content = "<p>" + starting(name) +
                      " has a link of your own for you. If you cannot find it, ask for it.</p>\n";
            break;
        case Stop::not_open:
            heading = "Ordering is not open yet";
            content = "<p>" + starting(name) +
                      " is still setting up this page. Please come back later.</p>\n";
            break;
    }
    content += support_of(supplier, "");
    page.heading = heading;
    page.content = content;
    return response_of(page, supplier);
}

http::Response unknown_page() {
    return response_of({.status = 404,
                        .heading = "This link leads nowhere",
                        .content = "<p>It may be incomplete, or a newer one may have taken its "
                                   "place. Look for the latest link that your supplier sent you, "
                                   "or ask for it.</p>\n",
                        .script = {},
                        .form_targets = {}},
                       {});
}

http::Response throttled_page() {
    http::Response response =
        response_of({.status = 429,
                     .heading = "Please wait a minute",
                     .content = "<p>Too many links that lead nowhere were opened from here. Wait a "
                                "minute, then open yours again.</p>\n",
                     .script = {},
                     .form_targets = {}},
                    {});
    response.fields.emplace_back("retry-after", "60");
    return response;
}

http::Response trouble_page() {
    http::Response response =
        response_of({.status = 503,
                     .heading = "Please try again in a moment",
                     .content = "<p>This page cannot be shown just now.</p>\n",
                     .script = {},
                     .form_targets = {}},
                    {});
    response.fields.emplace_back("retry-after", "5");
    return response;
}

}  // namespace footfall::gate

// What only a deliberate act does: confirming, the challenge, and the way to the portal.
#include <charconv>
#include <utility>
#include <vector>

#include "gate/events.h"
#include "gate/form.h"
#include "gate/gate.h"
#include "gate/portal.h"
#include "gate/visitor.h"
#include "observe/log.h"
#include "workspace/portal_token.h"

namespace footfall::gate {

namespace {

// Of a picture as the page numbers them, from 1; nothing for anything else.
std::optional<std::size_t> picture_position(std::string_view number) {
    std::size_t value = 0;
    const auto [end, trouble] =
        std::from_chars(number.data(), number.data() + number.size(), value);
    if (trouble != std::errc() || end != number.data() + number.size() || value == 0) {
        return std::nullopt;
    }
    return value - 1;
}

workspace::NewMail word_mail(std::string_view supplier, std::string_view customer,
                             std::string_view email, std::string_view word, Instant until) {
    const std::string name = supplier.empty() ? "your supplier" : std::string(supplier);
    workspace::NewMail mail;
    mail.purpose = workspace::MailPurpose::code;
    mail.customer = customer;
    mail.to = email;
    mail.subject = "Your word for ordering from " + name;
    mail.text = "Somebody, most likely you, is about to order from " + name +
                " with your link. The word is:\n\n    " + std::string(word) +
                "\n\nOn the page, choose the picture that shows it. The word expires in 10 "
                "minutes.\n\nIf it was not you, there is nothing to do: nobody gets in without "
                "the word.\n";
    mail.until = until;
    return mail;
}

}  // namespace

// No check for another site's page: whoever knows the link may act with it in any browser, and a
// page that sends no referrer sends no origin of its own either.
void Gate::act(const VisitorRef& visitor) {
    const Visit& visit = visitor->visit;
    if (!visitor->has_portal()) {
        return visitor->respond(stop_page(visitor->supplier, Stop::not_open));
    }
    const http::Fields form = parse_form(visitor->request->body);
    if (!visitor->settings.is_strict || visit.is_verified) return confirm(visitor, false);
    if (const auto stop = wordless(*visitor)) {
        return visitor->respond(stop_page(visitor->supplier, *stop));
    }
    const std::string* const picture = form_field(form, "picture");
    const std::string* const word = form_field(form, "word");
    if (picture != nullptr || word != nullptr) return try_answer(visitor, picture, word);
    confirm(visitor, form_field(form, "again") != nullptr);
}

// A step that a person takes, so that the open before it was a person's too.
Circumstances Gate::engage(const Visitor& visitor) {
    const auto correction = judge_.engaged(visitor.link.id, visitor.visit.id);
    if (correction) corrections_.add({*correction});
    if (visitor.is_member) {
        return {visitor.link, visitor.at, Verdict::staff, rule::member_session, visitor.network};
    }
    return {visitor.link, visitor.at, Verdict::person, rule::engaged, visitor.network};
}

void Gate::confirm(const VisitorRef& visitor, bool wants_another_word) {
    std::vector<EntryBody> bodies;
    if (!visitor->is_of_workspace()) {
        const Circumstances circumstances = engage(*visitor);
        if (!visitor->visit.is_confirmed) {
            Event event = confirmation(circumstances, visitor->visit);
            if (may_record(event)) bodies.emplace_back(std::move(event));
        }
    }
    visitor->visit.is_confirmed = true;
    const bool needs_word = visitor->settings.is_strict && !visitor->visit.is_verified;
    recorder_.record(std::move(bodies), {}, [this, visitor, needs_word, wants_another_word] {
        if (needs_word) return challenge(visitor, wants_another_word);
        http::Response response = to_portal(*visitor);
        keep_visit(*visitor, response);
        visitor->respond(std::move(response));
    });
}

// Called from threads that must not wait: mails go by the others.
void Gate::challenge(const VisitorRef& visitor, bool anew) {
    const auto answer_with = [this, visitor](http::Response response) {
        keep_visit(*visitor, response);
        visitor->respond(std::move(response));
    };
    visitor->way.visit = seal_.seal(visitor->visit, parts_.random);
    if (!visitor->is_loaded) {
        return answer_with(setback_page(visitor->supplier, visitor->way, Setback::not_ready));
    }
    // A sample's mails go nowhere.
    if (visitor->is_member && !visitor->shop.is_sample) {
        return answer_with(setback_page(visitor->supplier, visitor->way, Setback::preview));
    }
    const Challenges::Time now = parts_.clock.steady();
    const std::optional<Offer> offer =
        challenges_.offer(visitor->visit.id, visitor->link.id, anew, now);
    if (!offer) {
        return answer_with(setback_page(visitor->supplier, visitor->way, Setback::too_many,
                                        challenges_.wait(visitor->link.id, now)));
    }
    if (!offer->is_new) {
        return answer_with(
            challenge_page(visitor->supplier, visitor->way, *offer, visitor->email(), false));
    }
    const bool taken = slow_.run(
        [this, visitor, offer, answer_with] { answer_with(mail_word(*visitor, *offer)); });
    if (taken) return;
    challenges_.withdraw(visitor->visit.id, visitor->link.id);
    answer_with(setback_page(visitor->supplier, visitor->way, Setback::not_mailed));
}

http::Response Gate::mail_word(const Visitor& visitor, const Offer& offer) {
    const std::vector<workspace::NewMail> mails{
        word_mail(visitor.supplier.name, visitor.link.customer, visitor.email(), offer.right->word,
                  visitor.at + Challenges::life)};
    const Result<> queued = parts_.control_plane.queue_mails(
        visitor.link.workspace, mails, {.member = {}, .ip = visitor.request->peer, .key = {}});
    if (queued) {
        return challenge_page(visitor.supplier, visitor.way, offer, visitor.email(), false);
    }
    observe::error("gate", "a word could not be mailed: " + queued.error().message,
                   {{"request", visitor.request->id}});
    challenges_.withdraw(visitor.visit.id, visitor.link.id);
    return setback_page(visitor.supplier, visitor.way, Setback::not_mailed);
}

void Gate::try_answer(const VisitorRef& visitor, const std::string* picture,
                      const std::string* word) {
    const Challenges::Time now = parts_.clock.steady();
    const std::string& visit = visitor->visit.id;
    std::string id;
    const Trial trial =
        picture != nullptr
            ? challenges_.try_picture(visit, picture_position(*picture).value_or(SIZE_MAX), now, id)
            : challenges_.try_word(visit, *word, now, id);
    if (trial != Trial::right) {
        visitor->way.visit = seal_.seal(visitor->visit, parts_.random);
        const std::optional<Offer> offer = challenges_.find(visit, now);
        if (trial == Trial::wrong && offer) {
            return visitor->respond(
                challenge_page(visitor->supplier, visitor->way, *offer, visitor->email(), true));
        }
        return visitor->respond(
            setback_page(visitor->supplier, visitor->way,
                         trial == Trial::no_offer ? Setback::too_late : Setback::no_more_tries));
    }
    std::vector<EntryBody> bodies;
    Event event = verification(engage(*visitor), id);
    if (may_record(event)) bodies.emplace_back(std::move(event));
    visitor->visit.is_confirmed = true;
    visitor->visit.is_verified = true;
    recorder_.record(std::move(bodies), {}, [this, visitor] {
        http::Response response = to_portal(*visitor);
        keep_visit(*visitor, response);
        visitor->respond(std::move(response));
    });
}

http::Response Gate::to_portal(const Visitor& visitor) {
    const Result<std::string> secret = parts_.control_plane.portal_secret(visitor.link.workspace);
    std::string address;
    if (secret) {
        address = portal_address(
            visitor.settings.portal_url,
            workspace::make_portal_token(visitor.link.workspace, visitor.link.customer,
                                         visitor.is_member, *secret, visitor.at, parts_.random));
    }
    if (address.empty()) {
        observe::error("gate", "nobody can be sent to the portal: " +
                                   (secret ? "its address is none" : secret.error().message));
        return trouble_page();
    }
    http::Response response;
    response.status = 303;
    response.fields = {{"location", std::move(address)}};
    return response;
}

}  // namespace footfall::gate

#include "gate/judge.h"

#include <algorithm>
#include <span>
#include <utility>

#include "assert.h"

namespace footfall::gate {

namespace {

// Of one network or link, looked at for one open.
constexpr std::size_t looked_at_max = 1'000;

bool is_within(std::chrono::microseconds now, std::chrono::microseconds then,
               std::chrono::microseconds window) {
    return now - then < window;
}

bool is_prefetch(const http::Request& request) {
    const auto has = [&](std::string_view field, std::string_view word) {
        return request.field(field).find(word) != std::string_view::npos;
    };
    return has("sec-purpose", "prefetch") || has("sec-purpose", "prerender") ||
           has("purpose", "prefetch") || has("purpose", "preview") || has("x-moz", "prefetch") ||
           has("x-purpose", "preview") || has("x-purpose", "instant") ||
           !request.field("next-router-prefetch").empty();
}

// Of a link's page, by what the request itself says.
Standing judge_page(const http::Request& request, Agent agent) {
    if (is_prefetch(request)) return {Verdict::prefetch, rule::prefetch_header};
    if (request.head_only) {
        return {agent == Agent::preview ? Verdict::preview : Verdict::scanner, rule::head};
    }
    switch (agent) {
        case Agent::preview:
            return {Verdict::preview, rule::preview_agent};
        case Agent::machine:
        case Agent::image_proxy:
            return {Verdict::scanner, rule::machine_agent};
        case Agent::bare:
        case Agent::browser:
            break;
    }
    return {Verdict::person, rule::fetched};
}

// Of a mail's pixel: whatever is no reader's own program is a machine.
Standing judge_pixel(const http::Request& request, Agent agent) {
    if (agent == Agent::bare || agent == Agent::image_proxy) {
        return {Verdict::machine_open, rule::image_proxy};
    }
    const Standing page = judge_page(request, agent);
    if (counts(page.verdict)) return page;
    return {Verdict::machine_open, page.rule};
}

Standing judge_request(const Hit& hit) {
    if (hit.is_member) return {Verdict::staff, rule::member_session};
    const Agent agent = agent_of(hit.request.field("user-agent"));
    return hit.kind == Kind::email_open ? judge_pixel(hit.request, agent)
                                        : judge_page(hit.request, agent);
}

std::string_view kind_text(const Kind& kind) {
    return {reinterpret_cast<const char*>(&kind), sizeof kind};
}

// A browser's opens that the request alone judges alike are repeats; the key itself is that of the
// page that it has.
std::uint64_t with(std::uint64_t key, Verdict verdict) {
    return key + static_cast<std::uint64_t>(verdict);
}

}  // namespace

Judge::Judge(Random& random) { random.fill(std::as_writable_bytes(std::span(key_))); }

Judgement Judge::judge(const Hit& hit) {
    Judged judged = describe(hit);
    const bool has_page = !hit.request.head_only;
    const std::lock_guard lock(mutex_);
    forget(hit.at);
    if (const Judged* const open = repeated(hit, judged)) {
        const Judgement judgement{open->open, open->standing, true, {}};
        judged.open = open->open;
        const Key visit = judged.visit;
        const OpenNumber number = add(std::move(judged));
        if (has_page) newest_[visit] = number;
        return judgement;
    }
    const OpenNumber number = add(std::move(judged));
    Judged& open = judged_.back();
    if (has_page) newest_[open.visit] = number;
    newest_[with(open.visit, open.by_request)] = number;
    newest_[with(open.browser, open.by_request)] = number;
    open.before_of_link = std::exchange(newest_[open.link], number);
    Judgement judgement;
    judgement.open = number;
    if (open.network != 0 && counts(open.by_request) && hit.kind != Kind::email_open) {
        open.before_of_network = std::exchange(newest_[open.network], number);
        look_at_network(open, judgement.corrections);
        look_at_link(open, judgement.corrections);
    }
    open.kept = open.standing;
    judgement.standing = open.standing;
    return judgement;
}

std::optional<Correction> Judge::recorded(OpenNumber number, Sequence event) {
    const std::lock_guard lock(mutex_);
    Judged* const open = find(number);
    if (open == nullptr) return std::nullopt;
    open->event = event;
    if (open->standing == open->kept) return std::nullopt;
    return Correction{number, open->workspace, open->customer, event, open->standing};
}

void Judge::lost(OpenNumber number) {
    const std::lock_guard lock(mutex_);
    if (Judged* const open = find(number)) open->is_lost = true;
}

std::optional<Correction> Judge::seen(std::string_view link, std::string_view visit) {
    const std::lock_guard lock(mutex_);
    Judged* const open = open_of(link, visit);
    if (open == nullptr) return std::nullopt;
    const bool was_shown_later = open->standing.verdict == Verdict::prefetch;
    if (open->standing.rule != rule::fetched && !was_shown_later) return std::nullopt;
    return stand(*open, {Verdict::person, rule::seen});
}

std::optional<Correction> Judge::engaged(std::string_view link, std::string_view visit) {
    const std::lock_guard lock(mutex_);
    Judged* const open = open_of(link, visit);
    if (open == nullptr || open->standing.verdict == Verdict::staff) return std::nullopt;
    return stand(*open, {Verdict::person, rule::engaged});
}

std::optional<Standing> Judge::standing(OpenNumber number) const {
    const std::lock_guard lock(mutex_);
    const Judged* const open = find(number);
    if (open == nullptr) return std::nullopt;
    return open->standing;
}

Judge::Key Judge::key_of(char what, std::initializer_list<std::string_view> texts) const {
    std::string bytes(1, what);
    for (const std::string_view text : texts) {
        bytes += std::to_string(text.size());
        bytes += ':';
        bytes += text;
    }
    std::array<unsigned char, crypto_shorthash_BYTES> hash{};
    crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size(), key_.data());
    Key key = 0;
    for (const unsigned char byte : hash) key = key << 8 | byte;
    return key;
}

Judge::Judged Judge::describe(const Hit& hit) const {
    const std::string_view user_agent = hit.request.field("user-agent");
    const std::string network = to_string(hit.network);
    Judged judged;
    judged.at = hit.at;
    judged.visit = key_of('v', {hit.link, kind_text(hit.kind), hit.visit});
    judged.browser = key_of('b', {hit.link, kind_text(hit.kind), network, user_agent});
    judged.link = key_of('l', {hit.link});
    if (hit.network.is_public) judged.network = key_of('n', {network});
    judged.system = system_of(user_agent);
    judged.workspace = hit.workspace;
    judged.customer = hit.customer;
    judged.standing = judge_request(hit);
    judged.by_request = judged.standing.verdict;
    return judged;
}

const Judge::Judged* Judge::find(OpenNumber number) const {
    if (number < first_ || number - first_ >= judged_.size()) return nullptr;
    const Judged& judged = judged_[number - first_];
    return judged.open == number ? &judged : find(judged.open);
}

Judge::Judged* Judge::find(OpenNumber number) {
    return const_cast<Judged*>(std::as_const(*this).find(number));
}

// The browser's cookie says which visit it is; without one its network and agent must do.
Judge::Judged* Judge::repeated(const Hit& hit, const Judged& judged) {
    const Key key = hit.is_visit_known ? judged.visit : judged.browser;
    const auto newest = newest_.find(with(key, judged.by_request));
    if (newest == newest_.end()) return nullptr;
    Judged* const open = find(newest->second);
    if (open == nullptr || open->is_lost) return nullptr;
    return is_within(hit.at, open->at, hit.repeat_window) ? open : nullptr;
}

Judge::Judged* Judge::open_of(std::string_view link, std::string_view visit) {
    const auto newest = newest_.find(key_of('v', {link, kind_text(Kind::link_open), visit}));
    return newest == newest_.end() ? nullptr : find(newest->second);
}

OpenNumber Judge::add(Judged judged) {
    const OpenNumber number = first_ + judged_.size();
    if (judged.open == 0) judged.open = number;
    judged_.push_back(std::move(judged));
    return number;
}

// What was fetched ahead is a person's open now, so that asking for it again is a repeat.
void Judge::note_person(const Judged& open) {
    for (const Key key : {with(open.visit, Verdict::person), with(open.browser, Verdict::person)}) {
        OpenNumber& newest = newest_[key];
        newest = std::max(newest, open.open);
    }
}

// Persons open one link at a time; what looks at every mail of a house opens them all.
void Judge::look_at_network(Judged& open, std::vector<Correction>& corrections) {
    std::vector<Key> links{open.link};
    std::vector<Judged*> opens;
    const Judged* at = &open;
    while (opens.size() < looked_at_max) {
        Judged* const before = find(at->before_of_network);
        if (before == nullptr || !is_within(open.at, before->at, several_links_window)) break;
        opens.push_back(before);
        at = before;
        const bool is_known = std::find(links.begin(), links.end(), before->link) != links.end();
        if (!is_known && links.size() < several_links_min) links.push_back(before->link);
    }
    if (links.size() < several_links_min) return;
    open.standing = {Verdict::scanner, rule::several_links};
    for (Judged* const before : opens) {
        const Standing& standing = before->standing;
        if (!counts(standing.verdict) || standing.rule == rule::engaged) continue;
        if (auto correction = stand(*before, open.standing)) {
            corrections.push_back(std::move(*correction));
        }
    }
}

// Of two opens of one link at once, from two places and two systems, one is what looks at mails
// before they are delivered. That one comes first, unless somebody was seen there.
void Judge::look_at_link(Judged& open, std::vector<Correction>& corrections) {
    const Judged* at = &open;
    for (std::size_t looked_at = 0; looked_at < looked_at_max; ++looked_at) {
        Judged* const before = find(at->before_of_link);
        if (before == nullptr || !is_within(open.at, before->at, twin_window)) return;
        at = before;
        if (!counts(before->standing.verdict) || !counts(open.standing.verdict)) continue;
        if (before->network == 0 || before->network == open.network) continue;
        if (before->system == System::unknown || open.system == System::unknown) continue;
        if (before->system == open.system) continue;
        const Standing scanner{Verdict::scanner, rule::twin_open};
        if (before->standing.rule != rule::fetched) {
            open.standing = scanner;
        } else if (auto correction = stand(*before, scanner)) {
            corrections.push_back(std::move(*correction));
        }
    }
}

std::optional<Correction> Judge::stand(Judged& open, Standing standing) {
    if (open.standing == standing) return std::nullopt;
    open.standing = standing;
    if (counts(standing.verdict) && !counts(open.by_request)) note_person(open);
    if (open.event == Sequence()) return std::nullopt;
    return Correction{open.open, open.workspace, open.customer, open.event, open.standing};
}

void Judge::forget(std::chrono::microseconds now) {
    while (!judged_.empty()) {
        const Judged& oldest = judged_.front();
        if (judged_.size() < judged_hits_max && is_within(now, oldest.at, judged_for)) return;
        for (const Key key :
             {oldest.visit, with(oldest.visit, oldest.by_request),
              with(oldest.visit, Verdict::person), with(oldest.browser, oldest.by_request),
              with(oldest.browser, Verdict::person), oldest.link, oldest.network}) {
            const auto newest = newest_.find(key);
            if (newest != newest_.end() && newest->second == first_) newest_.erase(newest);
        }
        judged_.pop_front();
        ++first_;
    }
}

}  // namespace footfall::gate

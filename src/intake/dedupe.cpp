#include "intake/dedupe.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <variant>

#include "assert.h"

namespace footfall::intake {

namespace {

constexpr std::chrono::seconds derived_honoured(10);
constexpr std::chrono::hours own_time_ahead_max(24);
constexpr std::chrono::seconds ask_again_after(1);
constexpr std::int64_t day_us = 86'400'000'000;

// So many lookups lie between a slot's prefetch and its use.
constexpr std::size_t prefetch_ahead = 12;

constexpr std::int64_t day_of(Instant at) {
    return at.us >= 0 ? at.us / day_us : (at.us + 1) / day_us - 1;
}

// What is hashed, in the making; a thread's own, since most texts are too long for a string without
// memory of its own.
std::string& begin_text(const WorkspaceId& workspace) {
    thread_local std::string text;
    text.assign(workspace.bytes.begin(), workspace.bytes.end());
    return text;
}

Hash128 sip_hash(std::string_view text, const unsigned char* key) {
    std::array<unsigned char, crypto_shorthash_siphashx24_BYTES> bytes{};
    static_assert(sizeof bytes == sizeof(Hash128));
    crypto_shorthash_siphashx24(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                text.size(), key);
    Hash128 hash;
    std::memcpy(&hash.high, bytes.data(), 8);
    std::memcpy(&hash.low, bytes.data() + 8, 8);
    if (hash == Hash128{}) hash.low = 1;  // all zero is a free slot
    return hash;
}

// The day of the shard that an id is in.
std::int64_t leaves_on(Instant received_at, const std::optional<Instant>& raw_time) {
    Instant leaves = received_at;
    if (raw_time && *raw_time <= received_at + own_time_ahead_max) {
        leaves = std::max(leaves, *raw_time);
    }
    return day_of(leaves);
}

}  // namespace

// The part that an event and a profile have in common.
struct Dedupe::Named {
    const WorkspaceId& workspace;
    Family family;
    bool derived;
    const std::string& id;
    const std::string& customer;
    const std::optional<Instant>& raw_time;
    std::string_view order;  // of an order_submit

    // Nothing for other entries.
    static std::optional<Named> of(const EntryBody& body);
};

std::optional<Dedupe::Named> Dedupe::Named::of(const EntryBody& body) {
    if (const auto* const event = std::get_if<Event>(&body)) {
        return Named{event->workspace,
                     event->family,
                     event->id_derived,
                     event->id,
                     event->customer,
                     event->raw_time,
                     event->kind == Kind::order_submit ? std::string_view(event->order)
                                                       : std::string_view()};
    }
    if (const auto* const profile = std::get_if<Profile>(&body)) {
        return Named{profile->workspace, profile->family,   false, profile->id,
                     profile->customer,  profile->raw_time, {}};
    }
    return std::nullopt;
}

Dedupe::Dedupe(const Clock& clock, const DedupeSecret& secret, const store::Store& store,
               DedupeOptions options)
    : clock_(clock),
      store_(store),
      options_(options),
      edge_us_(std::numeric_limits<std::int64_t>::min()) {
    ASSERT(sodium_init() >= 0);
    const auto derive = [&](SipKey& key, std::string_view purpose) {
        crypto_generichash(key.data(), key.size(),
                           reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size(),
                           reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
    };
    derive(id_key_, "event id");
    derive(order_key_, "order id");
    secret_check_ = sip_hash("secret", id_key_.data()).high;
}

Hash128 Dedupe::hash_id(const WorkspaceId& workspace, Family family, bool derived,
                        std::string_view id) const {
    std::string& text = begin_text(workspace);
    text += static_cast<char>(family);
    text += derived ? 'd' : 'i';
    text += id;
    return sip_hash(text, id_key_.data());
}

Hash128 Dedupe::hash_order(const WorkspaceId& workspace, std::string_view order) const {
    std::string& text = begin_text(workspace);
    text += order;
    return sip_hash(text, order_key_.data());
}

Dedupe::Subject Dedupe::subject_of(const Named& named) const {
    Subject subject;
    subject.derived = named.derived;
    subject.id = hash_id(named.workspace, named.family, named.derived, named.id);
    if (!named.order.empty()) subject.order = hash_order(named.workspace, named.order);
    return subject;
}

void Dedupe::prefetch(const Subject& subject) const {
    if (subject.order) orders_.prefetch(*subject.order);
    if (subject.derived) return;
    for (const auto& [day, shard] : shards_) shard.ids.prefetch(subject.id);
}

bool Dedupe::is_known(const Subject& subject) const {
    if (subject.order && orders_.contains(*subject.order)) return true;
    if (subject.derived) return derived_.contains(subject.id);
    return std::any_of(shards_.begin(), shards_.end(),
                       [&](const auto& shard) { return shard.second.ids.contains(subject.id); });
}

bool Dedupe::is_pending(const Subject& subject) const {
    return pending_ids_.contains(subject.id) ||
           (subject.order && pending_orders_.contains(*subject.order));
}

void Dedupe::note(const Subject& subject) {
    pending_ids_.add(subject.id);
    if (subject.order) pending_orders_.add(*subject.order);
    noted_.push_back(subject);
}

// Of the submissions that are not refused; events and profiles alone.
void Dedupe::find_candidates(std::span<journal::Submission* const> group) {
    candidates_.clear();
    for (journal::Submission* const submission : group) {
        if (submission->refusal) continue;
        for (journal::Draft& draft : submission->drafts) {
            const std::optional<Named> named = Named::of(draft.body);
            if (!named) continue;
            candidates_.push_back({submission, &draft, subject_of(*named), false, std::nullopt});
        }
    }
}

// Looks each candidate up in the set; what only the store can tell is given back.
std::vector<store::EntryKey> Dedupe::look_up() {
    std::vector<store::EntryKey> keys;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
        if (i + prefetch_ahead < candidates_.size()) {
            prefetch(candidates_[i + prefetch_ahead].subject);
        }
        Candidate& candidate = candidates_[i];
        candidate.is_known = is_known(candidate.subject);
        if (candidate.is_known || candidate.subject.derived) continue;
        const std::optional<Named> named = Named::of(candidate.draft->body);
        if (!named->raw_time || *named->raw_time >= edge()) continue;
        candidate.asked = keys.size();
        keys.push_back(
            {named->workspace, named->family, named->id, named->customer, *named->raw_time});
    }
    return keys;
}

void Dedupe::admit(std::span<journal::Submission*> group) {
    discard();
    forget_derived();
    find_candidates(group);
    const std::vector<store::EntryKey> keys = look_up();
    std::vector<bool> in_store;
    bool store_answers = true;
    if (!keys.empty()) {
        Result<std::vector<bool>> kept = store_.kept(keys);
        store_answers = kept.has_value();
        if (kept) in_store = *std::move(kept);
        ASSERT(!store_answers || in_store.size() == keys.size());
    }

    auto candidate = candidates_.begin();
    for (journal::Submission* const submission : group) {
        if (submission->refusal) continue;
        const auto first = candidate;
        while (candidate != candidates_.end() && candidate->submission == submission) ++candidate;
        const auto asks = [](const Candidate& one) { return one.asked.has_value(); };
        if (!store_answers && std::any_of(first, candidate, asks)) {
            submission->refusal = Error{ErrorCode::busy,
                                        "the store cannot say whether it has them",
                                        {},
                                        "store_unavailable"};
            continue;
        }
        for (auto one = first; one != candidate; ++one) {
            const bool known =
                one->is_known || (one->asked && in_store[*one->asked]) || is_pending(one->subject);
            if (!known) note(one->subject);
            one->draft->fate = known ? journal::Draft::Fate::duplicate : journal::Draft::Fate::kept;
        }
    }
}

void Dedupe::commit(std::span<const Entry> entries) {
    std::size_t place = 0;
    for (const Entry& entry : entries) {
        newest_ = std::max(newest_, entry.received_at);
        const std::optional<Named> named = Named::of(entry.body);
        if (!named) continue;
        ASSERT(place < noted_.size() && noted_[place].derived == named->derived, "place=" << place);
        if (place + prefetch_ahead < noted_.size()) prefetch(noted_[place + prefetch_ahead]);
        remember(entry, *named, noted_[place]);
        ++place;
    }
    ASSERT(place == noted_.size(), place << " of " << noted_.size());
    discard();
    evict();
}

void Dedupe::discard() {
    pending_ids_.clear();
    pending_orders_.clear();
    noted_.clear();
}

void Dedupe::restore(const Entry& entry) {
    newest_ = std::max(newest_, entry.received_at);
    const std::optional<Named> named = Named::of(entry.body);
    if (named) remember(entry, *named, subject_of(*named));
    evict();
}

void Dedupe::remember(const Entry& entry, const Named& named, const Subject& subject) {
    if (subject.order) orders_.add(*subject.order);
    if (subject.derived) {
        add_derived(subject.id, entry.received_at);
    } else {
        add_id(subject.id, leaves_on(entry.received_at, named.raw_time), entry.sequence);
    }
}

Instant Dedupe::end_of(std::int64_t day) { return {(day + 1) * day_us}; }

bool Dedupe::restore(const IdFile& file, Instant newest) {
    if (file.head.secret_check != secret_check_) return false;
    newest_ = std::max(newest_, file.head.received_until);
    const Instant begin = begin_of_window(newest);
    const auto leave_out = [&](std::int64_t day) {
        if (begin < end_of(day)) return false;
        edge_us_.store(std::max(edge().us, end_of(day).us), std::memory_order_relaxed);
        return true;
    };
    if (file.head.last_day > IdFile::no_day) leave_out(file.head.last_day);
    for (std::size_t i = 0; i < file.ids.size(); ++i) {
        if (i + prefetch_ahead < file.ids.size()) {
            const IdFile::Record& soon = file.ids[i + prefetch_ahead];
            const auto shard = shards_.find(soon.day);
            if (shard != shards_.end()) shard->second.ids.prefetch(soon.hash);
        }
        const IdFile::Record& record = file.ids[i];
        if (leave_out(record.day)) continue;
        add_id(record.hash, record.day, {file.head.first.value + record.place});
    }
    for (const IdFile::Record& record : file.orders) orders_.add(record.hash);
    evict();
    return true;
}

void Dedupe::collect(const Entry& entry, IdFile& file) const {
    file.head.secret_check = secret_check_;
    file.head.received_until = std::max(file.head.received_until, entry.received_at);
    const std::optional<Named> body = Named::of(entry.body);
    if (!body) return;
    IdFile::Record record;
    record.place = static_cast<std::uint32_t>(entry.sequence.value - file.head.first.value);
    if (!body->order.empty()) {
        record.hash = hash_order(body->workspace, body->order);
        file.orders.push_back(record);
    }
    if (body->derived) return;
    record.hash = hash_id(body->workspace, body->family, false, body->id);
    record.day = static_cast<std::int32_t>(leaves_on(entry.received_at, body->raw_time));
    file.head.last_day = std::max<std::int64_t>(file.head.last_day, record.day);
    file.ids.push_back(record);
}

void Dedupe::lose(const IdFile& file, SequenceRange lost) {
    const auto is_lost = [&](const IdFile::Record& record) {
        const Sequence sequence{file.head.first.value + record.place};
        return lost.first <= sequence && sequence <= lost.last;
    };
    for (const IdFile::Record& record : file.orders) {
        if (is_lost(record)) orders_.remove(record.hash);
    }
    for (const IdFile::Record& record : file.ids) {
        const auto shard = shards_.find(record.day);
        if (!is_lost(record) || shard == shards_.end()) continue;
        if (shard->second.ids.remove(record.hash)) ids_.fetch_sub(1, std::memory_order_relaxed);
    }
}

void Dedupe::add_derived(const Hash128& id, Instant received_at) {
    // The wall clock may have jumped; what is honoured is never longer than it should be.
    const std::chrono::microseconds left =
        std::clamp<std::chrono::microseconds>(received_at + derived_honoured - clock_.now(),
                                              std::chrono::microseconds(0), derived_honoured);
    const std::chrono::microseconds until = clock_.steady() + left;
    if (left.count() == 0 || !derived_.emplace(id, until).second) return;
    derived_order_.emplace_back(until, id);
}

void Dedupe::add_id(const Hash128& id, std::int64_t day, Sequence sequence) {
    auto shard = shards_.find(day);
    if (shard == shards_.end()) {
        // A day is about as busy as the one before.
        const std::size_t expected = shards_.empty() ? 0 : shards_.rbegin()->second.ids.size();
        shard = shards_.emplace(day, Shard{HashSet(expected), Sequence{}}).first;
    }
    if (shard->second.ids.add(id)) ids_.fetch_add(1, std::memory_order_relaxed);
    shard->second.last = std::max(shard->second.last, sequence);
}

void Dedupe::forget_derived() {
    const std::chrono::microseconds now = clock_.steady();
    while (!derived_order_.empty() && derived_order_.front().first <= now) {
        derived_.erase(derived_order_.front().second);
        derived_order_.pop_front();
    }
}

void Dedupe::evict() {
    while (!shards_.empty()) {
        const auto oldest = shards_.begin();
        const Instant end = end_of(oldest->first);
        const bool too_old = end <= newest_ - options_.window;
        const bool too_many = ids() > options_.ids_max && end <= newest_;
        if (!too_old && !too_many) return;
        if (oldest->second.last > persisted_) {
            const std::chrono::microseconds now = clock_.steady();
            if (asked_at_ && now - *asked_at_ < ask_again_after) return;
            asked_at_ = now;
            persisted_ = store_.progress().persisted;
            if (oldest->second.last > persisted_) return;
        }
        edge_us_.store(std::max(edge().us, end.us), std::memory_order_relaxed);
        ids_.fetch_sub(oldest->second.ids.size(), std::memory_order_relaxed);
        shards_.erase(oldest);
    }
}

}  // namespace footfall::intake

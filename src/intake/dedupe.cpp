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

constexpr std::int64_t day_of(Instant at) {
    return at.us >= 0 ? at.us / day_us : (at.us + 1) / day_us - 1;
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

void append_workspace(const WorkspaceId& workspace, std::string& out) {
    for (const std::uint8_t byte : workspace.bytes) out += static_cast<char>(byte);
}

// The part that an event and a profile have in common.
struct Named {
    const WorkspaceId& workspace;
    Family family;
    bool derived;
    const std::string& id;
    const std::string& customer;
    const std::optional<Instant>& raw_time;
    std::string_view order;  // of an order_submit
};

std::optional<Named> named(const EntryBody& body) {
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

// The day of the shard that an id is in.
std::int64_t leaves_on(Instant received_at, const std::optional<Instant>& raw_time) {
    Instant leaves = received_at;
    if (raw_time && *raw_time <= received_at + own_time_ahead_max) {
        leaves = std::max(leaves, *raw_time);
    }
    return day_of(leaves);
}

}  // namespace

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
}

std::uint64_t Dedupe::secret_check() const { return sip_hash("secret", id_key_.data()).high; }

Hash128 Dedupe::hash_id(const WorkspaceId& workspace, Family family, bool derived,
                        std::string_view id) const {
    std::string text;
    text.reserve(workspace.bytes.size() + 2 + id.size());
    append_workspace(workspace, text);
    text += static_cast<char>(family);
    text += derived ? 'd' : 'i';
    text += id;
    return sip_hash(text, id_key_.data());
}

Hash128 Dedupe::hash_order(const WorkspaceId& workspace, std::string_view order) const {
    std::string text;
    append_workspace(workspace, text);
    text += order;
    return sip_hash(text, order_key_.data());
}

std::optional<Dedupe::Subject> Dedupe::subject_of(const EntryBody& body) const {
    const std::optional<Named> entry = named(body);
    if (!entry) return std::nullopt;
    Subject subject;
    subject.derived = entry->derived;
    subject.id = hash_id(entry->workspace, entry->family, entry->derived, entry->id);
    if (!entry->order.empty()) subject.order = hash_order(entry->workspace, entry->order);
    const bool old = !entry->derived && entry->raw_time && *entry->raw_time < edge();
    if (old && !is_known(subject)) {
        subject.old = store::EntryKey{entry->workspace, entry->family, entry->id, entry->customer,
                                      *entry->raw_time};
    }
    return subject;
}

bool Dedupe::is_known(const Subject& subject) const {
    if (subject.order &&
        (orders_.contains(*subject.order) || pending_orders_.contains(*subject.order))) {
        return true;
    }
    if (pending_ids_.contains(subject.id)) return true;
    if (subject.derived) return derived_.contains(subject.id);
    return std::any_of(shards_.begin(), shards_.end(),
                       [&](const auto& shard) { return shard.second.ids.contains(subject.id); });
}

void Dedupe::note(const Subject& subject) {
    pending_ids_.insert(subject.id);
    if (subject.order) pending_orders_.insert(*subject.order);
}

void Dedupe::admit(std::span<journal::Submission*> group) {
    discard();
    forget_derived();
    std::vector<std::optional<Subject>> subjects;
    std::vector<store::EntryKey> keys;
    for (const journal::Submission* const submission : group) {
        for (const journal::Draft& draft : submission->drafts) {
            subjects.push_back(subject_of(draft.body));
            if (!submission->refusal && subjects.back() && subjects.back()->old) {
                keys.push_back(*subjects.back()->old);
            }
        }
    }
    std::vector<bool> in_store;
    bool store_answers = true;
    if (!keys.empty()) {
        Result<std::vector<bool>> kept = store_.kept(keys);
        store_answers = kept.has_value();
        if (kept) in_store = *std::move(kept);
        ASSERT(!store_answers || in_store.size() == keys.size());
    }

    auto subject = subjects.begin();
    std::size_t key = 0;
    for (journal::Submission* const submission : group) {
        const auto first = subject;
        subject += static_cast<std::ptrdiff_t>(submission->drafts.size());
        if (submission->refusal) continue;
        const auto asks = [](const std::optional<Subject>& one) { return one && one->old; };
        if (!store_answers && std::any_of(first, subject, asks)) {
            submission->refusal = Error{ErrorCode::busy,
                                        "the store cannot say whether it has them",
                                        {},
                                        "store_unavailable"};
            continue;
        }
        for (std::size_t i = 0; i < submission->drafts.size(); ++i) {
            const std::optional<Subject>& one = first[static_cast<std::ptrdiff_t>(i)];
            if (!one) continue;
            const bool kept = one->old && in_store[key++];
            const bool known = kept || is_known(*one);
            if (!known) note(*one);
            submission->drafts[i].fate =
                known ? journal::Draft::Fate::duplicate : journal::Draft::Fate::kept;
        }
    }
}

void Dedupe::commit(std::span<const Entry> entries) {
    discard();
    for (const Entry& entry : entries) remember(entry);
    evict();
}

void Dedupe::discard() {
    pending_ids_.clear();
    pending_orders_.clear();
}

void Dedupe::restore(const Entry& entry) {
    remember(entry);
    evict();
}

void Dedupe::remember(const Entry& entry) {
    newest_ = std::max(newest_, entry.received_at);
    const std::optional<Named> body = named(entry.body);
    if (!body) return;
    const Hash128 id = hash_id(body->workspace, body->family, body->derived, body->id);
    if (!body->order.empty()) orders_.add(hash_order(body->workspace, body->order));
    if (body->derived) {
        add_derived(id, entry.received_at);
    } else {
        add_id(id, leaves_on(entry.received_at, body->raw_time), entry.sequence);
    }
}

Instant Dedupe::end_of(std::int64_t day) { return {(day + 1) * day_us}; }

bool Dedupe::restore(const IdFile& file, Instant newest) {
    if (file.head.secret_check != secret_check()) return false;
    newest_ = std::max(newest_, file.head.received_until);
    const Instant begin = begin_of_window(newest);
    const auto leave_out = [&](std::int64_t day) {
        if (begin < end_of(day)) return false;
        edge_us_.store(std::max(edge().us, end_of(day).us), std::memory_order_relaxed);
        return true;
    };
    if (file.head.last_day > IdFile::no_day) leave_out(file.head.last_day);
    for (const IdFile::Record& record : file.ids) {
        if (leave_out(record.day)) continue;
        add_id(record.hash, record.day, {file.head.first.value + record.place});
    }
    for (const IdFile::Record& record : file.orders) orders_.add(record.hash);
    evict();
    return true;
}

void Dedupe::collect(const Entry& entry, IdFile& file) const {
    file.head.secret_check = secret_check();
    file.head.received_until = std::max(file.head.received_until, entry.received_at);
    const std::optional<Named> body = named(entry.body);
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

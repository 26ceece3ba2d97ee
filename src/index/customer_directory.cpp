#include "index/customer_directory.h"

#include <algorithm>
#include <utility>

#include "assert.h"
#include "index/traits.h"
#include "question/fold.h"

namespace footfall::index {
namespace {

// A record is unpacked and packed for each profile: strangers choose how many traits.
constexpr std::size_t packed_traits_max = 64;

constexpr std::size_t node_bytes = 64;  // of a map

}  // namespace

Ordinal CustomerDirectory::add(std::string_view id, Instant received_at, Sequence since) {
    if (const std::optional<Ordinal> known = find(id)) return *known;
    const Ordinal ordinal = ordinals();
    CustomerRecord record;
    record.created = received_at;
    record.since = since;
    record.text(Text::id) = id;
    const std::string folded = fold(id);
    if (folded != id) record.text(Text::folded_id) = '=' + folded;
    records_.emplace_back(record);
    presence_.push_back(static_cast<std::uint8_t>(Status::active));
    site_bits_.push_back(0);
    by_id_.insert(id, ordinal);
    search_texts_.set(ordinal, {.name = folded, .code = {}, .email = {}});
    unsettled_.push_back(ordinal);
    return ordinal;
}

std::optional<Ordinal> CustomerDirectory::find(std::string_view id) const {
    return by_id_.find(id, [this](Ordinal ordinal) { return this->id(ordinal); });
}

// An id that folding leaves as it is stands once in its record. The mark in front tells it from one
// that folds to nothing.
std::string_view CustomerDirectory::folded_id(Ordinal ordinal) const {
    const std::string_view folded = records_[ordinal].text(Text::folded_id);
    return folded.empty() ? id(ordinal) : folded.substr(1);
}

void CustomerDirectory::merge(Ordinal ordinal, const Profile& profile) {
    ASSERT(is_there(ordinal), "ordinal=" << ordinal);
    const Origin origin{profile.changed_at, profile.family, profile.id};
    CustomerRecord record = records_[ordinal].unpack();
    const auto merge_text = [&](Text which, const ProfileField& field) {
        if (!field || origin <= record.origin(which)) return;
        record.text(which) = *field;
        record.origin(which) = origin;
    };
    merge_text(Text::name, profile.name);
    merge_text(Text::code, profile.code);
    merge_text(Text::email, profile.email);
    merge_text(Text::phone, profile.phone);
    merge_text(Text::contact, profile.contact);
    if (profile.status && origin > record.status_origin) {
        presence_[ordinal] = static_cast<std::uint8_t>(*profile.status);
        record.status_origin = origin;
    }
    merge_traits(ordinal, record, profile.traits, origin);
    const std::string& name = record.text(Text::name);
    set_search_texts(ordinal, name.empty() ? std::string(folded_id(ordinal)) : fold(name),
                     fold(record.text(Text::code)), fold(record.text(Text::email)));
    records_[ordinal] = PackedRecord(record);
}

void CustomerDirectory::merge_traits(Ordinal ordinal, CustomerRecord& record,
                                     std::string_view traits, const Origin& origin) {
    const auto members = split_object(traits);
    if (!members) return;
    const auto many = many_traits_.find(ordinal);
    Traits& merged = many == many_traits_.end() ? record.traits : many->second;
    for (const auto& [key, value] : *members) {
        auto& [kept, kept_origin] = merged[key];
        if (origin <= kept_origin) continue;
        kept = value;
        kept_origin = origin;
    }
    if (record.traits.size() > packed_traits_max) {
        many_traits_.emplace(ordinal, std::exchange(record.traits, {}));
    }
}

void CustomerDirectory::set_search_texts(Ordinal ordinal, std::string_view name,
                                         std::string_view code, std::string_view email) {
    const SearchTexts::Texts before = search_texts_.at(ordinal);
    const bool is_other_name = before.name != name;
    const bool is_other_code = before.code != code;
    const bool is_other_email = before.email != email;
    if (!is_other_name && !is_other_code && !is_other_email) return;
    if (is_other_name) {
        names_.erase(ordinal);
        rows_.erase(ordinal);
    }
    if (is_other_code) codes_.erase(ordinal);
    if (is_other_email) emails_.erase(ordinal);
    search_texts_.set(ordinal, {.name = name, .code = code, .email = email});
    unsettled_.push_back(ordinal);
}

void CustomerDirectory::settle() {
    if (unsettled_.empty()) return;
    std::sort(unsettled_.begin(), unsettled_.end());
    unsettled_.erase(std::unique(unsettled_.begin(), unsettled_.end()), unsettled_.end());
    std::erase_if(unsettled_, [&](Ordinal ordinal) { return !is_there(ordinal); });
    const auto add_to = [&](TextOrder& order, bool with_empty, const TextOrder::KeyOf& key_of) {
        std::vector<Ordinal> missing;
        for (const Ordinal ordinal : unsettled_) {
            if (order.label(ordinal) != 0) continue;
            if (with_empty || !key_of(ordinal).text.empty()) missing.push_back(ordinal);
        }
        order.insert(missing, key_of);
    };
    const auto texts = [this](Ordinal ordinal) { return search_texts_.at(ordinal); };
    using Key = TextOrder::Key;
    add_to(ids_, false, [&](Ordinal each) { return Key{folded_id(each), {}}; });
    add_to(names_, false, [&](Ordinal each) { return Key{texts(each).name, {}}; });
    add_to(codes_, false, [&](Ordinal each) { return Key{texts(each).code, {}}; });
    add_to(emails_, false, [&](Ordinal each) { return Key{texts(each).email, {}}; });
    add_to(rows_, true, [&](Ordinal each) { return Key{texts(each).name, id(each)}; });
    unsettled_.clear();
}

Site CustomerDirectory::add_site(Ordinal ordinal, std::string_view name) {
    if (name.empty()) return {};
    auto found = sites_.find(name);
    if (found == sites_.end()) {
        site_names_.emplace_back(name);
        found = sites_.emplace(name, Site{static_cast<std::uint32_t>(site_names_.size())}).first;
    }
    const Site site = found->second;
    if (site.number <= 64) {
        site_bits_[ordinal] |= std::uint64_t{1} << (site.number - 1);
        return site;
    }
    std::vector<Site>& more = more_sites_[ordinal];
    const auto at = std::lower_bound(more.begin(), more.end(), site);
    if (at == more.end() || *at != site) more.insert(at, site);
    return site;
}

std::optional<Site> CustomerDirectory::site(std::string_view name) const {
    const auto found = sites_.find(name);
    if (found == sites_.end()) return std::nullopt;
    return found->second;
}

void CustomerDirectory::remove(Ordinal ordinal) {
    ASSERT(is_there(ordinal), "ordinal=" << ordinal);
    by_id_.erase(id(ordinal), ordinal);
    for (TextOrder* order : {&ids_, &names_, &codes_, &emails_, &rows_}) order->erase(ordinal);
    search_texts_.set(ordinal, {});
    records_[ordinal] = PackedRecord();
    many_traits_.erase(ordinal);
    presence_[ordinal] = 0;
    site_bits_[ordinal] = 0;
    more_sites_.erase(ordinal);
}

Customer CustomerDirectory::at(Ordinal ordinal) const {
    const PackedRecord& record = records_[ordinal];
    Customer customer{.id = record.text(Text::id),
                      .name = record.text(Text::name),
                      .code = record.text(Text::code),
                      .email = record.text(Text::email),
                      .phone = record.text(Text::phone),
                      .contact = record.text(Text::contact),
                      .status = static_cast<Status>(presence_[ordinal]),
                      .created = record.created(),
                      .since = record.since()};
    if (customer.name.empty()) customer.name = customer.id;
    return customer;
}

std::map<std::string, std::string> CustomerDirectory::traits(Ordinal ordinal) const {
    std::map<std::string, std::string> traits;
    const auto take = [&](const Traits& merged) {
        for (const auto& [key, trait] : merged) {
            if (trait.first != "null") traits.emplace(key, trait.first);
        }
    };
    const auto many = many_traits_.find(ordinal);
    if (many != many_traits_.end()) {
        take(many->second);
    } else {
        take(records_[ordinal].unpack().traits);
    }
    return traits;
}

std::optional<std::string> CustomerDirectory::trait(Ordinal ordinal, const std::string& key) const {
    const auto of = [&](const Traits& merged) -> std::optional<std::string> {
        const auto found = merged.find(key);
        if (found == merged.end() || found->second.first == "null") return std::nullopt;
        return found->second.first;
    };
    const auto many = many_traits_.find(ordinal);
    return of(many == many_traits_.end() ? records_[ordinal].unpack().traits : many->second);
}

std::vector<std::string> CustomerDirectory::sites(Ordinal ordinal) const {
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < 64; ++i) {
        if ((site_bits_[ordinal] >> i & 1) != 0) names.push_back(site_names_[i]);
    }
    if (const auto more = more_sites_.find(ordinal); more != more_sites_.end()) {
        for (const Site site : more->second) names.push_back(site_names_[site.number - 1]);
    }
    std::sort(names.begin(), names.end());
    return names;
}

void CustomerDirectory::save(Saver& saver) const {
    ASSERT(is_settled());
    saver.values(presence_);
    for (const PackedRecord& record : records_) record.save(saver);
    saver.value(std::uint64_t{many_traits_.size()});
    for (const auto& [ordinal, traits] : many_traits_) {
        saver.value(ordinal);
        saver.value(std::uint64_t{traits.size()});
        for (const auto& [key, trait] : traits) {
            saver.text(key);
            saver.text(trait.first);
            saver.value(trait.second.changed_at);
            saver.value(trait.second.family);
            saver.text(trait.second.id);
        }
    }
    search_texts_.save(saver);
    for (const TextOrder* order : {&ids_, &names_, &codes_, &emails_, &rows_}) order->save(saver);
    saver.value(std::uint64_t{site_names_.size()});
    for (const std::string& name : site_names_) saver.text(name);
    saver.values(site_bits_);
    saver.value(std::uint64_t{more_sites_.size()});
    for (const auto& [ordinal, sites] : more_sites_) {
        saver.value(ordinal);
        saver.values(sites);
    }
}

CustomerDirectory CustomerDirectory::load(Loader& loader) {
    CustomerDirectory directory;
    directory.presence_ = loader.values<std::uint8_t>();
    const std::size_t ordinals = directory.presence_.size();
    for (std::size_t i = 0; i < ordinals; ++i) {
        directory.records_.push_back(PackedRecord::load(loader));
    }
    for (std::uint64_t left = loader.count(sizeof(Ordinal)); left > 0; --left) {
        Traits& traits = directory.many_traits_[loader.value<Ordinal>()];
        for (std::uint64_t each = loader.count(3 * sizeof(std::uint64_t)); each > 0; --each) {
            const std::string key(loader.text());
            auto& [value, origin] = traits[key];
            value = loader.text();
            origin.changed_at = loader.value<Instant>();
            origin.family = loader.value<Family>();
            origin.id = loader.text();
        }
    }
    directory.search_texts_ = SearchTexts::load(loader);
    for (TextOrder* order : {&directory.ids_, &directory.names_, &directory.codes_,
                             &directory.emails_, &directory.rows_}) {
        *order = TextOrder::load(loader);
    }
    for (std::uint64_t left = loader.count(sizeof(std::uint64_t)); left > 0; --left) {
        directory.site_names_.emplace_back(loader.text());
        const Site site{static_cast<std::uint32_t>(directory.site_names_.size())};
        directory.sites_.emplace(directory.site_names_.back(), site);
    }
    directory.site_bits_ = loader.values<std::uint64_t>();
    for (std::uint64_t left = loader.count(sizeof(Ordinal)); left > 0; --left) {
        const auto ordinal = loader.value<Ordinal>();
        directory.more_sites_[ordinal] = loader.values<Site>();
    }
    if (directory.site_bits_.size() != ordinals) loader.fail();
    if (!loader.is_good()) return {};
    for (Ordinal ordinal = 0; ordinal < ordinals; ++ordinal) {
        if (directory.is_there(ordinal)) directory.by_id_.insert(directory.id(ordinal), ordinal);
    }
    return directory;
}

std::size_t CustomerDirectory::memory_bytes() const {
    std::size_t bytes = records_.capacity() * sizeof(PackedRecord) + presence_.capacity() +
                        by_id_.memory_bytes() + search_texts_.memory_bytes() +
                        site_bits_.capacity() * sizeof(std::uint64_t) +
                        unsettled_.capacity() * sizeof(Ordinal);
    for (const PackedRecord& record : records_) bytes += record.memory_bytes();
    for (const auto& [ordinal, traits] : many_traits_) {
        for (const auto& [key, trait] : traits) {
            bytes += node_bytes + sizeof trait + key.capacity() + trait.first.capacity() +
                     trait.second.id.capacity();
        }
    }
    for (const TextOrder* order : {&ids_, &names_, &codes_, &emails_, &rows_}) {
        bytes += order->memory_bytes();
    }
    for (const std::string& name : site_names_) bytes += 2 * name.capacity() + 2 * node_bytes;
    for (const auto& [ordinal, sites] : more_sites_) {
        bytes += node_bytes + sites.capacity() * sizeof(Site);
    }
    return bytes;
}

}  // namespace footfall::index

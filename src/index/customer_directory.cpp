#include "index/customer_directory.h"

#include "assert.h"
#include "index/traits.h"
#include "question/fold.h"

namespace footfall::index {

void MergedText::merge(const ProfileField& field, const Origin& origin) {
    if (!field || origin <= origin_) return;
    given_ = *field;
    folded_ = fold(*field);
    origin_ = origin;
}

Ordinal CustomerDirectory::add(std::string_view id, Instant received_at, Sequence since) {
    if (const std::optional<Ordinal> known = find(id)) return *known;
    const Ordinal ordinal = ordinals();
    Customer& customer = customers_.emplace_back();
    customer.id = id;
    customer.folded_id = fold(id);
    customer.created = received_at;
    customer.since = since;
    by_id_.emplace(id, ordinal);
    return ordinal;
}

std::optional<Ordinal> CustomerDirectory::find(std::string_view id) const {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return std::nullopt;
    return found->second;
}

void CustomerDirectory::merge(Ordinal ordinal, const Profile& profile) {
    Customer& customer = customers_[ordinal];
    ASSERT(!customer.removed, "ordinal=" << ordinal);
    const Origin origin{profile.changed_at, profile.family, profile.id};
    customer.given_name.merge(profile.name, origin);
    customer.code.merge(profile.code, origin);
    customer.email.merge(profile.email, origin);
    customer.phone.merge(profile.phone, origin);
    customer.contact.merge(profile.contact, origin);
    if (profile.status && origin > customer.status_origin) {
        customer.status = *profile.status;
        customer.status_origin = origin;
    }
    const auto members = split_object(profile.traits);
    if (!members) return;
    for (const auto& [key, value] : *members) {
        auto& [kept, kept_origin] = customer.traits[key];
        if (origin <= kept_origin) continue;
        kept = value;
        kept_origin = origin;
    }
}

void CustomerDirectory::add_site(Ordinal ordinal, const std::string& site) {
    if (!site.empty()) customers_[ordinal].sites.insert(site);
}

void CustomerDirectory::remove(Ordinal ordinal) {
    by_id_.erase(customers_[ordinal].id);
    customers_[ordinal] = Customer();
    customers_[ordinal].removed = true;
}

}  // namespace footfall::index

// The customer directory: customers by ordinal and id, as the profiles left them. Pure memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "clock.h"
#include "event/entry.h"
#include "index/customer_record.h"
#include "index/id_table.h"
#include "index/ordinal.h"
#include "index/saved.h"
#include "index/search_texts.h"
#include "index/subset.h"
#include "index/text_hash.h"
#include "index/text_order.h"

namespace footfall::index {

// One customer. Its texts lie in the directory, and are good until its next change.
struct Customer {
    std::string_view id;
    std::string_view name;  // the id if no profile named the customer
    std::string_view code;
    std::string_view email;
    std::string_view phone;
    std::string_view contact;
    Status status = Status::active;
    Instant created;
    Sequence since;  // the entry that named it first
};

// One thread at a time while it changes; any number while it does not.
class CustomerDirectory {
  public:
    // The customer's ordinal; a customer not known yet begins with the entry `since`, received
    // then.
    Ordinal add(std::string_view id, Instant received_at, Sequence since);

    std::optional<Ordinal> find(std::string_view id) const;

    void merge(Ordinal ordinal, const Profile& profile);

    // The number of a site that one of the customer's events named; none for no name.
    Site add_site(Ordinal ordinal, std::string_view name);

    // Nothing for a name that no event had.
    std::optional<Site> site(std::string_view name) const;

    // The ordinal stays behind, empty.
    void remove(Ordinal ordinal);

    // Puts who is new or has other texts in order: due before orders are asked for. Many at once
    // cost less than one by one.
    void settle();
    bool is_settled() const { return unsettled_.empty(); }

    // One past the last ordinal given, removed ones among them.
    Ordinal ordinals() const { return static_cast<Ordinal>(presence_.size()); }

    // Those that are there.
    std::size_t count() const { return by_id_.count(); }

    bool is_there(Ordinal ordinal) const { return presence_[ordinal] != 0; }

    // Of one who is there.
    Customer at(Ordinal ordinal) const;
    std::map<std::string, std::string> traits(Ordinal ordinal) const;
    std::optional<std::string> trait(Ordinal ordinal, const std::string& key) const;
    std::vector<std::string> sites(Ordinal ordinal) const;                      // in byte order
    const std::vector<std::string>& site_names() const { return site_names_; }  // by number, from 1

    // By ordinal: the status, or 0 for who was removed.
    std::span<const std::uint8_t> presence() const { return presence_; }

    const SearchTexts& search_texts() const { return search_texts_; }

    // The orders of folded ids, names, codes and e-mails. Who has an empty text is not in them.
    const TextOrder& by_id() const { return ids_; }
    const TextOrder& by_name() const { return names_; }
    const TextOrder& by_code() const { return codes_; }
    const TextOrder& by_email() const { return emails_; }

    // Everybody by folded name, then by id: the order of rows that are equal otherwise.
    const TextOrder& rows() const { return rows_; }

    // Settled.
    void save(Saver& saver) const;
    static CustomerDirectory load(Loader& loader);

    std::size_t memory_bytes() const;

  private:
    std::string_view id(Ordinal ordinal) const { return records_[ordinal].text(Text::id); }
    std::string_view folded_id(Ordinal ordinal) const;
    void merge_traits(Ordinal ordinal, CustomerRecord& record, std::string_view traits,
                      const Origin& origin);
    void set_search_texts(Ordinal ordinal, std::string_view name, std::string_view code,
                          std::string_view email);

    std::vector<PackedRecord> records_;
    std::unordered_map<Ordinal, Traits> many_traits_;  // of those who have too many to pack
    std::vector<std::uint8_t> presence_;
    IdTable by_id_;
    SearchTexts search_texts_;

    TextOrder ids_, names_, codes_, emails_, rows_;
    std::vector<Ordinal> unsettled_;

    // Sites by their numbers, from 1. A customer's first ones are bits, the others a set.
    std::vector<std::string> site_names_;
    std::unordered_map<std::string, Site, TextHash, std::equal_to<>> sites_;
    std::vector<std::uint64_t> site_bits_;
    std::unordered_map<Ordinal, std::vector<Site>> more_sites_;  // rising
};

}  // namespace footfall::index

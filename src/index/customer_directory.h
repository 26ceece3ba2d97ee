// The customer directory: customers by ordinal and id, as the profiles left them. Pure memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "clock.h"
#include "event/entry.h"

namespace footfall::index {

// A customer's place in columns: from 0, dense, never given again.
using Ordinal = std::uint32_t;

// Which statement a merged value comes from: the latest by (changed_at, family, id) stands, so the
// order in which profiles arrive does not matter.
struct Origin {
    Instant changed_at{INT64_MIN};
    Family family{};
    std::string id;

    friend auto operator<=>(const Origin&, const Origin&) = default;
};

// A text as given, and folded for search and sort.
class MergedText {
  public:
    void merge(const ProfileField& field, const Origin& origin);
    const std::string& given() const { return given_; }
    const std::string& folded() const { return folded_; }

  private:
    std::string given_;
    std::string folded_;
    Origin origin_;
};

struct Customer {
    std::string id;
    std::string folded_id;
    MergedText given_name;
    MergedText code;
    MergedText email;
    MergedText phone;
    MergedText contact;
    Status status = Status::active;
    Origin status_origin;
    Instant created;
    Sequence since;  // the entry that named it first
    std::set<std::string> sites;
    // By key; a value of `null` is a trait that was cleared.
    std::map<std::string, std::pair<std::string, Origin>> traits;
    bool removed = false;

    // The id if no profile named the customer.
    const std::string& name() const { return given_name.given().empty() ? id : given_name.given(); }
    const std::string& folded_name() const {
        return given_name.given().empty() ? folded_id : given_name.folded();
    }
};

class CustomerDirectory {
  public:
    // The customer's ordinal; a customer not known yet begins with the entry `since`, received
    // then.
    Ordinal add(std::string_view id, Instant received_at, Sequence since);

    std::optional<Ordinal> find(std::string_view id) const;

    void merge(Ordinal ordinal, const Profile& profile);
    void add_site(Ordinal ordinal, const std::string& site);

    // The ordinal stays behind, empty.
    void remove(Ordinal ordinal);

    const Customer& at(Ordinal ordinal) const { return customers_[ordinal]; }

    // One past the last ordinal given, removed ones among them.
    Ordinal ordinals() const { return static_cast<Ordinal>(customers_.size()); }

    // Those that are there.
    std::size_t count() const { return by_id_.size(); }

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>()(text);
        }
    };

    std::vector<Customer> customers_;
    std::unordered_map<std::string, Ordinal, Hash, std::equal_to<>> by_id_;
};

}  // namespace footfall::index

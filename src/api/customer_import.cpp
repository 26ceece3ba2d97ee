// POST /api/v1/import/customers: a file of customers, looked at first and then taken.
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json.hpp>

#include "api/api.h"
#include "api/parameters.h"
#include "config/values.h"
#include "intake/decode_customers.h"

namespace footfall::api {

namespace {

namespace json = boost::json;

// What the answer lists: some of what changes, and as much of what was refused as can be mended.
constexpr std::size_t changes_max = 200;
constexpr std::size_t refusals_max = 10'000;

std::string_view name_of(Status status) { return status == Status::active ? "active" : "inactive"; }

// A field that a row gives, with what it was before.
struct FieldChange {
    std::string_view field;
    std::string before;
    std::string after;
};

std::vector<FieldChange> changes_of(const Profile& profile, const CustomerTable& before) {
    std::vector<FieldChange> changes;
    const auto compare = [&](std::string_view field, const ProfileField& given,
                             const std::string& was) {
        if (given && *given != was) changes.push_back({field, was, *given});
    };
    compare("name", profile.name, before.name);
    compare("code", profile.code, before.code);
    compare("email", profile.email, before.email);
    compare("phone", profile.phone, before.phone);
    compare("contact", profile.contact, before.contact);
    if (profile.status && *profile.status != before.status) {
        changes.push_back(
            {"status", std::string(name_of(before.status)), std::string(name_of(*profile.status))});
    }
    return changes;
}

// What becomes of the rows of a file.
class Plan {
  public:
    Result<> add(const store::Store& store, const WorkspaceId& workspace, intake::CustomerRow row) {
        ++rows_;
        // A source may say what it likes; who imports a file can mend it.
        if (row.profile && row.profile->email && !config::is_mail_address(*row.profile->email)) {
            row.profile.reset();
            row.rejection = {"email", "invalid_email", "must be an address like name@example.com"};
        }
        if (!row.profile) {
            refuse(row);
            return {};
        }
        auto before = store::ask(store, CustomerQuestion{workspace, row.profile->customer});
        const bool is_new = !before && before.error().code == ErrorCode::not_found;
        if (!before && !is_new) return fail(std::move(before).error());
        CustomerTable was;
        if (before) was = std::move(*before);
        const std::vector<FieldChange> changes = changes_of(*row.profile, was);
        if (!is_new && changes.empty()) {
            ++unchanged_;
            return {};
        }
        ++(is_new ? added_ : changed_);
        show(row, is_new ? row.profile->name.value_or(row.profile->customer) : was.name, is_new,
             changes);
        profiles_.emplace_back(std::move(*row.profile));
        return {};
    }

    // The profiles that change something.
    std::vector<EntryBody> take_profiles() { return std::move(profiles_); }

    std::string text(bool is_applied, const std::vector<std::string>& ignored) {
        return json::serialize(json::object{{"applied", is_applied},
                                            {"rows", rows_},
                                            {"added", added_},
                                            {"changed", changed_},
                                            {"unchanged", unchanged_},
                                            {"refused", refused_},
                                            {"ignored_columns", json::value_from(ignored)},
                                            {"changes", std::move(shown_)},
                                            {"refusals", std::move(refusals_)}});
    }

    std::uint64_t added() const { return added_; }
    std::uint64_t changed() const { return changed_; }
    std::uint64_t refused() const { return refused_; }

  private:
    void refuse(const intake::CustomerRow& row) {
        ++refused_;
        if (refusals_.size() == refusals_max) return;
        refusals_.push_back(json::object{{"row", row.number},
                                         {"field", row.rejection.field},
                                         {"reason", row.rejection.reason},
                                         {"message", row.rejection.message}});
    }

    void show(const intake::CustomerRow& row, const std::string& name, bool is_new,
              const std::vector<FieldChange>& changes) {
        if (shown_.size() == changes_max) return;
        json::array fields;
        for (const FieldChange& change : changes) {
            fields.push_back(json::object{
                {"field", change.field}, {"before", change.before}, {"after", change.after}});
        }
        shown_.push_back(json::object{{"row", row.number},
                                      {"id", row.profile->customer},
                                      {"name", name},
                                      {"new", is_new},
                                      {"fields", std::move(fields)}});
    }

    std::uint64_t rows_ = 0;
    std::uint64_t added_ = 0;
    std::uint64_t changed_ = 0;
    std::uint64_t unchanged_ = 0;
    std::uint64_t refused_ = 0;
    json::array shown_;
    json::array refusals_;
    std::vector<EntryBody> profiles_;
};

}  // namespace

// Durable before the answer, all rows together or none.
Api::Answer Api::import_customers(const Caller& caller, const http::Request& request) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"apply"}));
    FOOTFALL_TRY(apply, parameters.flag("apply"));
    FOOTFALL_CHECK(check_ready());
    const intake::Terms terms{caller.workspace,   Family::footfall, Via::member,
                              parts_.clock.now(), Instant(),        &parts_.random};
    FOOTFALL_TRY(file, intake::decode_customers(terms, request.body));
    Plan plan;
    for (intake::CustomerRow& row : file.rows) {
        FOOTFALL_CHECK(plan.add(parts_.store, caller.workspace, std::move(row)));
    }
    if (apply) {
        FOOTFALL_CHECK(parts_.intake.append(plan.take_profiles()));
        FOOTFALL_CHECK(parts_.control_plane.audit(caller.workspace, caller.actor(request),
                                                  "imported_customers",
                                                  {{"added", std::to_string(plan.added())},
                                                   {"changed", std::to_string(plan.changed())},
                                                   {"refused", std::to_string(plan.refused())}}));
    }
    return http::Response::json(200, plan.text(apply, file.ignored));
}

}  // namespace footfall::api

#include "intake/decode_customers.h"

#include <algorithm>
#include <array>
#include <csv.h>
#include <set>
#include <string>
#include <utility>

#include <simdjson.h>

#include "event/limits.h"

namespace footfall::intake {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

enum class Column { id, name, code, email, phone, contact, status };

constexpr std::array<std::pair<std::string_view, Column>, 11> column_names{{
    {"id", Column::id},
    {"customer id", Column::id},
    {"customer_id", Column::id},
    {"name", Column::name},
    {"customer", Column::name},
    {"code", Column::code},
    {"email", Column::email},
    {"e-mail", Column::email},
    {"phone", Column::phone},
    {"contact", Column::contact},
    {"status", Column::status},
}};

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

// The one that the first row has most of.
unsigned char delimiter_of(std::string_view text) {
    const std::string_view names = text.substr(0, text.find_first_of("\r\n"));
    const auto count = [&](char c) { return std::count(names.begin(), names.end(), c); };
    if (count(';') > count(',') && count(';') >= count('\t')) return ';';
    return count('\t') > count(',') ? '\t' : ',';
}

// Whether a spreadsheet would take what stands there, behind blanks, for a formula.
bool is_formula(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(' ');
    constexpr std::string_view marks("=+-@\t\r\0", 7);
    return begin != std::string_view::npos && marks.find(text[begin]) != std::string_view::npos;
}

// Without the apostrophe that export/csv.h puts before such a cell.
std::string_view without_guard(std::string_view cell) {
    if (!cell.starts_with('\'')) return cell;
    bool is_guarded = is_formula(cell.substr(std::min(cell.find_first_not_of('\''), cell.size())));
    for (std::size_t i = 0; i < cell.size() && !is_guarded; ++i) {
        is_guarded = (cell[i] == '\r' || cell[i] == '\n') && is_formula(cell.substr(i + 1));
    }
    return is_guarded ? cell.substr(1) : cell;
}

// Takes cells and rows as the parser finds them.
class Reader {
  public:
    explicit Reader(const Terms& terms) : terms_(terms) {}

    void take_cell(std::string_view cell) { cells_.emplace_back(without_guard(cell)); }

    void take_row() {
        ++number_;
        if (!error_ && number_ == 1) read_names();
        if (!error_ && number_ > 1) read_row();
        cells_.clear();
    }

    Result<CustomerFile> file() {
        if (error_) return fail(*error_);
        if (number_ == 0) return fail(ErrorCode::invalid, "The file is empty.", "file", "empty");
        return CustomerFile{std::move(rows_), std::move(ignored_)};
    }

  private:
    void refuse(std::string message, std::string reason) {
        error_ = Error{ErrorCode::invalid, std::move(message), "file", std::move(reason)};
    }

    void read_names() {
        for (const std::string& cell : cells_) {
            const auto known =
                std::find_if(column_names.begin(), column_names.end(),
                             [&](const auto& each) { return each.first == lower(cell); });
            if (known == column_names.end()) {
                ignored_.push_back(cell);
                columns_.emplace_back();
                continue;
            }
            if (std::find(columns_.begin(), columns_.end(), known->second) != columns_.end()) {
                return refuse("The column \"" + cell + "\" is there twice.", "repeated_column");
            }
            columns_.push_back(known->second);
        }
        if (std::find(columns_.begin(), columns_.end(), Column::id) == columns_.end()) {
            refuse("The first row has to name a column id: it tells which customer is meant.",
                   "missing_column");
        }
    }

    void read_row() {
        if (rows_.size() == customer_rows_max) {
            error_ = Error{ErrorCode::too_large,
                           "Send at most " + std::to_string(customer_rows_max) + " rows at once.",
                           "file", "too_many_rows"};
            return;
        }
        if (std::all_of(cells_.begin(), cells_.end(), [](const auto& c) { return c.empty(); })) {
            return;
        }
        CustomerRow& row = rows_.emplace_back();
        row.number = number_;
        Profile profile;
        if (auto refused = fill(profile)) {
            row.rejection = *std::move(refused);
        } else {
            row.profile = std::move(profile);
        }
    }

    std::optional<Rejection> fill(Profile& profile) {
        if (cells_.size() > columns_.size()) {
            return Rejection{"", "too_many_cells",
                             std::to_string(cells_.size()) + " cells below " +
                                 std::to_string(columns_.size()) + " names"};
        }
        profile.workspace = terms_.workspace;
        profile.family = terms_.family;
        profile.via = terms_.via;
        profile.id = unique_id(*terms_.random);
        profile.changed_at = terms_.received_at;
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            if (cells_[i].empty() || !columns_[i]) continue;
            if (auto refused = fill(profile, *columns_[i], cells_[i])) return refused;
        }
        Bearer bearer;
        if (auto refused = admit_customer(terms_, "id", profile.customer, bearer)) return refused;
        if (ids_.insert(profile.customer).second) return std::nullopt;
        return Rejection{"id", "repeated_id", "an earlier row has this id already"};
    }

    static std::optional<Rejection> fill(Profile& profile, Column column, const std::string& cell) {
        const auto text = [&](std::string_view field, std::size_t bytes_max, ProfileField& into) {
            into = cell;
            return admit_text(field, cell, bytes_max);
        };
        switch (column) {
            case Column::id:
                profile.customer = cell;
                return std::nullopt;
            case Column::name:
                return text("name", limits::name_bytes_max, profile.name);
            case Column::code:
                return text("code", limits::text_bytes_max, profile.code);
            case Column::email:
                return text("email", limits::email_bytes_max, profile.email);
            case Column::phone:
                return text("phone", limits::text_bytes_max, profile.phone);
            case Column::contact:
                return text("contact", limits::text_bytes_max, profile.contact);
            case Column::status:
                break;
        }
        if (lower(cell) == "active") profile.status = Status::active;
        if (lower(cell) == "inactive") profile.status = Status::inactive;
        if (profile.status) return std::nullopt;
        return Rejection{"status", "unknown_status", "must be active or inactive"};
    }

    const Terms& terms_;
    std::vector<std::string> cells_;
    std::size_t number_ = 0;
    std::vector<std::optional<Column>> columns_;  // nothing: ignored
    std::vector<std::string> ignored_;
    std::set<std::string> ids_;
    std::vector<CustomerRow> rows_;
    std::optional<Error> error_;
};

}  // namespace

Result<CustomerFile> decode_customers(const Terms& terms, std::string_view text) {
    if (!simdjson::validate_utf8(text.data(), text.size())) {
        return fail(ErrorCode::invalid, "Save the file as CSV in UTF-8.", "file", "not_utf8");
    }
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    Reader reader(terms);
    csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return fail(ErrorCode::io, "the CSV parser cannot be made");
    }
    csv_set_delim(&parser, delimiter_of(text));
    const auto take_cell = [](void* cell, std::size_t size, void* to) {
        static_cast<Reader*>(to)->take_cell({static_cast<const char*>(cell), size});
    };
    const auto take_row = [](int, void* to) { static_cast<Reader*>(to)->take_row(); };
    bool is_whole =
        csv_parse(&parser, text.data(), text.size(), take_cell, take_row, &reader) == text.size();
    is_whole = is_whole && csv_fini(&parser, take_cell, take_row, &reader) == 0;
    csv_free(&parser);
    if (!is_whole) {
        return fail(ErrorCode::invalid, "A cell has a quote that stands alone.", "file",
                    "open_quote");
    }
    return reader.file();
}

}  // namespace footfall::intake

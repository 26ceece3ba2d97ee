// Columns of the database that may be NULL.
#pragma once

#include <optional>
#include <string>

#include <soci/soci.h>

#include "clock.h"

namespace footfall::workspace {

// Lives as long as the statement that it is a part of.
template <class T>
struct Nullable {
    T value{};
    soci::indicator indicator = soci::i_null;

    Nullable() = default;
    explicit Nullable(const std::optional<T>& from)
        : value(from.value_or(T())), indicator(from ? soci::i_ok : soci::i_null) {}

    std::optional<T> get() const {
        return indicator == soci::i_null ? std::nullopt : std::optional<T>(value);
    }
};

using Text = Nullable<std::string>;
using Number = Nullable<long long>;

template <class T>
auto into(Nullable<T>& column) {
    return soci::into(column.value, column.indicator);
}

template <class T>
auto use(Nullable<T>& column) {
    static const std::string no_name;  // SOCI keeps a reference until the statement runs
    return soci::use(column.value, column.indicator, no_name);
}

template <class T>
Number number_of(const std::optional<T>& value) {
    return Number(value ? std::optional(static_cast<long long>(*value)) : std::nullopt);
}

inline Number number_of(const std::optional<Instant>& at) {
    return Number(at ? std::optional<long long>(at->us) : std::nullopt);
}

inline std::optional<Instant> instant(const Number& column) {
    const std::optional<long long> us = column.get();
    return us ? std::optional(Instant{*us}) : std::nullopt;
}

}  // namespace footfall::workspace

// How entries become rows of the event table's tables.
#pragma once

#include "event/entry.h"
#include "event/ids.h"
#include "store/embedded/duckdb.h"

namespace footfall::embedded {

// The workspace's 16 bytes as a number, the first byte highest.
Uint128 to_number(const WorkspaceId& workspace);

// One for each table, within one transaction.
struct Appenders {
    explicit Appenders(Connection& connection)
        : events(connection, "events"),
          profiles(connection, "profiles"),
          forgets(connection, "forgets") {}

    Appender events;
    Appender profiles;
    Appender forgets;
};

// Verdict changes and dead letters have no row.
void append(Appenders& appenders, const Entry& entry);

}  // namespace footfall::embedded

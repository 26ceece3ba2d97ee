#include "workspace/database.h"

#include <csignal>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workspace/control_plane_testing.h"

namespace footfall::workspace {
namespace {

using testing::HasSubstr;

using DatabaseTest = ControlPlaneTest;

TEST_F(DatabaseTest, DurabilityIsSetAndReadBack) {
    control_.reset();
    auto database = Database::open(file()).value();
    const auto ask = [&](const std::string& pragma) {
        return database
            ->read([&](soci::session& sql) -> Result<std::string> {
                std::string value;
                sql << "PRAGMA " + pragma, soci::into(value);
                return value;
            })
            .value();
    };
    EXPECT_EQ(ask("journal_mode"), "delete");
    EXPECT_EQ(ask("synchronous"), "3");
    EXPECT_EQ(ask("trusted_schema"), "0");
    EXPECT_EQ(ask("foreign_keys"), "1");
    EXPECT_EQ(ask("cell_size_check"), "1");
    EXPECT_EQ(ask("busy_timeout"), "5000");
}

TEST_F(DatabaseTest, AFileInAnotherJournalModeIsBroughtBack) {
    control_.reset();
    EXPECT_EQ(sql("PRAGMA journal_mode = WAL"), "wal");
    open();
    control_.reset();
    EXPECT_EQ(sql("PRAGMA journal_mode"), "delete");
}

// Someone who holds the file in that mode keeps it there: then durability is not what it must be.
TEST_F(DatabaseTest, WithoutTheJournalModeItDoesNotOpen) {
    control_.reset();
    sqlite3* holder = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &holder), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(holder, "PRAGMA journal_mode = WAL; BEGIN; SELECT * FROM members",
                           nullptr, nullptr, nullptr),
              SQLITE_OK);
    EXPECT_FALSE(ControlPlane::open(options(), clock_, random_));
    sqlite3_close(holder);
    open();
}

TEST_F(DatabaseTest, AFailureLeavesNothingBehind) {
    control_.reset();
    auto database = Database::open(file()).value();
    const auto count = [&] {
        return database
            ->read([](soci::session& sql) -> Result<int> {
                int rows = 0;
                sql << "SELECT COUNT(*) FROM setup_tokens", soci::into(rows);
                return rows;
            })
            .value();
    };
    const auto insert = [](soci::session& sql) {
        sql << "INSERT INTO setup_tokens (token_hash, expires) VALUES ('a', 1)";
    };
    const auto refused = database->write([&](soci::session& sql) -> Result<> {
        insert(sql);
        return fail(ErrorCode::forbidden, "no");
    });
    EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
    EXPECT_EQ(count(), 0);
    const auto twice = database->write([&](soci::session& sql) -> Result<> {
        insert(sql);
        insert(sql);
        return {};
    });
    EXPECT_EQ(twice.error().code, ErrorCode::conflict);
    EXPECT_EQ(count(), 0);
    const auto thrown = database->write([&](soci::session& sql) -> Result<> {
        insert(sql);
        throw Unreadable("nonsense");
    });
    EXPECT_EQ(thrown.error().code, ErrorCode::corrupt);
    EXPECT_EQ(count(), 0);
    const auto syntax = database->write([&](soci::session& sql) -> Result<> {
        sql << "no statement";
        return {};
    });
    EXPECT_EQ(syntax.error().code, ErrorCode::io);
    EXPECT_TRUE(database->write([&](soci::session& sql) -> Result<> {
        insert(sql);
        return {};
    }));
    EXPECT_EQ(count(), 1);
}

// A full disk must not end the server, nor what was there.
TEST_F(DatabaseTest, WithoutSpaceNothingChangesAndItGoesOnLater) {
    control_.reset();
    auto database = Database::open(file()).value();
    const auto fill = [&] {
        return database->write([](soci::session& sql) -> Result<> {
            const std::string large(1'000'000, 'x');
            sql << "UPDATE workspaces SET name = :name", soci::use(large);
            return {};
        });
    };
    const auto limit = [&](const std::string& pages) {
        ASSERT_TRUE(database->read([&](soci::session& sql) -> Result<> {
            sql << "PRAGMA max_page_count = " + pages;
            return {};
        }));
    };
    limit("1");  // SQLite makes it as many as there are
    const auto full = fill();
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, ErrorCode::unavailable);
    EXPECT_EQ(full.error().reason, "disk_full");
    limit("1000000");
    EXPECT_TRUE(fill());
}

// The file system's own word, as of a quota: SQLite calls it an error of I/O.
TEST_F(DatabaseTest, AFileThatMayNotGrowIsAFullDisk) {
    control_.reset();
    auto database = Database::open(file()).value();
    const auto rename = [&](std::size_t letters) {
        return database->write([&](soci::session& sql) -> Result<> {
            const std::string name(letters, 'x');
            sql << "UPDATE workspaces SET name = :name", soci::use(name);
            return {};
        });
    };
    const auto name_bytes = [&] { return sql("SELECT LENGTH(name) FROM workspaces"); };
    ASSERT_TRUE(rename(5));
    struct rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit tight{std::filesystem::file_size(file()), before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    const auto full = rename(1'000'000);
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, ErrorCode::unavailable);
    EXPECT_EQ(full.error().reason, "disk_full");
    EXPECT_EQ(name_bytes(), "5");
    EXPECT_TRUE(rename(1'000'000));
    EXPECT_EQ(name_bytes(), "1000000");
}

TEST_F(DatabaseTest, ANewerVersionIsNotOpened) {
    control_.reset();
    sql("UPDATE schema_version SET version = 999");
    const auto opened = ControlPlane::open(options(), clock_, random_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::conflict);
    EXPECT_THAT(opened.error().message, HasSubstr("999"));
    EXPECT_EQ(sql("SELECT version FROM schema_version"), "999");
}

// As files looked before there were views, targets, grants, links, and before words went first.
TEST_F(DatabaseTest, OlderVersionsAreBroughtUpToDate) {
    const Member ada = add("ada@example.com");
    const Workspace workspace = control_->find_workspace(first()).value();
    const std::string fifth =
        "ALTER TABLE forms DROP COLUMN answers; UPDATE schema_version SET version = 5;";
    const std::string ninth =
        "ALTER TABLE workspaces DROP COLUMN quiet_percent; UPDATE schema_version SET version = 9;";
    const std::string eighth =
        ninth + "DROP TABLE sendings; UPDATE schema_version SET version = 8;";
    const std::string seventh =
        eighth + "ALTER TABLE gates DROP COLUMN order_url; UPDATE schema_version SET version = 7;";
    const std::string sixth =
        "DROP INDEX mails_due; CREATE INDEX mails_due ON mails (next_try) WHERE state = 1;"
        "DROP INDEX mails_held; DROP INDEX mails_by_state; DROP INDEX mails_by_customer;"
        "ALTER TABLE mails DROP COLUMN batch; ALTER TABLE mails DROP COLUMN sealed;"
        "UPDATE schema_version SET version = 6;";
    const std::string fourth =
        "DROP TABLE links; DROP TABLE gates; DROP TABLE mails;"
        "UPDATE schema_version SET version = 4;";
    const std::string third =
        "ALTER TABLE memberships DROP COLUMN insights; UPDATE schema_version SET version = 3;";
    const std::string second =
        "DROP TABLE sites; DROP TABLE campaigns; DROP TABLE forms; DROP TABLE targets;"
        "ALTER TABLE workspaces DROP COLUMN activity_set; UPDATE schema_version SET version = 2;";
    const std::string first_one = "DROP TABLE views; UPDATE schema_version SET version = 1;";
    for (const std::string& older :
         {ninth, eighth, seventh, seventh + sixth, seventh + sixth + fifth,
          seventh + sixth + fifth + fourth, seventh + sixth + fifth + fourth + third,
          seventh + sixth + fifth + fourth + third + second,
          seventh + sixth + fifth + fourth + third + second + first_one}) {
        control_.reset();
        sql(older);
        open();
        EXPECT_EQ(sql("SELECT version FROM schema_version"), "10");
        EXPECT_EQ(control_->find_workspace(first()).value(), workspace);
        EXPECT_EQ(control_->find_member("ada@example.com").value(), ada);
        EXPECT_THAT(control_->views(first(), ada.id).value(), testing::IsEmpty());
        EXPECT_THAT(control_->targets(first()).value(), testing::IsEmpty());
        EXPECT_TRUE(control_->describe_campaign(first(), "c", {}, {}));
        EXPECT_TRUE(control_->describe_form(first(), "f", {}, {}));
        EXPECT_TRUE(control_->describe_site(first(), "s", {}, {}));
        EXPECT_TRUE(control_->link(first(), "c"));
    }
}

TEST_F(DatabaseTest, AForeignDatabaseIsLeftAlone) {
    control_.reset();
    std::filesystem::remove(file());
    sql("CREATE TABLE somebodys (x)");
    EXPECT_FALSE(ControlPlane::open(options(), clock_, random_));
    EXPECT_EQ(sql("SELECT COUNT(*) FROM sqlite_master"), "1");
}

TEST_F(DatabaseTest, DamageIsAnErrorAndNeverACrash) {
    add("a@example.com");
    control_.reset();
    const std::filesystem::path good = folder_ / "good";
    std::filesystem::copy_file(file(), good);
    const auto size = std::filesystem::file_size(good);
    const std::uint64_t seed = random_.next();
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom damage(seed);
    int refused = 0;
    for (int i = 0; i < 60; ++i) {
        std::filesystem::copy_file(good, file(), std::filesystem::copy_options::overwrite_existing);
        {
            std::fstream stream(file(), std::ios::binary | std::ios::in | std::ios::out);
            // Pages of the tables' roots and the header, where it hurts most, and anywhere else.
            const std::uint64_t at = i % 2 == 0 ? damage.next() % 100 : damage.next() % size;
            stream.seekp(static_cast<std::streamoff>(at));
            for (int j = 0; j < 8; ++j) stream.put(static_cast<char>(damage.next() & 0xFF));
        }
        const auto opened = ControlPlane::open(options(), clock_, random_);
        if (!opened) {
            ++refused;
            continue;
        }
        (void)(*opened)->members();
        (void)(*opened)->sign_in({"a@example.com", good_password, "", "", false});
        (void)(*opened)->verify_audit();
    }
    EXPECT_GT(refused, 10);
    std::ofstream(file(), std::ios::binary | std::ios::trunc) << std::string(20'000, 'x');
    const auto nonsense = ControlPlane::open(options(), clock_, random_);
    ASSERT_FALSE(nonsense);
    EXPECT_EQ(nonsense.error().code, ErrorCode::corrupt);
}

TEST_F(DatabaseTest, WhereTheFileCannotBeItIsAnError) {
    Options nowhere = options();
    nowhere.file = folder_ / "absent" / "control.sqlite";
    EXPECT_FALSE(ControlPlane::open(nowhere, clock_, random_));
    nowhere.file = folder_ / "quo\"te";
    EXPECT_FALSE(ControlPlane::open(nowhere, clock_, random_));
    std::filesystem::create_symlink(folder_ / "elsewhere", folder_ / "link");
    nowhere.file = folder_ / "link";
    EXPECT_FALSE(ControlPlane::open(nowhere, clock_, random_));
    nowhere = options();
    nowhere.time_zone = "Nowhere";
    EXPECT_EQ(ControlPlane::open(nowhere, clock_, random_).error().field, "time_zone");
}

}  // namespace
}  // namespace footfall::workspace

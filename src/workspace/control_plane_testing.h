// A control plane in a folder of its own, for tests.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <stdlib.h>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "assert.h"
#include "clock.h"
#include "random.h"
#include "workspace/control_plane.h"

namespace footfall::workspace {

inline constexpr const char* good_password = "twelve or more characters";
inline constexpr PasswordCost cheap{1, 8192};

// Holds a database as somebody else who writes to it: meanwhile nobody reads or writes it.
class Occupied {
  public:
    explicit Occupied(const std::filesystem::path& file) {
        ASSERT(sqlite3_open(file.c_str(), &database_) == SQLITE_OK);
        ASSERT(sqlite3_exec(database_, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
    }
    Occupied(const Occupied&) = delete;
    Occupied& operator=(const Occupied&) = delete;
    ~Occupied() { sqlite3_close(database_); }

  private:
    sqlite3* database_ = nullptr;
};

class ControlPlaneTest : public testing::Test {
  protected:
    ControlPlaneTest() {
        // A space and an equals sign, since the path becomes part of a connection text.
        std::string pattern =
            (std::filesystem::temp_directory_path() / "foot fall=XXXXXX").string();
        ASSERT(mkdtemp(pattern.data()) != nullptr);
        folder_ = pattern;
        open();
    }
    ~ControlPlaneTest() override {
        control_.reset();
        std::filesystem::remove_all(folder_);
    }

    Options options() const {
        Options options;
        options.file = file();
        options.password_cost = cost_;
        options.secret = secret_;
        return options;
    }

    std::filesystem::path file() const { return folder_ / "control.sqlite"; }

    // Closes the control plane and opens it again, as a restart does.
    void open() {
        control_.reset();
        auto opened = ControlPlane::open(options(), clock_, random_);
        ASSERT(opened, opened.error().message);
        control_ = std::move(*opened);
    }

    // Runs statements on the file, past the control plane; gives the last value that one of them
    // has.
    std::string sql(const std::string& statements) const {
        sqlite3* database = nullptr;
        EXPECT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
        std::string value;
        char* message = nullptr;
        const auto take = [](void* into, int count, char** values, char**) {
            if (count > 0 && values[0] != nullptr) *static_cast<std::string*>(into) = values[0];
            return 0;
        };
        const int result = sqlite3_exec(database, statements.c_str(), take, &value, &message);
        EXPECT_EQ(result, SQLITE_OK) << (message == nullptr ? "" : message);
        sqlite3_free(message);
        sqlite3_close(database);
        return value;
    }

    WorkspaceId first() const { return control_->workspaces().value().front().id; }

    Member add(const std::string& email, Role role = Role::admin,
               std::optional<WorkspaceId> workspace = std::nullopt) {
        return control_->add_member({email, "", good_password, role, workspace}, {}).value();
    }

    Workspace add_sample() {
        NewWorkspace sample;
        sample.name = "Sample";
        sample.sample = SampleFacts{7, to_day({2026, 11, 22})};
        return control_->create_workspace(sample, {}).value();
    }

    Result<SignedIn> sign_in(const std::string& email,
                             const std::string& password = good_password) {
        return control_->sign_in({email, password, "192.0.2.1", "", false});
    }

    PasswordCost cost_ = cheap;
    Secret secret_{};
    SimulatedClock clock_{Instant::from_seconds(1'795'340'467)};
    SystemRandom random_;
    std::filesystem::path folder_;
    std::unique_ptr<ControlPlane> control_;
};

}  // namespace footfall::workspace

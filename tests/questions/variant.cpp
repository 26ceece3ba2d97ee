#include "questions/variant.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>

#include "assert.h"
#include "model/model_store.h"
#include "store/embedded/embedded_store.h"
#include "store/relay.h"

namespace footfall::questions {
namespace {

void expect(const Result<>& result) { ASSERT(result.has_value(), result.error().message); }

}  // namespace

Subject::Subject(Variant variant) : variant_(variant) {
    std::string pattern = (std::filesystem::temp_directory_path() / "footfall-XXXXXX").string();
    ASSERT(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    open();
}

Subject::~Subject() {
    store_.reset();
    std::filesystem::remove_all(folder_);
}

void Subject::open() {
    if (variant_ == Variant::model) {
        store_ = std::make_unique<model::ModelStore>();
        return;
    }
    embedded::Options options;
    options.folder = folder_;
    options.memory_limit_bytes = 64 * 1024 * 1024;
    options.threads = 1;
    options.batch_entries = 3;
    options.follow = variant_ != Variant::held_back;
    if (variant_ == Variant::behind) options.tail_bytes_max = 0;
    if (variant_ == Variant::saved) {
        options.disk = &disk_;
        options.mark_of = [](Sequence end) -> Result<store::JournalMark> {
            store::JournalMark mark{};
            std::memcpy(mark.data(), &end.value, sizeof end.value);
            return mark;
        };
    }
    auto opened =
        embedded::EmbeddedStore::open(std::move(options), journal_.last(), journal_.source());
    ASSERT(opened.has_value(), opened.error().message);
    store_ = std::move(*opened);
}

void Subject::reopen() {
    store_.reset();
    if (variant_ == Variant::rebuilt) {
        std::ofstream file(folder_ / "events.duckdb", std::ios::in | std::ios::out);
        file.seekp(0);
        file << std::string(8192, 'x');
    }
    open();
    for (const auto& [workspace, days] : days_) expect(store_->set_days(workspace, days));
    if (variant_ == Variant::saved) {
        const Sequence restored = dynamic_cast<embedded::EmbeddedStore&>(*store_).restore();
        ASSERT(restored == saved_, restored.value << " instead of " << saved_.value);
    }
    const auto applied = store::replay(journal_.source(), journal_.last(), *store_);
    ASSERT(applied.has_value() && *applied == journal_.last());
}

// Customers in doubt keep it from being saved; then the snapshot before is good still.
void Subject::save() {
    const auto done = dynamic_cast<embedded::EmbeddedStore&>(*store_).save();
    ASSERT(done || done.error().code == ErrorCode::unavailable, done.error().message);
    if (done) saved_ = journal_.last();
}

void Subject::drain() { expect(dynamic_cast<embedded::EmbeddedStore&>(*store_).drain()); }

void Subject::load(std::vector<Entry> entries) {
    if (entries.empty()) return;
    const SequenceRange range = journal_.append(std::move(entries));
    expect(store_->apply(range, journal_.last_entries()));
    if (variant_ == Variant::reopened || variant_ == Variant::rebuilt) {
        drain();
        restart();
    }
    if (variant_ == Variant::behind) drain();
    if (variant_ == Variant::saved) {
        if (loads_++ % 2 == 0) save();
        restart();
    }
}

void Subject::restart() {
    reopen();
    const bool lags =
        variant_ == Variant::rebuilt || variant_ == Variant::behind || variant_ == Variant::saved;
    if (lags) drain();
}

void Subject::apply_last_range_again() {
    if (journal_.last() == Sequence()) return;
    const std::vector<Entry> entries = journal_.last_entries();
    expect(store_->apply({entries.front().sequence, entries.back().sequence}, entries));
}

void Subject::set_days(const WorkspaceId& workspace, const DayTable& days) {
    days_.insert_or_assign(workspace, days);
    expect(store_->set_days(workspace, days));
    if (variant_ != Variant::saved) return;
    // A snapshot of other days is not taken.
    std::filesystem::remove(folder_ / "index.snapshot");
    saved_ = {};
    if (journal_.last() != Sequence()) save();
}

}  // namespace footfall::questions

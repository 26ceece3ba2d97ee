#include "api/live.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace footfall::api {

// One open page.
class Live::Stream final : public http::LiveSource {
  public:
    Stream(Sequence now, const Clock& clock, std::chrono::microseconds lifetime)
        : last_(now), clock_(clock), end_(clock.steady() + lifetime) {}

    void listen(std::function<void()> wake) override {
        const std::lock_guard lock(mutex_);
        wake_ = std::move(wake);
    }

    std::optional<std::string> next(bool is_idle) override {
        const std::lock_guard lock(mutex_);
        if (clock_.steady() >= end_) return std::nullopt;
        if (told_ && *told_ >= last_) return is_idle ? ": still here\n\n" : "";
        told_ = last_;
        const std::string sequence = std::to_string(last_.value);
        return "event: changed\ndata: {\"sequence\":" + sequence + "}\n\n";
    }

    // Whether that was news.
    void tell(Sequence last) {
        std::function<void()> wake;
        {
            const std::lock_guard lock(mutex_);
            if (last <= last_) return;
            last_ = last;
            wake = wake_;
        }
        if (wake) wake();
    }

  private:
    std::mutex mutex_;
    // Guarded by mutex_.
    Sequence last_;
    std::optional<Sequence> told_;
    std::function<void()> wake_;
    const Clock& clock_;
    const std::chrono::microseconds end_;  // of the steady clock
};

Live::Live(const Clock& clock, Options options)
    : clock_(clock), options_(options), thread_([this] { tell(); }) {}

Live::~Live() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Live::changed(const WorkspaceId& workspace, Sequence last) {
    bool is_first = false;
    {
        const std::lock_guard lock(mutex_);
        last_[workspace] = last;
        is_first = !std::exchange(has_news_, true);
    }
    if (is_first) wake_.notify_all();
}

std::shared_ptr<http::LiveSource> Live::open(const WorkspaceId& workspace) {
    const std::lock_guard lock(mutex_);
    auto stream = std::make_shared<Stream>(last_[workspace], clock_, options_.lifetime);
    std::vector<std::weak_ptr<Stream>>& streams = streams_[workspace];
    std::erase_if(streams, [](const auto& one) { return one.expired(); });
    streams.push_back(stream);
    return stream;
}

void Live::tell() {
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        wake_.wait(lock, [this] { return is_stopping_ || has_news_; });
        has_news_ = false;
        std::vector<std::pair<std::shared_ptr<Stream>, Sequence>> listeners;
        for (const auto& [workspace, streams] : streams_) {
            for (const auto& weak : streams) {
                if (auto stream = weak.lock()) listeners.emplace_back(stream, last_[workspace]);
            }
        }
        lock.unlock();
        for (const auto& [stream, last] : listeners) stream->tell(last);
        listeners.clear();
        lock.lock();
        wake_.wait_for(lock, options_.period, [this] { return is_stopping_; });
    }
}

}  // namespace footfall::api

// Live: tells open pages that a workspace's numbers have changed.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "clock.h"
#include "event/ids.h"
#include "http/message.h"

namespace footfall::api {

// Thread-safe. What changes within one `period` is told together; whoever listens gets the last
// sequence, not each one.
class Live {
  public:
    struct Options {
        std::chrono::milliseconds period{250};
        // A stream ends after so long, so that whoever may not listen any more does not.
        std::chrono::milliseconds lifetime = std::chrono::minutes(5);
    };

    explicit Live(const Clock& clock) : Live(clock, Options()) {}
    Live(const Clock& clock, Options options);

    Live(const Live&) = delete;
    Live& operator=(const Live&) = delete;

    ~Live();

    // Answers have the entries up to `last`. Does not wait for those who listen.
    void changed(const WorkspaceId& workspace, Sequence last);

    // Server-sent events: `changed`, with the sequence as JSON, first with that of now.
    std::shared_ptr<http::LiveSource> open(const WorkspaceId& workspace);

  private:
    class Stream;

    void tell();

    const Clock& clock_;
    const Options options_;
    std::mutex mutex_;
    std::condition_variable wake_;
    // Guarded by mutex_.
    bool is_stopping_ = false;
    bool has_news_ = false;
    std::map<WorkspaceId, Sequence> last_;
    std::map<WorkspaceId, std::vector<std::weak_ptr<Stream>>> streams_;
    std::thread thread_;
};

}  // namespace footfall::api

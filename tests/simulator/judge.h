// Judge: notes the first promise that was broken.
#pragma once

#include <sstream>
#include <string>

#include "simulator/trace.h"

namespace footfall::simulator {

class Judge {
  public:
    explicit Judge(Trace& trace) : trace_(trace) {}

    // Whether `holds`; where not, the parts say what was broken.
    template <class... Parts>
    bool expect(bool holds, const Parts&... parts) {
        if (holds) return true;
        if (!complaint_.empty()) return false;
        std::ostringstream text;
        (text << ... << parts);
        complaint_ = text.str();
        trace_("BROKEN:", complaint_);
        return false;
    }

    // Empty: nothing was broken.
    const std::string& complaint() const { return complaint_; }
    bool is_content() const { return complaint_.empty(); }

  private:
    Trace& trace_;
    std::string complaint_;
};

}  // namespace footfall::simulator

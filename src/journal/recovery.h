// Recovery: what a start makes of the journal that it finds.
#pragma once

#include <memory>

#include "disk/disk.h"
#include "journal/appender.h"
#include "journal/writer.h"
#include "random.h"

namespace footfall::journal {

struct Recovered {
    Recovery recovery;
    std::unique_ptr<Appender> appender;  // nothing: there was no room
};

// Checks the journal as docs/journal.md says, makes it ready for the next group and durable up to
// there. Damage is `corrupt`, before anything is changed, or is salvaged if the options say so.
// Where a new segment has no room the journal can be read as it was, and another call later goes on
// from there. The folder must be locked and there.
Result<Recovered> recover(Disk& disk, Random& random, const Options& options);

}  // namespace footfall::journal

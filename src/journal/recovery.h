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
    std::unique_ptr<Appender> appender;
};

// Checks the journal as docs/journal.md says, makes it ready for the next group and durable up to
// there. Damage is `corrupt`, before anything is changed, or is salvaged if the options say so;
// `busy` with `disk_full` where a new segment has no room. The folder must be locked and there.
Result<Recovered> recover(Disk& disk, Random& random, const Options& options);

}  // namespace footfall::journal

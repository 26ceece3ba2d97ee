#include "disk/ballast.h"

#include <memory>
#include <utility>

namespace footfall {

Ballast::Ballast(Disk& disk, Options options) : disk_(disk), options_(std::move(options)) {
    if (disk_.open(options_.file, Disk::Open::existing)) take(options_.bytes);
    check();
}

void Ballast::check() {
    const auto free = disk_.free_bytes(options_.file.parent_path());
    if (!free) return;
    const std::lock_guard lock(mutex_);
    const std::uint64_t room = 3 * options_.bytes;
    if (is_there_ && *free < options_.low_water_bytes) {
        remove();
    } else if (!is_there_ && *free >= options_.low_water_bytes + room) {
        take(room);
    }
}

void Ballast::give_up() {
    const std::lock_guard lock(mutex_);
    if (is_there_) remove();
}

// Takes so much room, and keeps the ballast's size of it.
void Ballast::take(std::uint64_t room) {
    auto file = disk_.open(options_.file, Disk::Open::existing);
    if (!file) file = disk_.open(options_.file, Disk::Open::create_new);
    if (!file) return;
    // Reserving what is reserved already changes nothing; one of another size is made to fit.
    Result<> taken = (*file)->allocate(room);
    if (taken) taken = (*file)->truncate(options_.bytes);
    if (taken) {
        is_there_ = true;
    } else {
        remove();
    }
}

void Ballast::remove() {
    is_there_ = false;
    (void)disk_.remove(options_.file);
}

}  // namespace footfall

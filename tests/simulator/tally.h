// Tally: how often each thing happened that a simulation is there to try.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace footfall::simulator {

enum class Happening : std::uint8_t {
    power_cut,
    kill,
    death_in_start,
    orderly_stop,
    torn_tail,
    doubtful_group_kept,
    doubtful_group_gone,
    failed_sync,
    failed_start,
    frozen_refusal,
    short_write,
    full_disk_refusal,
    went_on_after_full_disk,
    queue_full_refusal,
    store_refusal,
    store_asked,
    bit_rot_found,
    clock_jump,
    lost_answer,
    duplicate,
    repeat_beyond_window,
    same_id_other_content,
    order_again,
    derived_id,
    rejected,
    unreadable_body,
    too_large_body,
    rotation,
    large_segment,
    idle_second,
    forget,
    verdict_change,
    answers_compared,
    id_file,
    packed_segment,
};

inline constexpr std::array<std::string_view, 35> happening_names{
    "power cuts",
    "kills",
    "deaths in a start",
    "orderly stops",
    "torn tails cut off",
    "groups in doubt kept",
    "groups in doubt gone",
    "failed syncs",
    "failed starts",
    "refusals while frozen",
    "short writes",
    "refusals for a full disk",
    "went on after a full disk",
    "refusals for a full queue",
    "refusals for a store that cannot say",
    "ids looked for in the store",
    "flipped bits found",
    "clock jumps",
    "lost answers",
    "duplicates answered",
    "repeats beyond the window",
    "ids with other content",
    "orders sent again",
    "events without id",
    "rejected",
    "unreadable bodies",
    "bodies too large",
    "rotations",
    "large segments",
    "idle seconds",
    "customers forgotten",
    "verdicts changed",
    "answers compared",
    "id files made",
    "segments packed",
};

class Tally {
  public:
    void add(Happening what, std::uint64_t times = 1) {
        counts_[static_cast<std::size_t>(what)] += times;
    }
    void add(const Tally& other) {
        for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
        lives += other.lives;
        acknowledged += other.acknowledged;
        lost += other.lost;
        duplicated += other.duplicated;
    }
    std::uint64_t of(Happening what) const { return counts_[static_cast<std::size_t>(what)]; }

    std::uint64_t lives = 0;         // of the server
    std::uint64_t acknowledged = 0;  // events and profiles that a client saw answered as stored

    std::uint64_t lost = 0;        // acknowledged, and not in the journal
    std::uint64_t duplicated = 0;  // in the journal more often than promised

  private:
    std::array<std::uint64_t, happening_names.size()> counts_{};
};

}  // namespace footfall::simulator

#include "simulator/simulation.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "assert.h"
#include "calendar/zone.h"
#include "disk/simulated_disk.h"
#include "journal/reader.h"
#include "simulator/answers.h"
#include "simulator/bit_rot.h"
#include "simulator/clients.h"
#include "simulator/judge.h"
#include "simulator/mortal_disk.h"
#include "simulator/promises.h"
#include "simulator/server.h"
#include "simulator/trace.h"

namespace footfall::simulator {

namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t segment_bytes = 64 * 1024;
constexpr seconds idle_span{1};

// Which troubles a seed has: each one with a chance of a quarter, so that seeds differ in kind.
struct Plan {
    explicit Plan(Dice& dice) {
        for (bool* const one : {&power_cuts, &kills, &sync_errors, &write_errors, &full_disk,
                                &bit_rot, &clock_jumps, &lost_answers, &store_trouble, &old_events,
                                &hostile, &small_queue, &few_ids, &large_bodies, &forgets}) {
            *one = dice.chance(25);
        }
    }

    bool power_cuts = false;
    bool kills = false;
    bool sync_errors = false;
    bool write_errors = false;
    bool full_disk = false;
    bool bit_rot = false;
    bool clock_jumps = false;
    bool lost_answers = false;
    bool store_trouble = false;
    bool old_events = false;
    bool hostile = false;
    bool small_queue = false;
    bool few_ids = false;
    bool large_bodies = false;
    bool forgets = false;
};

// The years of the simulations alone: an index has columns from its table's first day on.
const Days& days() {
    static const Days all = [] {
        const auto table = [](const char* zone) {
            const Result<DayTable> whole = make_day_table(zone);
            ASSERT(whole.has_value(), whole.error().message);
            constexpr Day first{20'000};  // 2024-10-04
            const LocalDays cut = whole->days(first, first + 20 * 365);
            return std::make_shared<const DayTable>(zone, first, cut.edges);
        };
        return Days{{WorkspaceId{{1, 2, 3}}, table("Europe/Berlin")},
                    {WorkspaceId{{4, 5, 6}}, table("America/New_York")}};
    }();
    return all;
}

Instant some_start(Dice& dice) {
    // An ordinary day, and two on which a clock changes.
    static constexpr std::array<std::int64_t, 3> seconds_since_1970{
        1'772'445'600,  // 2026-03-02T10:00:00Z
        1'774'738'800,  // 2026-03-28T23:00:00Z
        1'793'484'000,  // 2026-10-31T22:00:00Z
    };
    return Instant::from_seconds(dice.pick(seconds_since_1970));
}

class Simulation {
  public:
    Simulation(std::uint64_t seed, bool is_printed, Syncs syncs)
        : trace_(is_printed),
          dice_(seed),
          plan_(dice_),
          syncs_(syncs),
          clock_(some_start(dice_)),
          server_random_(seed ^ 0x5EEDU),
          machine_{mortal_, clock_, server_random_, event_table_, tally_, trace_, {}, {}, days()},
          clients_(manners(), dice_, clock_, judge_, tally_, trace_) {
        machine_.journal.folder = "/data/journal";
        machine_.journal.segment_bytes = segment_bytes;
        machine_.journal.group_bytes_max = dice_.chance(50) ? 2'048 : 1024 * 1024;
        if (plan_.small_queue) machine_.journal.queue_bytes_max = 6 * 1024;
        if (plan_.few_ids) machine_.dedupe.ids_max = 40;
        if (syncs_ == Syncs::lying) disk_.lie_about_syncs();
    }

    Outcome run() {
        for (std::uint64_t life = dice_.between(2, 4); life > 0 && judge_.is_content(); --life) {
            if (!begin_life()) break;
            live();
            end_life();
            if (plan_.bit_rot && dice_.chance(60)) rot();
        }
        if (judge_.is_content()) calm_down();
        server_.reset();
        return {judge_.complaint(), trace_.hash(), tally_};
    }

  private:
    Manners manners() const {
        Manners manners;
        for (const auto& [workspace, table] : days()) manners.workspaces.push_back(workspace);
        manners.hostile = plan_.hostile;
        manners.loses_answers = plan_.lost_answers;
        manners.sends_old = plan_.old_events;
        manners.large_bodies = plan_.large_bodies;
        if (plan_.full_disk) manners.padding_max = 4'000;
        return manners;
    }

    // --- A life ---

    // Starts the server, as often as it takes; false where a start fails without a reason.
    bool begin_life() {
        for (int attempt = 1; judge_.is_content(); ++attempt) {
            ASSERT(attempt < 100);
            mortal_.begin_life();
            if (plan_.clock_jumps && dice_.chance(40)) jump();
            arm_start();
            trace_("life", ++tally_.lives);
            auto started = Server::start(machine_);
            disarm();
            if (mortal_.is_dead()) {
                tally_.add(Happening::death_in_start);
                continue;
            }
            if (started) {
                server_ = *std::move(started);
                take_over();
                return judge_.is_content();
            }
            trace_("cannot start:", started.error().message);
            tally_.add(Happening::failed_start);
            count_failures();
            const bool has_reason = started.error().reason == "disk_full"
                                        ? is_full_ || mortal_.failed_for_room() > 0
                                        : started.error().code == ErrorCode::io && has_failed();
            judge_.expect(has_reason, "a start failed: ", started.error().message);
            if (dice_.chance(50)) end_fullness();
        }
        return false;
    }

    // In a way that a full disk does not.
    bool has_failed() const { return mortal_.failed_syncs() + mortal_.failed_otherwise() > 0; }

    void count_failures() {
        tally_.add(Happening::failed_sync, mortal_.failed_syncs());
        tally_.add(Happening::short_write, mortal_.short_writes());
    }

    void arm_start() {
        if (plan_.power_cuts && dice_.chance(15)) {
            mortal_.die_at(dice_.between(1, 25), Death::power_cut);
        } else if (plan_.kills && dice_.chance(15)) {
            mortal_.die_at(dice_.between(1, 25), Death::kill);
        }
        if (plan_.sync_errors && dice_.chance(15)) disk_.fail_sync(dice_.between(1, 6));
        if (plan_.write_errors && dice_.chance(10)) fail_a_write();
    }

    void disarm() {
        disk_.fail_sync(0);
        disk_.fail_write(0, SimulatedDisk::Failure::io);
        if (!mortal_.is_dead()) mortal_.die_at(0, Death::kill);
    }

    // What the start found must be what was promised before it.
    void take_over() {
        const journal::Recovery& recovery = server_->recovery();
        trace_("recovered", recovery.last.value, "torn bytes", recovery.torn_bytes);
        if (recovery.torn_bytes > 0) tally_.add(Happening::torn_tail);
        judge_.expect(!expects_orderly_ || (recovery.orderly && recovery.torn_bytes == 0),
                      "the last stop was orderly, and the start did not see it");
        expects_orderly_ = false;
        check_entries(server_->applied(), past_, judge_, tally_);
        past_ = {};
        clients_.meet(*server_, mortal_, tally_.lives);
        check_items(server_->applied(), clients_.items(), machine_.dedupe, judge_, tally_);
        compare_answers(server_->store(), server_->applied(), days(), clock_.now(), dice_, judge_,
                        tally_);
        placed_in_start_ = mortal_.segments_placed();
    }

    void live() {
        if ((plan_.power_cuts || syncs_ == Syncs::lying) && dice_.chance(60)) {
            mortal_.die_at(dice_.between(1, 120), Death::power_cut);
        } else if (plan_.kills && dice_.chance(60)) {
            mortal_.die_at(dice_.between(1, 120), Death::kill);
        }
        for (std::uint64_t step = dice_.between(5, 50); step > 0; --step) {
            if (mortal_.is_dead() || !judge_.is_content()) return;
            take_step();
            const bool frozen = server_->trouble() == "journal_frozen";
            judge_.expect(mortal_.is_dead() || frozen == has_failed(), "the disk has",
                          has_failed() ? "" : " not", " failed, and the journal is",
                          frozen ? "" : " not", " frozen");
            if (frozen && dice_.chance(20)) return;
        }
        if (!mortal_.is_dead()) let_writer_work();
        if (!mortal_.is_dead() && is_full_ && dice_.chance(50)) make_room();
        if (!mortal_.is_dead() && dice_.chance(15)) look_closely();
    }

    void end_life() {
        if (mortal_.is_dead()) {
            count_death();
        } else if ((plan_.power_cuts || syncs_ == Syncs::lying) && dice_.chance(60)) {
            mortal_.die(Death::power_cut);
            count_death();
        } else if (plan_.kills && dice_.chance(60)) {
            mortal_.die(Death::kill);
            count_death();
        } else {
            stop();
        }
        disarm();
        count_failures();
        tally_.add(Happening::rotation, mortal_.segments_placed() - placed_in_start_);
        clients_.part();
        past_.applied = server_->applied();
        past_.in_doubt = server_->in_doubt();
        server_.reset();
        // After an orderly stop nothing hangs on the power any more.
        if (expects_orderly_ && plan_.power_cuts) disk_.lose_power(dice_.random());
    }

    void count_death() {
        tally_.add(mortal_.death() == Death::kill ? Happening::kill : Happening::power_cut);
    }

    // Orderly, unless something happens to it on the way.
    void stop() {
        if (plan_.sync_errors && dice_.chance(30)) disk_.fail_sync(1);
        if (plan_.power_cuts && dice_.chance(20)) mortal_.die_at(1, Death::power_cut);
        if (plan_.kills && dice_.chance(20)) mortal_.die_at(1, Death::kill);
        const std::uint64_t refused = mortal_.failed_for_room();
        server_->stop();
        trace_("stopped", server_->trouble());
        if (mortal_.is_dead()) return count_death();
        tally_.add(Happening::orderly_stop);
        // A full disk may leave no room for the mark.
        expects_orderly_ = server_->trouble().empty() && mortal_.failed_for_room() == refused;
    }

    // --- What happens in a life ---

    void take_step() {
        const std::uint64_t choice = dice_.below(100);
        if (choice < 50) {
            clients_.send_something();
            if (dice_.chance(60)) server_->write_group();
        } else if (choice < 57) {
            clients_.send_again(false);
        } else if (choice < 63) {
            let_writer_work();
        } else if (choice < 75) {
            pass_time(milliseconds(dice_.between(10, 3'000)));
        } else if (choice < 81) {
            pass_time(plan_.old_events && dice_.chance(50) ? seconds(dice_.below(9 * 86'400))
                                                           : seconds(dice_.between(1, 600)));
        } else if (choice < 87) {
            move_event_table();
        } else if (choice < 90) {
            if (plan_.forgets) append_command();
        } else if (choice < 99) {
            make_trouble();
        } else {
            look_closely();
        }
    }

    void let_writer_work() {
        while (server_->has_queue()) server_->write_group();
    }

    // The writer does not sleep while something waits, and wakes each second that it has reason to.
    void pass_time(microseconds span) {
        let_writer_work();
        for (int i = 0; i < 5 && span.count() > 0; ++i) {
            const microseconds part = std::min<microseconds>(span, idle_span);
            clock_.advance(part);
            idle_for_ += part;
            span -= part;
            if (idle_for_ < idle_span) continue;
            idle_for_ = microseconds(0);
            if (server_->has_idle_work()) server_->idle_second();
        }
        clock_.advance(span);
    }

    void move_event_table() {
        if (plan_.store_trouble && dice_.chance(35)) {
            trace_("the event table is put aside");
            server_->store().rebuild();
        } else {
            server_->store().follow(dice_);
        }
    }

    void append_command() {
        const WorkspaceId workspace = days()[dice_.below(days().size())].first;
        std::vector<EntryBody> bodies;
        const std::vector<Entry>& entries = server_->applied();
        const Entry* const some = entries.empty() ? nullptr : &dice_.pick(entries);
        const Event* const event = some == nullptr ? nullptr : std::get_if<Event>(&some->body);
        if (event != nullptr && dice_.chance(70)) {
            const Verdict after = dice_.chance(60) ? Verdict::scanner : Verdict::person;
            Verdict before = event->verdict;
            for (const Entry& entry : entries) {
                const auto* const change = std::get_if<VerdictChange>(&entry.body);
                if (change != nullptr && change->event == some->sequence) before = change->after;
            }
            bodies.emplace_back(VerdictChange{event->workspace, some->sequence, event->customer,
                                              event->kind, event->site, event->campaign,
                                              event->form, event->occurred_at, event->by_customer,
                                              before, after, "rule", "member"});
        } else {
            bodies.emplace_back(Forget{workspace, "c" + std::to_string(dice_.below(12)), "member"});
        }
        const bool is_forget = std::holds_alternative<Forget>(bodies.front());
        trace_("command", is_forget ? "forget" : "verdict");
        if (!server_->append_now(std::move(bodies))) return;
        if (mortal_.is_dead()) return;
        tally_.add(is_forget ? Happening::forget : Happening::verdict_change);
    }

    void make_trouble() {
        if (plan_.sync_errors && dice_.chance(50)) {
            disk_.fail_sync(dice_.between(1, 4));
            trace_("a sync will fail");
        }
        if (plan_.write_errors && dice_.chance(50)) fail_a_write();
        if (plan_.full_disk && dice_.chance(70)) {
            if (is_full_) {
                make_room();
            } else {
                fill_up();
            }
        }
        if (plan_.clock_jumps && dice_.chance(50)) jump();
    }

    void fail_a_write() {
        const bool full = dice_.chance(60);
        disk_.fail_write(dice_.between(1, 6),
                         full ? SimulatedDisk::Failure::full : SimulatedDisk::Failure::io);
        trace_("a write will fall short", full ? "for want of room" : "");
    }

    void fill_up() {
        const auto free = disk_.free_bytes("/data");
        if (!free) return;
        const std::uint64_t used = SimulatedDisk::unlimited - *free;
        disk_.set_capacity(used + dice_.below(segment_bytes + segment_bytes / 2));
        is_full_ = true;
        trace_("the disk fills up");
    }

    void end_fullness() {
        disk_.set_capacity(SimulatedDisk::unlimited);
        is_full_ = false;
    }

    // Then intake goes on by itself, within the idle seconds.
    void make_room() {
        end_fullness();
        disk_.fail_write(0, SimulatedDisk::Failure::io);
        trace_("the disk has room again");
        let_writer_work();
        const bool was_refusing = server_->trouble() == "disk_full";
        pass_time(2 * idle_span);
        if (mortal_.is_dead() || server_->trouble() == "journal_frozen") return;
        judge_.expect(server_->trouble().empty(),
                      "there is room, and intake does not go on: ", server_->trouble());
        if (was_refusing) tally_.add(Happening::went_on_after_full_disk);
    }

    void jump() {
        const std::uint64_t choice = dice_.below(13);
        hours span(choice < 4 ? -30 * 24 : choice < 8 ? -2 : 2);
        // Not out of the years that the days are known of.
        if (clock_.now() < Instant::from_seconds(1'751'328'000)) span = hours(30 * 24);
        if (choice == 12 && !has_jumped_far_) {
            span = hours(10 * 365 * 24);
            has_jumped_far_ = true;
        }
        clock_.jump(clock_.now() + span);
        trace_("the clock jumps by hours", span.count());
        tally_.add(Happening::clock_jump);
    }

    // --- Looking at it from outside ---

    // Reads the journal beside the writer, recounts, and asks.
    void look_closely() {
        std::vector<Entry> found;
        const auto pass =
            journal::read(mortal_, machine_.journal.folder, Sequence{1}, server_->last(),
                          [&](SequenceRange, std::span<const Entry> entries) {
                              found.insert(found.end(), entries.begin(), entries.end());
                              return Result<>();
                          });
        if (!judge_.expect(pass.has_value(), "the journal cannot be read: ",
                           pass ? std::string() : pass.error().message)) {
            return;
        }
        judge_.expect(found == server_->applied(), "the journal is not what was applied");
        repeats_ = check_items(found, clients_.items(), machine_.dedupe, judge_, tally_);
        compare_answers(server_->store(), found, days(), clock_.now(), dice_, judge_, tally_);
    }

    // A bit turns while no server runs: the next start must say so, and change nothing there; once
    // the bit is as it was, everything is there.
    void rot() {
        const std::optional<BitRot> chosen = some_bit(disk_, machine_.journal.folder, dice_);
        if (!chosen) return;
        flip(disk_, *chosen);
        const std::vector<std::byte> damaged = disk_.contents(chosen->file);
        trace_("a bit turns in", chosen->file.filename().native(), chosen->offset);
        end_fullness();
        mortal_.begin_life();
        const auto started = Server::start(machine_);
        const bool is_seen = !started && started.error().code == ErrorCode::corrupt &&
                             started.error().reason != "journal_behind";
        if (!judge_.expect(
                is_seen, "a bit turned in ", chosen->file.string(), " at ", chosen->offset,
                ", and the start says: ", started ? "all is well" : started.error().message) ||
            !judge_.expect(disk_.contents(chosen->file) == damaged,
                           "a start changed a damaged segment")) {
            return;
        }
        flip(disk_, *chosen);
        tally_.add(Happening::bit_rot_found);
        expects_orderly_ = false;
    }

    // All trouble is over: every request that is open comes to its end, and a last restart finds
    // everything.
    void calm_down() {
        end_fullness();
        plan_.power_cuts = plan_.kills = plan_.sync_errors = plan_.write_errors = false;
        plan_.clock_jumps = false;
        disarm();
        clients_.listen_well();
        if (!begin_life()) return;
        server_->store().follow();
        for (int round = 0; round < 50 && clients_.has_open_requests(); ++round) {
            clients_.send_again(true);
            let_writer_work();
            pass_time(idle_span);
        }
        judge_.expect(!clients_.has_open_requests(), "a request finds no end, without trouble");
        look_closely();
        tally_.add(Happening::repeat_beyond_window, repeats_);
        count_large_segments();
        end_life();
        if (!judge_.is_content() || !begin_life()) return;
        end_life();
    }

    void count_large_segments() {
        const auto names = disk_.list(machine_.journal.folder);
        if (!names || !plan_.large_bodies) return;
        for (const std::string& name : *names) {
            const bool large =
                disk_.contents(machine_.journal.folder / name).size() > segment_bytes;
            if (large) tally_.add(Happening::large_segment);
        }
    }

    Trace trace_;
    Judge judge_{trace_};
    Tally tally_;
    Dice dice_;
    Plan plan_;
    const Syncs syncs_;
    SimulatedDisk disk_;
    MortalDisk mortal_{disk_, dice_, trace_};
    SimulatedClock clock_;
    SeededRandom server_random_;
    EventTable event_table_;
    Machine machine_;
    Clients clients_;
    std::unique_ptr<Server> server_;
    Past past_;
    bool expects_orderly_ = false;
    bool is_full_ = false;
    bool has_jumped_far_ = false;
    std::uint64_t placed_in_start_ = 0;
    std::uint64_t repeats_ = 0;  // of ids, as last seen
    microseconds idle_for_{0};
};

}  // namespace

Outcome simulate(std::uint64_t seed, bool is_printed, Syncs syncs) {
    return Simulation(seed, is_printed, syncs).run();
}

}  // namespace footfall::simulator

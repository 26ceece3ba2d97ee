// Question scripts: entries that are loaded, questions that are asked, and what must come back.
//
//   # comment                           `# name:` and `# proves:` open a script
//   zone Europe/Berlin                  the days of the workspace from here on
//   workspace north                     which workspace the following lines speak of
//   load                                the indented lines are one range of the journal
//     TIME CUSTOMER KIND [id= site= campaign= form= name= order= verdict= rule= received=
//                         by_customer=no family=segment raw=TIME|none]   raw: the client's own time
//     profile CUSTOMER at=TIME [id= family=segment name= code= email= phone= contact= status=
//                               traits= received=]            name="" clears the name
//     verdict ID VERDICT [rule=]          of the workspace's event that was loaded with that id
//     forget CUSTOMER | forget workspace
//     dead_letter ID
//     workspace north                     as above, within the range
//   again                               the last range is applied once more
//   restart                             the store is closed, opened, and filled from the journal
//   ask activity days=FROM..TO [today=DAY search= status= site= stage= quiet=150 did= target=
//                               sort=-views page=2/25 stages=yes previous=FROM..TO
//                               columns=id,views,stalled]
//   ask activity preset=this_week today=DAY [week=sunday …]     week: its first day, else Monday
//   ask funnel days=FROM..TO [today=DAY search= status= site= stage= quiet=150 did= target=]
//   ask insights days=FROM..TO [previous=FROM..TO site= target= within= set=login,link_open]
//   ask series METRIC[,METRIC] days=FROM..TO [starts=DAY,DAY site= target= within= set=]
//   ask campaigns ID… [target= within= by_day=yes]
//   ask forms ID… [target= within= by_day=yes]
//   ask mentions
//   ask members target=TARGET
//   ask customer CUSTOMER
//   ask customer_activity CUSTOMER days=FROM..TO trend=FROM..TO
//   ask timeline CUSTOMER [kinds=a,b automated=yes rows=2 after=TIME/SEQUENCE]
//   ask kept CUSTOMER id=ID at=TIME [family=segment]            at: the client's own time
//   ask fingerprint
//   ----                                what follows, up to an empty line, is the answer
//
// A TARGET is groups with & between them, each of rules with | between them, a rule one of, with !
// before it if it must not hold:
//   status:active   trait:KEY:OPERATOR[:VALUE,VALUE[:every]]   signed_up:FROM..TO
//   last_login:FROM..TO   count:KIND:LEAST-MOST:FROM..TO   campaign:ID   form:ID
// where a FROM or TO or MOST that is missing is the least or the most there is. Of `within=` one
// TARGET or more with ; between them, or none. Without `starts=` a bucket is a day.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "questions/script_text.h"
#include "questions/variant.h"

namespace footfall::questions {

// What went wrong, a line number and both texts for each; empty when all is as written. With no
// question in it a script has failed too.
std::vector<std::string> run_script(const std::filesystem::path& file, Variant variant);

// What a store gave.
struct Answer {
    Result<std::variant<Table, std::vector<bool>, store::Fingerprint>> given;
    std::string columns;  // of an Activity table, that are printed
};

// As scripts write it.
std::vector<std::string> print(const Answer& answer);

// A script's lines taken one after the other by one store.
class Script {
  public:
    explicit Script(Variant variant);

    // What was answered if the line asks; what follows `----` is not for here. Throws a
    // std::exception where words are missing or an event's id is unknown.
    std::optional<Answer> take(const std::string& line);

    // What an `ask` line asks, of the days in force; not for `kept` and `fingerprint`.
    Question question(const std::string& line) const;

    const store::Store& store() const { return subject_.store(); }

  private:
    void command(const std::string& text);
    Entry entry(const std::string& text);
    EntryBody event(Line& line);
    EntryBody profile(Line& line);
    EntryBody verdict_change(Line& line);
    Answer ask(const std::string& text) const;
    Question question(Line& line, std::string& columns) const;
    ActivityQuestion activity(Line& line) const;
    Filter filter(Line& line) const;
    FunnelQuestion funnel(Line& line) const;
    InsightsQuestion insights(Line& line) const;
    SeriesQuestion series(Line& line) const;
    ContentQuestion content(Line& line, ContentType type) const;
    TimelineQuestion timeline(Line& line) const;
    LocalDays days(const std::string& text) const;

    Subject subject_;
    WorkspaceId workspace_{};
    std::vector<Entry> loading_;
    Instant received_;
    std::map<std::pair<WorkspaceId, std::string>, std::pair<Sequence, Event>> events_;  // by id
};

}  // namespace footfall::questions

// Members: who is in targets, chunk by chunk, out of directory and counts as they are now.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "index/activity_index.h"
#include "index/customer_directory.h"
#include "index/matches.h"
#include "index/mentions.h"
#include "question/target.h"

namespace footfall::index {

// What is passed in outlives it and does not change meanwhile.
class Members {
  public:
    // Those in the target, if there is one, and in one of `within`, if that is there.
    Members(const Target* target, const std::vector<Target>* within,
            const CustomerDirectory& directory, const ActivityIndex& activity,
            const Mentions& campaigns, const Mentions& forms)
        : target_(target),
          within_(within),
          directory_(directory),
          activity_(activity),
          campaigns_(campaigns),
          forms_(forms) {}

    // Leaves those of the chunk's matches that are members.
    void narrow(std::size_t chunk, Matches& matches) const;

  private:
    void narrow(const Target& target, std::size_t chunk, Matches& matches) const;

    // For which of the matches the rule holds; what it says of others does not matter.
    Matches holds(const Rule& rule, std::size_t chunk, const Matches& matches) const;

    void find(const StatusRule& rule, std::size_t chunk, const Matches& of, Matches& found) const;
    void find(const TraitRule& rule, std::size_t chunk, const Matches& of, Matches& found) const;
    void find(const DayRule& rule, std::size_t chunk, const Matches& of, Matches& found) const;
    void find(const CountRule& rule, std::size_t chunk, const Matches& of, Matches& found) const;
    void find(const CampaignRule& rule, std::size_t chunk, const Matches& of, Matches& found) const;
    void find(const FormRule& rule, std::size_t chunk, const Matches& of, Matches& found) const;
    void find_with(Kind kind, Subset in, std::size_t chunk, Matches& found) const;

    // The part of the days that the day table has; none if last < first.
    Period cut(const DaysBetween& days) const;

    const Target* target_;
    const std::vector<Target>* within_;
    const CustomerDirectory& directory_;
    const ActivityIndex& activity_;
    const Mentions& campaigns_;
    const Mentions& forms_;
};

}  // namespace footfall::index

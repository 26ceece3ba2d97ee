#include "batches.h"

#include <algorithm>
#include <utility>

#include "calendar/date.h"

namespace footfall::bench {

std::vector<std::string> Batches::next(std::size_t count, std::size_t events, Style style) {
    std::vector<std::string> batches;
    while (batches.size() < count && has_more()) {
        std::string batch = style == Style::json_array ? "[" : "";
        for (std::size_t i = 0; i < events && has_more(); ++i) {
            if (i > 0) batch += style == Style::json_array ? ',' : '\n';
            add(batch, facts_[at_++], style);
        }
        batch += style == Style::json_array ? "]" : "\n";
        batches.push_back(std::move(batch));
    }
    return batches;
}

bool Batches::has_more() {
    if (at_ == facts_.size()) {
        facts_ = workload_.next_batch();
        at_ = 0;
    }
    return !facts_.empty();
}

void Batches::add(std::string& batch, const Fact& fact, Style style) {
    workload_.write(fact, number_++, event_);
    ++given_[position(fact.kind)];
    latest_ = std::max(latest_, fact.occurred_at);
    const std::string time = to_rfc3339(fact.occurred_at);
    if (style == Style::tab_lines) {
        batch += event_.id + '\t' + event_.name + '\t' + event_.customer + '\t' + time + '\t' +
                 event_.site;
        return;
    }
    batch += R"({"id":")" + event_.id + R"(","kind":")" + event_.name + R"(","customer":")" +
             event_.customer + R"(","time":")" + time + R"(","site":")" + event_.site + "\"}";
}

}  // namespace footfall::bench

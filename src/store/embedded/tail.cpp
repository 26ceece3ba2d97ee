#include "store/embedded/tail.h"

#include <utility>
#include <variant>

namespace footfall::embedded {
namespace {

Entry without_text(const Entry& entry) {
    if (const auto* event = std::get_if<Event>(&entry.body)) {
        Event slim;
        slim.workspace = event->workspace;
        slim.kind = event->kind;
        slim.family = event->family;
        slim.via = event->via;
        slim.verdict = event->verdict;
        slim.by_customer = event->by_customer;
        slim.id = event->id;
        slim.customer = event->customer;
        slim.name = event->name;
        slim.site = event->site;
        slim.campaign = event->campaign;
        slim.form = event->form;
        slim.order = event->order;
        slim.link = event->link;
        slim.rule = event->rule;
        slim.occurred_at = event->occurred_at;
        slim.raw_time = event->raw_time;
        return {entry.sequence, entry.received_at, std::move(slim)};
    }
    if (const auto* profile = std::get_if<Profile>(&entry.body)) {
        Profile slim;
        slim.workspace = profile->workspace;
        slim.family = profile->family;
        slim.id = profile->id;
        slim.customer = profile->customer;
        slim.raw_time = profile->raw_time;
        return {entry.sequence, entry.received_at, std::move(slim)};
    }
    if (const auto* letter = std::get_if<DeadLetter>(&entry.body)) {
        DeadLetter slim;
        slim.workspace = letter->workspace;
        return {entry.sequence, entry.received_at, std::move(slim)};
    }
    return entry;
}

std::size_t weight(const Entry& entry) {
    std::size_t bytes = sizeof entry;
    if (const auto* event = std::get_if<Event>(&entry.body)) {
        bytes += event->id.size() + event->customer.size() + event->name.size() +
                 event->site.size() + event->campaign.size() + event->form.size() +
                 event->order.size() + event->link.size() + event->rule.size();
    }
    return bytes;
}

}  // namespace

void Tail::add(SequenceRange range, std::span<const Entry> entries) {
    auto batch = std::make_shared<Batch>();
    batch->range = range;
    batch->bytes = sizeof(Batch);
    batch->entries.reserve(entries.size());
    for (const Entry& entry : entries) {
        batch->bytes += weight(batch->entries.emplace_back(without_text(entry)));
    }
    bytes_ += batch->bytes;
    batches_.push_back(std::move(batch));
    while (bytes_ > bytes_max_) drop_oldest();
}

void Tail::drop(Sequence persisted) {
    while (!batches_.empty() && batches_.front()->range.last <= persisted) drop_oldest();
}

void Tail::drop_oldest() {
    let_go_ = batches_.front()->range.last;
    bytes_ -= batches_.front()->bytes;
    batches_.pop_front();
}

std::vector<std::shared_ptr<const Batch>> Tail::oldest(std::size_t entries_max) const {
    std::vector<std::shared_ptr<const Batch>> batches;
    std::size_t entries = 0;
    for (const auto& batch : batches_) {
        if (entries >= entries_max) break;
        batches.push_back(batch);
        entries += batch->entries.size() + 1;
    }
    return batches;
}

void Tail::for_each(const std::function<void(const Entry&)>& take) const {
    for (const auto& batch : batches_) {
        for (const Entry& entry : batch->entries) take(entry);
    }
}

}  // namespace footfall::embedded

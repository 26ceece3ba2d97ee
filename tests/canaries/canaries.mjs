// The bugs that are planted, one at least for each harness. `from` stands once in `file`.

// The journal says that a group is durable, and has not synced it.
const unsynced_group = {
  file: 'src/journal/appender.cpp',
  from: `if (const auto synced = tip_.file->sync(); !synced) return freeze(synced.error());
    tip_.sha.add(bytes);`,
  to: 'tip_.sha.add(bytes);',
};

export const canaries = [
  {
    name: 'a count on the wrong side of midnight',
    room: 'index',
    file: 'src/calendar/day_table.cpp',
    from: 'std::upper_bound(',
    to: 'std::lower_bound(',
    program: 'differential_test',
    environment: { QUESTIONS: '400' },
  },
  {
    name: 'a verdict change that leaves the count',
    room: 'index',
    file: 'src/index/activity_index.cpp',
    from: `    found->verdict = verdict;
    add_to_columns(ordinal, *found);`,
    to: '    found->verdict = verdict;',
    program: 'differential_test',
    environment: { QUESTIONS: '400' },
  },
  {
    name: 'pages that overlap by a row',
    room: 'paging',
    file: 'src/index/workspace_index_answer.cpp',
    from: 'begin = (table.page - 1) * rows_max;',
    to: 'begin = (table.page - 1) * rows_max - (table.page > 1 ? 1 : 0);',
    program: 'differential_test',
    environment: { QUESTIONS: '400' },
  },
  {
    name: 'ids of a group that failed are remembered',
    room: 'dedupe',
    file: 'src/intake/dedupe.cpp',
    from: `void Dedupe::discard() {
    pending_ids_.clear();`,
    to: 'void Dedupe::discard() {',
    program: 'simulator_test',
    environment: { SEEDS: '1000' },
  },
  {
    name: 'an order is known by its event alone',
    room: 'dedupe',
    file: 'src/intake/dedupe.cpp',
    from: 'if (!body->order.empty()) orders_.add(hash_order(body->workspace, body->order));',
    to: '',
    program: 'simulator_test',
    environment: { SEEDS: '1000' },
  },
  { ...unsynced_group, name: 'an answer before the sync', room: 'journal', program: 'simulator_test', environment: { SEEDS: '1000' } },
];

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

// The bugs that are planted, for each harness at least one. `from` stands once in `file`.
const differential = {
  program: 'differential_test',
  run: (program) => [program, ['--gtest_filter=Differential.Stores*']],
  environment: { QUESTIONS: '200' },
};
const simulator = {
  program: 'simulator_test',
  run: (program) => [program, ['--gtest_filter=*Keeps*']],
  environment: { SEEDS: '300' },
};

export const canaries = [
  {
    ...differential,
    name: 'an event of midnight is of the day before',
    file: 'src/index/activity_index.cpp',
    from: 'const std::optional<Day> day = days_->day_of(at);',
    to: 'const std::optional<Day> day = days_->day_of({at.us - 1});',
  },
  {
    ...differential,
    name: 'the last click is the one that came in last',
    file: 'src/index/activity_index.cpp',
    from: 'last_opens_[ordinal] = std::max(last_opens_[ordinal], at);',
    to: 'last_opens_[ordinal] = at;',
  },
  {
    ...differential,
    name: 'pages overlap by a row',
    file: 'src/index/activity_page.cpp',
    from: 'begin = (table.page - 1) * rows_max;',
    to: 'begin = (table.page - 1) * rows_max - (table.page > 1 ? 1 : 0);',
  },
  {
    ...simulator,
    name: 'a group is answered before its sync',
    file: 'src/journal/appender.cpp',
    from: `    if (const auto synced = tip_.file->sync(); !synced) return freeze(synced.error());
    tip_.sha.add(bytes);`,
    to: '    tip_.sha.add(bytes);',
  },
  {
    ...simulator,
    name: 'ids are forgotten by a restart',
    file: 'src/intake/dedupe.cpp',
    from: 'if (named) remember(entry, *named, subject_of(*named));',
    to: '',
  },
  {
    ...simulator,
    name: 'an order is known by the id of its event alone',
    file: 'src/intake/dedupe.cpp',
    from: 'if (subject.order) orders_.add(*subject.order);',
    to: '',
  },
  {
    name: 'the checksum of a frame does not count',
    file: 'src/journal/frame.cpp',
    from: 'return header.crc == frame_crc(frame);',
    to: 'return true;',
    build: 'asan',
    program: 'journal_test',
    run: (program) => [program, ['--gtest_filter=Salvage.*']],
  },
  {
    name: 'a batch is answered before the journal has it',
    file: 'src/journal/writer.cpp',
    from: '    state_->queue.push_back(std::move(submission));',
    to: `    submission.done(submission, {});
    submission.done = nullptr;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    state_->queue.push_back(std::move(submission));`,
    program: 'footfall',
    run: () => [process.execPath, ['--test', 'crash/kill.test.mjs']],
    environment: { CYCLES: '8', EVENTS: '1' },
    finding: /lost: [1-9]/,
  },
  {
    name: 'an escape is read beyond the end of its text',
    file: 'src/index/traits.cpp',
    from: 'if (text_.size() - at_ < 4) return std::nullopt;',
    to: '',
    build: 'fuzz',
    program: 'traits_fuzz',
    run: (program) => {
      // What it finds goes there, not into the corpus.
      const found = fs.mkdtempSync(path.join(os.tmpdir(), 'footfall-canary-'));
      return [
        program,
        ['-seed=1', '-runs=2000000', `-artifact_prefix=${found}/`, found, 'fuzz/corpus/traits'],
      ];
    },
    finding: /deadly signal|AddressSanitizer/,
  },
];

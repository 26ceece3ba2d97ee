// Plants each bug of canaries.mjs and expects its harness to find it. Needs the builds that it
// changes: `release`, and `asan` or `fuzz` where a canary says so.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { canaries } from './canaries.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const planted = path.join(root, 'build/canaries');

function shell(command, cwd) {
  execFileSync('bash', ['-c', command], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
}

// The source with the bug in it, compiled as the file itself is.
function compile(canary, build, object) {
  const file = path.join(root, canary.file);
  const text = fs.readFileSync(file, 'utf8');
  assert.equal(text.split(canary.from).length, 2, `${canary.file} has it once: ${canary.from}`);
  const source = object.replace(/\.o$/, '.cpp');
  fs.writeFileSync(source, text.replace(canary.from, () => canary.to));
  const compilations = fs.readFileSync(path.join(build, 'compile_commands.json'), 'utf8');
  const found = JSON.parse(compilations).filter((each) => each.file === file);
  assert.equal(found.length, 1, `${canary.file} is compiled once`);
  const [command] = found[0].command.split(' -o ');
  // A bug may leave something unused.
  shell(`${command} -w -o ${object} -c ${source}`, build);
}

// The program with that object before the library whose part it takes the place of.
function link(canary, build, object, program) {
  const commands = execFileSync('ninja', ['-t', 'commands', canary.program], { cwd: build });
  const command = commands.toString().trim().split('\n').at(-1);
  const output = ` -o ${canary.program} `;
  assert.equal(command.split(output).length, 2, command);
  shell(command.replace(output, ` ${object} -o ${program} `), build);
}

// A test runner that is started by a test must not take itself for a part of it.
const { NODE_TEST_CONTEXT: _, ...environment } = process.env;

fs.mkdirSync(planted, { recursive: true });
for (const [number, canary] of canaries.entries()) {
  test(`${canary.program} finds: ${canary.name}`, { timeout: 300_000 }, (t) => {
    const build = path.join(root, 'build', canary.build ?? 'release');
    const object = path.join(planted, `${number}.o`);
    // Beside the program itself, where its libraries are looked for.
    const program = path.join(build, `canary-${number}`);
    t.after(() => fs.rmSync(program, { force: true }));
    compile(canary, build, object);
    link(canary, build, object, program);
    const { status, stdout, stderr } = spawnSync(...(canary.run?.(program) ?? [program]), {
      cwd: path.join(root, 'tests'),
      env: { ...environment, ...canary.environment, BINARY: program },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const output = `${stdout}\n${stderr}`;
    assert.notEqual(status, 0, `it was not found: ${output.slice(-2000)}`);
    assert.match(output, canary.finding ?? /FAILED/, output.slice(-2000));
  });
}

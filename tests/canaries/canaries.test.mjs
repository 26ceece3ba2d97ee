// Plants each bug of canaries.mjs and expects its harness to find it. Needs the release build.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { canaries } from './canaries.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const build = path.join(root, 'build/release');
const planted = path.join(root, 'build/canaries');

const compilations = JSON.parse(
  fs.readFileSync(path.join(build, 'compile_commands.json'), 'utf8'),
);

function shell(command) {
  execFileSync('bash', ['-c', command], { cwd: build, stdio: ['ignore', 'pipe', 'inherit'] });
}

// The source with the bug in it, compiled as the file itself is.
function compile(canary, object) {
  const file = path.join(root, canary.file);
  const text = fs.readFileSync(file, 'utf8');
  assert.equal(text.split(canary.from).length, 2, `${canary.file} has it once: ${canary.from}`);
  const source = object.replace(/\.o$/, '.cpp');
  fs.writeFileSync(source, text.replace(canary.from, () => canary.to));
  const found = compilations.filter((each) => each.file === file);
  assert.equal(found.length, 1, `${canary.file} is compiled once`);
  const [command] = found[0].command.split(' -o ');
  // A bug may leave something unused.
  shell(`${command} -Wno-error -w -o ${object} -c ${source}`);
}

// The program with that object before the library whose part it takes the place of.
function link(canary, object, program) {
  const commands = execFileSync('ninja', ['-t', 'commands', canary.program], { cwd: build });
  const command = commands.toString().trim().split('\n').at(-1);
  const output = ` -o ${canary.program} `;
  assert.equal(command.split(output).length, 2, command);
  shell(command.replace(output, ` ${object} -o ${program} `));
}

fs.mkdirSync(planted, { recursive: true });
for (const [number, canary] of canaries.entries()) {
  test(`${canary.program} finds: ${canary.name}`, { timeout: 300_000 }, (t) => {
    const object = path.join(planted, `${number}.o`);
    // Beside the program itself, where its libraries are looked for.
    const program = path.join(build, `canary-${number}`);
    t.after(() => fs.rmSync(program, { force: true }));
    compile(canary, object);
    link(canary, object, program);
    const run = canary.run?.(program) ?? [program, canary.arguments ?? []];
    const { status, signal, stdout, stderr } = spawnSync(...run, {
      cwd: path.join(root, 'tests'),
      env: { ...process.env, ...canary.environment, BINARY: program },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const output = `${stdout}\n${stderr}`;
    assert.ok(status !== 0 && signal === null, `it passed: ${output.slice(-2000)}`);
    assert.match(output, canary.finding ?? /FAILED/, output.slice(-2000));
  });
}

// What the build makes of the script: small, and for browsers of years ago.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Linter } from 'eslint';
import { build, type Rolldown } from 'vite';
import { expect, test } from 'vitest';

const configFile = `${process.cwd()}/script/vite.config.ts`;

async function built(mode?: string): Promise<Rolldown.RolldownOutput['output'][number][]> {
  const options = { configFile, logLevel: 'error', build: { write: false } } as const;
  const made = await build(mode === undefined ? options : { ...options, mode });
  return (made as Rolldown.RolldownOutput[])[0]?.output ?? [];
}

test('it is 4 KB at most, compressed, and ES2017', async () => {
  const output = await built();
  expect(output.map(({ fileName }) => fileName)).toEqual(['footfall.js']);
  const code = (output[0] as Rolldown.OutputChunk).code;
  expect(gzipSync(code).length).toBeLessThan(4096);
  const old = { languageOptions: { ecmaVersion: 2017, sourceType: 'script' } } as const;
  expect(new Linter().verify(code, old)).toEqual([]);
  expect(new Linter().verify(`${code};a?.b`, old)).toHaveLength(1);
});

test('the package has the module and the types that its description names', async () => {
  const described = JSON.parse(readFileSync('script/package.json', 'utf8')) as {
    exports: Record<string, { types: string; default: string }>;
    files: string[];
  };
  expect(described.exports).toEqual({
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
  });
  expect(described.files).toEqual(['dist']);
  const [module, ...others] = await built('package');
  expect(others).toEqual([]);
  expect(module?.fileName).toBe('index.js');
  expect((module as Rolldown.OutputChunk).exports).toEqual(['start']);
  const folder = mkdtempSync(join(tmpdir(), 'footfall-package-'));
  try {
    execFileSync('npx', ['tsc', '-p', 'script', '--outDir', folder]);
    const types = readFileSync(join(folder, 'index.d.ts'), 'utf8');
    expect(types).toContain('start');
    expect(types).toContain('Order');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

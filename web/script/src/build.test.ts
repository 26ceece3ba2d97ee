// What the build makes of the script: small, and for browsers of years ago.
import { gzipSync } from 'node:zlib';
import { Linter } from 'eslint';
import { build, type Rolldown } from 'vite';
import { expect, test } from 'vitest';

test('it is 4 KB at most, compressed, and ES2017', async () => {
  const configFile = `${process.cwd()}/script/vite.config.ts`;
  const made = await build({ configFile, logLevel: 'error', build: { write: false } });
  const { output } = (made as Rolldown.RolldownOutput[])[0] ?? { output: [] };
  expect(output.map(({ fileName }) => fileName)).toEqual(['footfall.js']);
  const code = (output[0] as Rolldown.OutputChunk).code;
  expect(gzipSync(code).length).toBeLessThan(4096);
  const old = { languageOptions: { ecmaVersion: 2017, sourceType: 'script' } } as const;
  expect(new Linter().verify(code, old)).toEqual([]);
  expect(new Linter().verify(`${code};a?.b`, old)).toHaveLength(1);
});

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The script for pages, which the program serves; with `--mode package` the module for portals that
// bundle their scripts.
export default defineConfig(({ mode }) =>
  mode === 'package'
    ? {
        root: here('.'),
        build: {
          target: 'es2017',
          lib: { entry: here('src/index.ts'), formats: ['es'], fileName: 'index' },
        },
      }
    : {
        root: here('.'),
        build: {
          target: 'es2017',
          outDir: here('../dist'),
          emptyOutDir: false,
          lib: {
            entry: here('src/classic.ts'),
            formats: ['iife'],
            name: 'footfallScript',
            fileName: () => 'footfall.js',
          },
        },
      },
);

import react from '@vitejs/plugin-react';
import type { Plugin } from 'postcss';
import { build, type Plugin as VitePlugin } from 'vite';
import { defineConfig } from 'vitest/config';

import { definitions } from './definitions';
import { terms } from './src/terms';

// The server's policy allows images from its own address only, so a picture inside a style sheet
// would be refused: none is let into the build.
const noEmbeddedImages: Plugin = {
  postcssPlugin: 'no-embedded-images',
  Declaration(declaration) {
    if (declaration.value.includes('data:')) declaration.remove();
  },
};

// The program serves the script for portals and the sample portal beside the dashboard.
const besides: VitePlugin = {
  name: 'besides',
  apply: 'build',
  closeBundle: {
    sequential: true,
    async handler() {
      for (const part of ['script', 'portal']) {
        await build({ configFile: `${import.meta.dirname}/${part}/vite.config.ts` });
      }
    },
  },
};

const server = process.env.FOOTFALL_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), definitions(Object.values(terms)), besides],
  css: { postcss: { plugins: [noEmbeddedImages] } },
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': server, '/healthz': server } },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/testing-setup.ts'],
    restoreMocks: true,
    testTimeout: 60_000,
    css: false,
  },
});

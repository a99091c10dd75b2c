import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`packages/${path}`, import.meta.url));

// Tests run on the sources, so that no build stands between an edit and its test.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^atrous\/functional$/, replacement: source('atrous/src/nn/functional.ts') },
      {
        find: /^atrous\/optim\/lr-scheduler$/,
        replacement: source('atrous/src/optim/lr-scheduler/index.ts'),
      },
      { find: /^atrous\/engine\/calibrate$/, replacement: source('atrous/src/engine/calibrate.ts') },
      { find: /^atrous\/spec$/, replacement: source('atrous/src/spec.ts') },
      { find: /^atrous\/(geometry|nn|io|optim|data|vision|engine)$/, replacement: source('atrous/src/$1/index.ts') },
      { find: /^atrous$/, replacement: source('atrous/src/index.ts') },
      { find: /^atrous-cli\/main$/, replacement: source('atrous-cli/src/main.ts') },
      { find: /^atrous-cli\/pictures$/, replacement: source('atrous-cli/src/pictures/index.ts') },
      { find: /^atrous-explain\/read$/, replacement: source('atrous-explain/src/read.ts') },
      { find: /^atrous-explain\/pictures$/, replacement: source('atrous-explain/src/pictures/index.ts') },
      { find: /^atrous-explain\/animation$/, replacement: source('atrous-explain/src/animation/index.ts') },
      { find: /^atrous-explain$/, replacement: source('atrous-explain/src/index.ts') },
    ],
  },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/test/**/*.test.ts', 'tests/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'tests/package/**', 'tests/studio/**'],
    testTimeout: 60_000,
  },
});

import { defineConfig } from 'vitest/config';

// Tests of the built studio in a browser; `npm test` builds and installs what they need first.
export default defineConfig({
  test: {
    include: ['tests/studio/**/*.test.ts'],
    globalSetup: 'tests/studio/global.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is awaited comes when it comes: machines are shared.
    expect: { poll: { timeout: 15_000 } },
    // Two browsers at a time: most of a test is waiting for a page.
    maxWorkers: 2,
  },
});

import { defineConfig } from 'vitest/config';

// Tests of the built and packed packages; `npm test` builds and installs what they need first.
export default defineConfig({
  test: { include: ['tests/package/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false },
});

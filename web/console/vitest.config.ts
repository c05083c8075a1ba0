import { defineConfig } from 'vitest/config';

/** Rules and clients run in Node; `*.browser.test.ts` drive the built console in a real browser. */
export default defineConfig({
  test: {
    name: 'console',
    include: ['src/**/*.test.ts'],
    environment: 'node',
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // As long as the browser's own waiting: a poll ends as soon as what it waits for is there.
    expect: { poll: { timeout: 15_000 } },
  },
});

import { defineConfig } from 'vitest/config';

/** Tests of the chat need no database; those in a browser are slower than the others. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    name: 'widget',
    include: ['src/**/*.test.ts'],
    environment: 'node',
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // As long as the browser's own waiting: a poll ends as soon as what it waits for is there.
    expect: { poll: { timeout: 15_000 } },
  },
});

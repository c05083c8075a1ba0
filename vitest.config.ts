import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SecondTries } from './tools/second-tries.ts';

/** Packages that run on Node; their tests share one PostgreSQL. */
const nodePackages = [
  'contract',
  'kit',
  'lanes',
  'vault',
  'identity',
  'flows',
  'events',
  'platform',
  'gateway',
  'server',
  'bench',
];

/**
 * Files at once, the same for every project: those that run together have to agree. On two cores both are used, since
 * a test waits as long as it works; on large machines the stories' processes and browsers would run out of memory.
 */
const maxWorkers = Math.min(availableParallelism(), 4);

/**
 * A test that fails is tried once more, and named at the end when it passes then: thousands of them beside browsers and
 * processes on a busy machine shall not hide the one that fails each time.
 */
const again = { retry: 1 };
/** Where `npm test` wants the results as a file. */
const report = process.env['TEST_REPORT'];
const setupFiles = [new URL('./tools/test-setup.ts', import.meta.url).pathname];

/** Tests of a web app, as its own configuration has them. */
const webApp = (name: string) => ({
  extends: `./web/${name}/vitest.config.ts`,
  root: `./web/${name}`,
  test: { name, maxWorkers, setupFiles, ...again },
});

/** One entry per kind of test: each has its own environment, setup and patience. */
export default defineConfig({
  test: {
    reporters: report
      ? ['default', new SecondTries(), ['json', { outputFile: report }]]
      : ['default', new SecondTries()],
    projects: [
      webApp('widget'),
      webApp('console'),
      {
        test: {
          name: 'node',
          include: nodePackages.map((folder) => `${folder}/src/**/*.test.ts`),
          environment: 'node',
          isolate: false,
          maxWorkers,
          setupFiles,
          ...again,
          globalSetup: ['kit/src/testing/postgres-global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 15_000 } },
        },
      },
      {
        test: {
          // Whole processes, databases and browsers: each story starts what it needs.
          name: 'e2e',
          include: ['e2e/src/**/*.test.ts'],
          environment: 'node',
          isolate: false,
          maxWorkers,
          setupFiles,
          ...again,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // As long as the browser's own waiting: a poll ends as soon as what it waits for is there.
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
});

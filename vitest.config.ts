import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

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

/** Tests of a web app, as its own configuration has them. */
const webApp = (name: string) => ({
  extends: `./web/${name}/vitest.config.ts`,
  root: `./web/${name}`,
  test: { name, maxWorkers },
});

/** One entry per kind of test: each has its own environment, setup and patience. */
export default defineConfig({
  test: {
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
          globalSetup: ['kit/src/testing/postgres-global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
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
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // As long as the browser's own waiting: a poll ends as soon as what it waits for is there.
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
});

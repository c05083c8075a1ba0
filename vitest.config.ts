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

/** One entry per kind of test: each has its own environment, setup and patience. */
export default defineConfig({
  test: {
    projects: [
      'web/widget',
      'web/console',
      {
        test: {
          name: 'node',
          include: nodePackages.map((folder) => `${folder}/src/**/*.test.ts`),
          environment: 'node',
          isolate: false,
          globalSetup: ['kit/src/testing/postgres-global-setup.ts'],
          testTimeout: 10_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          // Whole processes, databases and browsers: each story starts what it needs.
          name: 'e2e',
          include: ['e2e/src/**/*.test.ts'],
          environment: 'node',
          isolate: false,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});

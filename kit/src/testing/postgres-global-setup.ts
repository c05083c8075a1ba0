import { startTestServer, testPostgresVariable } from './test-server.ts';

/** Vitest's global setup: one PostgreSQL for the whole run. A run inside another shares the outer one's. */
export async function setup(): Promise<() => Promise<void>> {
  if (process.env[testPostgresVariable]) return async () => {};
  const server = await startTestServer();
  process.env[testPostgresVariable] = JSON.stringify(server.connection);
  return async () => {
    delete process.env[testPostgresVariable];
    await server[Symbol.asyncDispose]();
  };
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, createApi } from '../harness/api.ts';
import { familyOf } from '../harness/processes.ts';
import { type ServerProcess, startProcess } from '../harness/server-process.ts';
import { adminEmail, adminPassword } from '../harness/tandem.ts';
import { startTcpPostgres, type TcpPostgres } from '../harness/tcp-postgres.ts';
import { until } from '../harness/waiting.ts';

const anyId = '6f1c2a8e-0000-4000-8000-000000000001';
const account = { email: adminEmail, password: adminPassword };

let postgres: TcpPostgres;
let server: ServerProcess;
let admin: Api;
beforeAll(async () => {
  postgres = await startTcpPostgres();
  server = await startProcess({
    DATABASE_URL: await postgres.database('hanging'),
    TANDEM_ROOT_KEY: Buffer.alloc(32, 7).toString('base64'),
    TANDEM_ADMIN_EMAIL: adminEmail,
    TANDEM_ADMIN_PASSWORD: adminPassword,
    TANDEM_DEMO: 'on',
    TANDEM_DATABASE_CONNECT_TIMEOUT: '1',
    TANDEM_DATABASE_STATEMENT_TIMEOUT: '1',
  });
  admin = await createApi(server.url).signIn(account);
});
afterAll(async () => {
  await server.stop();
  await postgres[Symbol.asyncDispose]();
});

type OpenApi = { readonly paths: Record<string, Record<string, { responses: object }>> };

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** Every operation that this server offers, with ids that nothing has. */
const operationsOf = async (api: Api) => {
  const { paths } = await api.ok<OpenApi>('GET', '/tandem/openapi.json');
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((method) => methods.includes(method))
      .map((method) => ({
        method: method.toUpperCase(),
        path: path.replaceAll(/\{\w+\}/g, anyId),
      })),
  );
};

/** Without the cookie of a session, signing out has nothing to end. */
const writesNothing = /^GET |^POST \/logout$/;

type Answer = { readonly call: string; readonly status: number; readonly retryAfter: boolean };

const ask = async (operation: { method: string; path: string }): Promise<Answer> => {
  const { method, path } = operation;
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: { name: 'Another' } };
  const { status, headers } = await admin.call(method, path, {
    ...body,
    headers: { connection: 'close' },
  });
  return { call: `${method} ${path}`, status, retryAfter: headers.has('retry-after') };
};

/**
 * With its limits of one second each, a request has waited for a connection and for a statement twice; all routes are
 * asked at once, on a machine that may be busy. Without limits they wait as long as the database hangs.
 */
const longestMs = 20_000;

const linesAbout = (text: string) =>
  server
    .log()
    .split('\n')
    .filter((line) => line.includes(text));

describe.runIf(process.platform === 'linux')('a PostgreSQL that hangs', () => {
  it('gives 503 within seconds on every route, no false success, few lines in the log, and the service back', async () => {
    const operations = await operationsOf(admin);
    expect(operations.length).toBeGreaterThan(150);
    const stopped = familyOf(await postgres.pid());
    expect(stopped.length).toBeGreaterThan(3);
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    const answers: Answer[] = [];
    const began = performance.now();
    try {
      const ready = until('readiness to end', async () => {
        const { status } = await fetch(`${server.url}/health/ready`);
        return status === 503;
      });
      answers.push(...(await Promise.all(operations.map(ask))));
      expect(performance.now() - began).toBeLessThan(longestMs);
      await ready;
      expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
      expect((await fetch(`${server.url}/metrics`)).status).toBe(200);
      expect((await fetch(`${server.url}/`)).status).toBe(503);
    } finally {
      for (const pid of stopped.toReversed()) process.kill(pid, 'SIGCONT');
    }
    const broken = answers.filter(({ status }) => status >= 500 && ![501, 503].includes(status));
    expect(broken).toEqual([]);
    expect(answers.filter(({ status, retryAfter }) => status === 503 && !retryAfter)).toEqual([]);
    const written = answers.filter(({ call, status }) => status < 300 && !writesNothing.test(call));
    expect(written).toEqual([]);
    expect(answers.filter(({ status }) => status === 503).length).toBeGreaterThan(80);
    await until('the service back', async () => {
      const { status } = await admin.call('GET', '/api/v2/routing/queues');
      return status === 200;
    });
    await until('the end of the outage in the log', () => linesAbout('answers again').length > 0);
    expect(linesAbout('the database does not answer; requests get 503').length).toBe(1);
    expect(linesAbout('"stack"')).toEqual([]);
    expect(linesAbout('"level"').length).toBeLessThanOrEqual(3);
  }, 60_000);
});

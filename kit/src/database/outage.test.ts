import { createServer } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { liveServer } from '../postgres/pid-file.ts';
import { createTestClock, silentLog, startTestServer } from '../testing/index.ts';
import { createDatabase, type Database } from './database.ts';
import { createOutages, type Outages } from './outages.ts';
import { DatabaseUnavailable, isDatabaseUnavailable } from './unavailable.ts';

const patience = { connectMs: 200, statementMs: 200 };

const readLog = () => {
  const lines: { level: number; msg: string; failures?: number; reason?: string }[] = [];
  const destination = new Writable({
    write(line, _encoding, done) {
      lines.push(JSON.parse(String(line)));
      done();
    },
  });
  return { lines, log: createLog({ destination }) };
};

/** Every way to ask the database. */
const everyWay = (db: Database) => [
  db.query('select 1'),
  db.call('one', 'select 1', []),
  db.kysely<{ pg_class: { relname: string } }>().selectFrom('pg_class').select('relname').execute(),
  db.transaction((tx) => tx.query('select 1')),
];

const failuresOf = async (db: Database) =>
  (await Promise.allSettled(everyWay(db))).map((one) =>
    one.status === 'rejected' ? isDatabaseUnavailable(one.reason) : one.value,
  );

describe('a database that hangs', () => {
  it('fails every caller in time and serves the next ones when it goes on', async () => {
    await using server = await startTestServer();
    const pid = liveServer(join(server.folder, 'pg'))?.pid ?? 0;
    expect(pid).toBeGreaterThan(1);
    const { lines, log } = readLog();
    const clock = createTestClock();
    const outages = createOutages({ clock, log });
    const options = { connection: server.connection, schema: 'public', log, patience, outages };
    await using db = createDatabase({ ...options, max: 2 });
    await db.query('select 1');
    const backend = await db.query<{ pid: number }>('select pg_backend_pid() as pid');
    const stopped = [pid, ...backend.map((row) => row.pid)];
    for (const one of stopped) process.kill(one, 'SIGSTOP');
    try {
      expect(await failuresOf(db)).toEqual([true, true, true, true]);
      expect(outages.isOn()).toBe(true);
    } finally {
      for (const one of stopped) process.kill(one, 'SIGCONT');
    }
    await expect
      .poll(() => db.query('select 1 as one').catch(() => []), { timeout: 15_000 })
      .toEqual([{ one: 1 }]);
    expect(lines.map(({ msg }) => msg)).toEqual([
      'the database does not answer; requests get 503 until it does',
      'the database answers again',
    ]);
  }, 30_000);
});

describe('a database at an address where nobody answers', () => {
  it('fails every caller in time, with the reason', async () => {
    // Takes connections and never says a word.
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    const connection = { host: '127.0.0.1', port, user: 'nobody', database: 'none' };
    const db = createDatabase({ connection, schema: 'public', log: silentLog, patience });
    expect(await failuresOf(db)).toEqual([true, true, true, true]);
    silent.close();
    await new Promise((resolve) => setImmediate(resolve));
    const refused = createDatabase({ connection, schema: 'public', log: silentLog, patience });
    await expect(refused.query('select 1')).rejects.toThrow('does not answer');
    await Promise.all([db.close(), refused.close()]);
  });
});

describe('a statement that takes too long', () => {
  it('is cut off by the server, unless the transaction is unhurried', async () => {
    await using server = await startTestServer();
    const options = { connection: server.connection, schema: 'public', log: silentLog };
    await using db = createDatabase({
      ...options,
      patience: { connectMs: 2_000, statementMs: 50 },
    });
    await expect(db.query('select pg_sleep(5)')).rejects.toMatchObject({ code: '57014' });
    const slow = db.transaction((tx) => tx.query('select 1 as one from pg_sleep(0.2)'), {
      unhurried: true,
    });
    expect(await slow).toEqual([{ one: 1 }]);
    // The limit is back for the next caller of the same connection.
    await expect(db.transaction((tx) => tx.query('select pg_sleep(5)'))).rejects.toMatchObject({
      code: '57014',
    });
  });
});

describe('what the operator reads about an outage', () => {
  const gone = new DatabaseUnavailable(new Error('connect ECONNREFUSED'));
  const fail = (outages: Outages, times: number) => {
    for (let i = 0; i < times; i += 1) outages.failed(gone);
  };

  it('is one line at the start, one a minute and one at the end, whatever fails meanwhile', async () => {
    const { lines, log } = readLog();
    const clock = createTestClock();
    const outages = createOutages({ clock, log });
    fail(outages, 500);
    for (let i = 0; i < 500; i += 1) log.error({ err: gone }, 'request failed');
    await clock.advance(59_000);
    expect(lines).toMatchObject([{ reason: 'connect ECONNREFUSED' }]);
    await clock.advance(1_000);
    outages.answered();
    outages.answered();
    await clock.advance(300_000);
    expect(lines.map(({ failures }) => failures)).toEqual([undefined, 500, 500]);
    expect(JSON.stringify(lines)).not.toContain('stack');
  });

  it('keeps lines about everything else', () => {
    const { lines, log } = readLog();
    log.error({ err: new Error('another') }, 'request failed');
    expect(lines).toHaveLength(1);
  });

  it('is no flood when single connections break again and again', async () => {
    const { lines, log } = readLog();
    const clock = createTestClock();
    const outages = createOutages({ clock, log });
    for (let i = 0; i < 100; i += 1) {
      fail(outages, 1);
      outages.answered();
      await clock.advance(50);
    }
    expect(lines).toHaveLength(2);
  });
});

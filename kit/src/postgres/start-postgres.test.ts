import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../log.ts';
import { testFolder } from '../testing/test-folder.ts';
import { readEngineFile, writeEngineFile } from './home.ts';
import { findRunningPostgres, type StartPostgres, startPostgres } from './index.ts';
import { liveServer } from './pid-file.ts';
import { ask, isRoot } from './testing.fixture.ts';

const start = (dataDir: string, options: Partial<StartPostgres> = {}) =>
  startPostgres({ dataDir, log: silentLog, ...options });

describe('the embedded PostgreSQL', () => {
  it('makes a database in an empty folder, keeps it over a stop and is durable', async () => {
    await using folder = await testFolder();
    const first = await start(folder.path);
    expect(first.status()).toBe('ready');
    await ask(first.connection, 'create table kept as select 42 as answer');
    const settings = ['fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses'];
    const shown = await ask<{ setting: string }>(
      first.connection,
      `select setting from pg_settings where name = any('{${settings}}') order by name`,
    );
    expect(shown.map(({ setting }) => setting)).toEqual(['on', 'on', '', 'on']);
    await first.stop();
    expect(first.status()).toBe('stopped');
    expect(liveServer(join(folder.path, 'pg'))).toBeUndefined();
    await using second = await start(folder.path);
    expect(await ask(second.connection, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(second.connection).toEqual(first.connection);
  });

  it('lets in nobody else: socket only, in a private folder, with a password', async () => {
    await using folder = await testFolder();
    await using server = await start(folder.path);
    const { host, password: _password, ...withoutPassword } = server.connection;
    expect(statSync(host).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder.path, 'pg')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder.path, 'engine.json')).mode & 0o777).toBe(0o600);
    const wrong = { ...withoutPassword, host, password: 'guessed' };
    await expect(ask(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect(readdirSync(folder.path)).not.toContain('pg.password.new');
  });

  it('sorts by code point and knows letters beyond ASCII', async () => {
    await using folder = await testFolder();
    await using server = await start(folder.path);
    const sql = `select upper('äöüß') as up, array(select c from unnest('{b,a,B,ä}'::text[]) c order by c) as sorted`;
    expect(await ask(server.connection, sql)).toEqual([
      { up: 'ÄÖÜß', sorted: ['B', 'a', 'b', 'ä'] },
    ]);
  });

  it('is found by a command beside it, and not once it is stopped', async () => {
    await using folder = await testFolder();
    expect(await findRunningPostgres(folder.path)).toBeUndefined();
    await using server = await start(folder.path);
    expect(await findRunningPostgres(folder.path)).toEqual(server.connection);
    await server.stop();
    expect(await findRunningPostgres(folder.path)).toBeUndefined();
  });

  it('takes a half-made database for none', async () => {
    await using folder = await testFolder();
    mkdirSync(join(folder.path, 'pg.new'));
    writeFileSync(join(folder.path, 'pg.new', 'PG_VERSION'), '18\n');
    await using server = await start(folder.path);
    expect(await ask(server.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(folder.path)).not.toContain('pg.new');
  });

  it('refuses a database of another major version and says what to do', async () => {
    await using folder = await testFolder();
    await (await start(folder.path)).stop();
    const engine = await readEngineFile(folder.path);
    expect(engine?.major).toBeGreaterThanOrEqual(15);
    await writeEngineFile(folder.path, { password: '', ...engine, major: 14 });
    await expect(start(folder.path)).rejects.toThrow(
      /belongs to PostgreSQL 14, but the binaries are PostgreSQL \d+\. Run "npx tandem export"/,
    );
    expect(liveServer(join(folder.path, 'pg'))).toBeUndefined();
  });

  it('names DATABASE_URL when there is nothing to run', async () => {
    await using folder = await testFolder();
    await expect(start(folder.path, { binDir: join(folder.path, 'none') })).rejects.toThrow(
      /No PostgreSQL to run \(none runs in .*none\)\. Set DATABASE_URL/,
    );
  });

  it('refuses when the password is not that of the database, and leaves nothing running', async () => {
    await using folder = await testFolder();
    await (await start(folder.path)).stop();
    const engine = await readEngineFile(folder.path);
    await writeEngineFile(folder.path, { ...engine, password: 'another' });
    await expect(start(folder.path)).rejects.toThrow(/the password in engine\.json/);
    expect(liveServer(join(folder.path, 'pg'))).toBeUndefined();
  });

  it('tells why it did not start', async () => {
    await using folder = await testFolder();
    await expect(start(folder.path, { settings: { max_connections: 'many' } })).rejects.toThrow(
      /PostgreSQL did not start in .*max_connections/,
    );
  });

  it('puts the socket elsewhere when the path is too long, and cleans up', async () => {
    await using folder = await testFolder();
    const dataDir = join(folder.path, 'd'.repeat(100));
    mkdirSync(dataDir, { mode: 0o755 });
    if (isRoot) chmodSync(folder.path, 0o711);
    const server = await start(dataDir);
    const { host } = server.connection;
    expect(host.startsWith(folder.path)).toBe(false);
    expect(statSync(host).mode & 0o777).toBe(0o700);
    expect(await ask(server.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
    expect(statSync(host, { throwIfNoEntry: false })).toBeUndefined();
  });
});

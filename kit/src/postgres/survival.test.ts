import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../log.ts';
import { testFolder } from '../testing/test-folder.ts';
import { startPostgres } from './index.ts';
import { liveServer } from './pid-file.ts';
import { ask, shellsOf, startTandem, until } from './testing.fixture.ts';

const start = (dataDir: string) => startPostgres({ dataDir, log: silentLog });
const serverPid = (dataDir: string): number => liveServer(join(dataDir, 'pg'))?.pid ?? 0;

describe('the embedded PostgreSQL, when something is killed', () => {
  it('is restarted after its own death, with what was committed', async () => {
    await using folder = await testFolder();
    await using server = await start(folder.path);
    await ask(server.connection, 'create table kept as select 42 as answer');
    let exits = 0;
    const off = server.onExit(() => {
      exits += 1;
    });
    const first = serverPid(folder.path);
    process.kill(first, 'SIGKILL');
    await until(() => server.status() === 'restarting');
    await until(() => server.status() === 'ready');
    expect(serverPid(folder.path)).not.toBe(first);
    expect(await ask(server.connection, 'select answer from kept')).toEqual([{ answer: 42 }]);
    off();
    process.kill(serverPid(folder.path), 'SIGKILL');
    await until(() => server.status() === 'restarting');
    await until(() => server.status() === 'ready');
    expect(exits).toBe(1);
  });

  it('stays stopped when stop comes during a restart', async () => {
    await using folder = await testFolder();
    const server = await start(folder.path);
    process.kill(serverPid(folder.path), 'SIGKILL');
    await until(() => server.status() === 'restarting');
    await server.stop();
    expect(server.status()).toBe('stopped');
    expect(serverPid(folder.path)).toBe(0);
  });

  it('ends with its Tandem, even when that is killed', async () => {
    await using folder = await testFolder();
    const tandem = await startTandem('postgres', folder.path);
    expect(await ask(tandem.told.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
    await tandem.kill();
    await until(() => serverPid(folder.path) === 0);
  });

  it('comes back after Tandem and server were killed together', async () => {
    await using folder = await testFolder();
    const tandem = await startTandem('postgres', folder.path);
    await ask(tandem.told.connection, 'create table kept as select 42 as answer');
    process.kill(serverPid(folder.path), 'SIGKILL');
    await tandem.kill();
    await using server = await start(folder.path);
    expect(await ask(server.connection, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it.runIf(process.platform === 'linux')(
    'is adopted when it outlived its Tandem, and kept running from then on',
    async () => {
      await using parent = await testFolder();
      // A long path: its socket folder has a random name, which must survive the adoption too.
      const folder = { path: join(parent.path, 'd'.repeat(100)) };
      const tandem = await startTandem('postgres', folder.path);
      const orphan = serverPid(folder.path);
      const shells = shellsOf(orphan, tandem.told.pid);
      expect(shells).toHaveLength(2);
      for (const pid of [...shells].reverse()) process.kill(pid, 'SIGKILL');
      await tandem.kill();
      const server = await start(folder.path);
      expect(serverPid(folder.path)).toBe(orphan);
      expect(server.connection).toEqual(tandem.told.connection);
      process.kill(orphan, 'SIGKILL');
      await until(() => server.status() === 'restarting');
      await until(() => server.status() === 'ready');
      expect(serverPid(folder.path)).not.toBe(orphan);
      expect(await ask(server.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
      await server.stop();
      expect(serverPid(folder.path)).toBe(0);
    },
  );
});

import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../log.ts';
import { testFolder } from '../testing/test-folder.ts';
import { accountFor, canEnter, chooseAccount, parsePasswd } from './account.ts';
import { startPostgres } from './index.ts';
import { liveServer } from './pid-file.ts';
import { ask, isRoot, startTandem } from './testing.fixture.ts';

const accounts = parsePasswd(
  'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65533::/:/bin/false\nann:x:1000:1001::/home/ann:/bin/sh\npostgres:x:101:104::/:/bin/sh\n',
);

describe('the account for PostgreSQL', () => {
  it('is the owner of the folder, else a well-known one, never root', () => {
    expect(chooseAccount(accounts, [1000])).toEqual({ name: 'ann', uid: 1000, gid: 1001 });
    expect(chooseAccount(accounts, [0, 1000])?.name).toBe('ann');
    expect(chooseAccount(accounts, [0])?.name).toBe('postgres');
    expect(chooseAccount(accounts, [4711])?.name).toBe('postgres');
    expect(chooseAccount(accounts.slice(0, 1), [0])).toBeUndefined();
  });
});

const nobody = () => parsePasswd(readFileSync('/etc/passwd', 'utf8')).find(isNobody);
const isNobody = ({ name }: { name: string }) => name === 'nobody';

describe.runIf(isRoot && process.platform === 'linux')('started as root', () => {
  it('PostgreSQL runs as another account', async () => {
    await using folder = await testFolder();
    await using server = await startPostgres({ dataDir: folder.path, log: silentLog });
    const pid = liveServer(join(folder.path, 'pg'))?.pid;
    const owner = statSync(`/proc/${pid}`).uid;
    expect(owner).toBe(accountFor([])?.uid);
    expect(owner).not.toBe(0);
    expect(await ask(server.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('PostgreSQL keeps its account when the folder changes hands', async () => {
    await using folder = await testFolder();
    await (await startPostgres({ dataDir: folder.path, log: silentLog })).stop();
    const { uid } = statSync(join(folder.path, 'pg'));
    chownSync(folder.path, 1, 1);
    await using _server = await startPostgres({ dataDir: folder.path, log: silentLog });
    expect(statSync(join(folder.path, 'pg')).uid).toBe(uid);
  });

  it('the database goes elsewhere when the account cannot reach the data folder', async () => {
    await using folder = await testFolder();
    const [hidden, otherHomes] = [join(folder.path, 'hidden'), join(folder.path, 'others')];
    mkdirSync(hidden, { mode: 0o700 });
    const options = { dataDir: join(hidden, 'data'), log: silentLog, otherHomes };
    const first = await startPostgres(options);
    await ask(first.connection, 'create table kept as select 42 as answer');
    await first.stop();
    await using second = await startPostgres(options);
    expect(second.connection.host.startsWith(`${otherHomes}/tandem-`)).toBe(true);
    expect(await ask(second.connection, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(existsSync(join(options.dataDir, 'pg'))).toBe(false);
    expect(canEnter(accountFor([]), hidden)).toBe(false);
  });

  it('an unreachable folder is refused in one line when there is nowhere else', async () => {
    await using folder = await testFolder();
    chmodSync(folder.path, 0o700);
    const options = { dataDir: join(folder.path, 'data'), otherHomes: join(folder.path, 'others') };
    await expect(startPostgres({ ...options, log: silentLog })).rejects.toThrow(
      /^The account ".+" that runs PostgreSQL cannot reach .*data\. Set TANDEM_DATA/,
    );
  });

  it('an ordinary user needs none of it', async () => {
    await using folder = await testFolder();
    const { uid = 65534, gid = 65534 } = nobody() ?? {};
    chownSync(folder.path, uid, gid);
    chmodSync(folder.path, 0o700);
    await using tandem = await startTandem('postgres', folder.path, { uid, gid });
    expect(tandem.told.error).toBeUndefined();
    expect(await ask(tandem.told.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(statSync(join(folder.path, 'pg')).uid).toBe(uid);
    expect(statSync(folder.path).mode & 0o777).toBe(0o700);
  });
});

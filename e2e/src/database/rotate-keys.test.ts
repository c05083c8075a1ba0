import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createDatabase, silentLog } from '@tandem/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../harness/command.ts';
import { connectionOf } from '../harness/postgres-of.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';

const main = fileURLToPath(new URL('../../../server/src/main.ts', import.meta.url));
const credentials = 120;
const attributesEach = 20;

let tandem: TestTandem;
beforeAll(async () => {
  tandem = await startTandem({ TANDEM_RATE_LIMIT: '0' });
}, 120_000);
afterAll(() => tandem[Symbol.asyncDispose]());

const environment = () => ({ TANDEM_DATA: tandem.dataFolder });

/** `tandem rotate-keys`, killed as soon as it tells of progress. */
const killedRotation = () =>
  new Promise<{ progress: string; signal: string | null }>((resolve) => {
    const child = spawn(process.execPath, [main, 'rotate-keys'], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment() },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let progress = '';
    child.stderr.on('data', (chunk: Buffer) => {
      progress += chunk;
      if (/credential_value\.sealed [1-9]/.test(progress)) child.kill('SIGKILL');
    });
    child.once('exit', (_code, signal) => resolve({ progress, signal }));
  });

describe('tandem rotate-keys beside a running server', () => {
  it('goes on after a kill, while secrets are used and written; then the root key changes', async () => {
    const { server, org, admin } = tandem;
    const locker = await admin.ok<{ id: string }>('POST', '/tandem/vault/lockers', { name: 'L' });
    const made: { id: string; name: string; attributes: { id: string; name: string }[] }[] = [];
    for (let i = 0; i < credentials; i += 1) {
      const attributes = Array.from({ length: attributesEach }, (_, n) => ({
        name: `a${n}`,
        value: `value ${i} ${n}`,
      }));
      const body = { name: `C${i}`, lockerId: locker.id, attributes };
      made.push(await admin.ok('POST', '/tandem/vault/credentials', body));
    }
    const open = (i: number, n: number) =>
      server.core.vault.secrets.resolveSecret(org, { credential: `C${i}`, attribute: `a${n}` });
    const db = createDatabase({
      connection: await connectionOf(tandem.dataFolder),
      schema: 'core',
      log: silentLog,
    });
    const keysInUse = async () => {
      const [row] = await db.query<{ n: number }>(
        'select count(distinct substr(sealed, 2, 16))::int as n from credential_value',
      );
      return row?.n;
    };
    expect(await keysInUse()).toBe(1);

    const killed = await killedRotation();
    expect(killed.signal).toBe('SIGKILL');
    expect(await keysInUse()).toBe(2);
    expect(await open(0, 0)).toBe('value 0 0');
    expect(await open(credentials - 1, 9)).toBe(`value ${credentials - 1} 9`);

    const changed = new Map<number, string>();
    let rotating = true;
    const writer = (async () => {
      for (let turn = 0; rotating; turn += 1) {
        const i = (turn * 37) % credentials;
        const value = `changed in turn ${turn}`;
        const { id, name, attributes } = made[i] ?? { id: '', name: '', attributes: [] };
        const [first, ...rest] = attributes;
        await admin.ok('PUT', `/tandem/vault/credentials/${id}`, {
          name,
          attributes: [{ ...first, value }, ...rest],
        });
        changed.set(i, value);
      }
    })();
    const finished = await runCommand(['rotate-keys'], environment());
    rotating = false;
    await writer;
    expect(finished).toMatchObject({ code: 0 });
    expect(finished.out).toContain('went on with an interrupted rotation');
    expect(finished.err).toMatch(/credential_value\.sealed \d+ of \d+/);
    expect(changed.size).toBeGreaterThan(0);
    expect(await keysInUse()).toBe(1);
    expect((await db.query('select 1 from data_key where org = $1', [org])).length).toBe(2);
    for (let i = 0; i < credentials; i += 1) {
      expect(await open(i, 0)).toBe(changed.get(i) ?? `value ${i} 0`);
      expect(await open(i, 7)).toBe(`value ${i} 7`);
    }
    await db.close();

    const missing = await runCommand(['rotate-keys', '--root'], environment());
    expect(missing.err).toContain('TANDEM_NEW_ROOT_KEY');
    const root = await runCommand(['rotate-keys', '--root'], {
      ...environment(),
      TANDEM_NEW_ROOT_KEY: Buffer.alloc(32, 77).toString('base64'),
    });
    expect(root).toMatchObject({ code: 0 });
    // The running server goes on with the keys that it has; a command is a new process with the new root key.
    expect(await open(3, 7)).toBe('value 3 7');
    const again = await runCommand(['rotate-keys'], environment());
    expect(again).toMatchObject({ code: 0 });
    expect(again.out).toContain('new data key');
  }, 240_000);
});

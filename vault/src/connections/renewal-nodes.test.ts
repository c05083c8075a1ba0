import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type Database, systemClock, systemIds } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { describe, expect, it, vi } from 'vitest';
import { vaultMigrations } from '../index.ts';
import { sharedUser } from './connections.model.ts';
import { readGrant } from './connections.store.ts';
import { startAuthorizationServer, testClient } from './testing/authorization-server.ts';
import { auditTable, createTestEngine, plantConnection, setupOf } from './testing/engine.ts';

type Answer = { readonly token?: string; readonly error?: string };

const aheadMs = 3_600_000;

/** A node in a process of its own. Its clock is an hour ahead, so that the planted token has ended. */
const startNode = async (db: Database, leaseMs = 15_000) => {
  const options = JSON.stringify({
    connection: db.connection,
    schema: db.schema,
    leaseMs,
    aheadMs,
  });
  const child: ChildProcess = fork(
    new URL('./testing/engine-process.fixture.ts', import.meta.url),
    [options],
    { execArgv: [] },
  );
  await once(child, 'message');
  return {
    ask: async (order: { org: string; connection: string; calls?: number }): Promise<Answer[]> => {
      const answered = once(child, 'message');
      child.send({ calls: 1, ...order });
      return (await answered)[0] as Answer[];
    },
    signal: (name: NodeJS.Signals) => child.kill(name),
    async [Symbol.asyncDispose]() {
      const isOver = child.exitCode !== null || child.signalCode !== null;
      const over = isOver ? null : once(child, 'exit');
      child.kill('SIGKILL');
      await over;
    },
  };
};

const startInstallation = async () => {
  const db = await testDatabase({ migrations: [vaultMigrations], schema: 'core' });
  await db.query(auditTable);
  const server = await startAuthorizationServer();
  const engine = createTestEngine(db, systemClock);
  const org = systemIds.uuid();
  const issued = await server.signIn();
  const setup = setupOf(server.tokenUrl);
  const planted = { org, now: new Date(), setup, secret: testClient.secret, issued };
  const { id } = await plantConnection(db, engine, planted);
  const grant = async () => {
    const seen = await readGrant(db, { org, connection: id, user: sharedUser });
    if (!seen?.grant) throw new Error('no grant');
    return seen.grant;
  };
  return {
    ...{ db, server, engine, org, id, grant },
    audit: async () =>
      (await db.query<{ entry: { action: string } }>('select entry from test_audit')).map(
        ({ entry }) => entry,
      ),
    lease: async () => {
      const [row] = await db.query<{ owner: string | null; until: Date | null }>(
        'select lease_owner as owner, lease_until as until from connection_grant',
      );
      return row;
    },
    async [Symbol.asyncDispose]() {
      await engine.close();
      await server[Symbol.asyncDispose]();
      await db.close();
    },
  };
};

describe('tokens of a connection, with several nodes', { timeout: 40_000 }, () => {
  it('are renewed once for a hundred callers of two processes, and the grant lives on', async () => {
    await using at = await startInstallation();
    await using one = await startNode(at.db);
    await using two = await startNode(at.db);
    const order = { org: at.org, connection: at.id, calls: 50 };
    const answers = (await Promise.all([one.ask(order), two.ask(order)])).flat();
    const tokens = new Set(answers.map(({ token }) => token));
    expect(answers).toHaveLength(100);
    expect(answers.filter(({ error }) => error)).toEqual([]);
    expect([...tokens]).toHaveLength(1);
    expect(at.server.seen).toMatchObject({ requests: 1, granted: 1, revoked: 0 });
    expect(await at.server.isAccepted([...tokens][0] ?? '')).toBe(true);
    expect(await at.grant()).toMatchObject({ state: 'active', tokenVersion: 2, failures: 0 });
    expect(await at.lease()).toEqual({ owner: null, until: null });
    // The rotated refresh token was stored: the next renewal works, too.
    const { token } = await at.engine.accessToken(at.org, at.id, { force: 2 });
    expect(tokens.has(token)).toBe(true);
  });

  it('are renewed once by a server that is slower than the lease is long', async () => {
    await using at = await startInstallation();
    await using one = await startNode(at.db, 900);
    await using two = await startNode(at.db, 900);
    const held = at.server.hold('before');
    const order = { org: at.org, connection: at.id, calls: 10 };
    const both = Promise.all([one.ask(order), two.ask(order)]);
    await vi.waitFor(async () => expect((await at.lease())?.until).toBeInstanceOf(Date), 10_000);
    const first = (await at.lease())?.until?.getTime() ?? 0;
    // The lease has been renewed beyond the end it had at first, and that end has passed.
    await vi.waitFor(
      async () => expect((await at.lease())?.until?.getTime()).toBeGreaterThan(first + 900),
      { timeout: 15_000, interval: 50 },
    );
    held.release();
    const answers = (await both).flat();
    expect(new Set(answers.map(({ token }) => token)).size).toBe(1);
    expect(answers.filter(({ error }) => error)).toEqual([]);
    expect(at.server.seen).toMatchObject({ requests: 1, revoked: 0 });
  });

  it('say that somebody must sign in when a process is killed between the answer and the store', async () => {
    await using at = await startInstallation();
    await using doomed = await startNode(at.db, 900);
    await using heir = await startNode(at.db, 900);
    const order = { org: at.org, connection: at.id };
    await at.db.transaction(async (tx) => {
      const held = at.server.hold('after');
      void doomed.ask(order).catch(() => {});
      await vi.waitFor(() => expect(at.server.seen.answered).toBe(1), 10_000);
      // The row is locked before the answer arrives: what was answered cannot be stored.
      await tx.query('select 1 from connection_grant for update');
      doomed.signal('SIGKILL');
      held.release();
    });
    const answers = await heir.ask(order);
    expect(answers).toEqual([{ error: 'connection.needs.authorization' }]);
    const grant = await at.grant();
    expect(grant).toMatchObject({
      state: 'needsReauthorization',
      tokenVersion: 1,
      problem: { code: 'renewal.interrupted' },
    });
    expect(grant.tokens).not.toBeNull();
    expect(await at.audit()).toMatchObject([
      {
        action: 'state',
        actor: { kind: 'system' },
        entity: { type: 'connection', id: at.id },
        changes: { state: { from: 'active', to: 'needsReauthorization' } },
      },
    ]);
    // Nobody asks the server again until somebody signs in.
    const asked = at.server.seen.requests;
    expect(await heir.ask(order)).toEqual([{ error: 'connection.needs.authorization' }]);
    expect(at.server.seen.requests).toBe(asked);
  });

  it('survive a process that slept past its lease and comes back with a refusal', async () => {
    await using at = await startInstallation();
    await using sleeper = await startNode(at.db, 900);
    await using other = await startNode(at.db, 900);
    const held = at.server.hold('before');
    const order = { org: at.org, connection: at.id };
    const late = sleeper.ask(order);
    await vi.waitFor(() => expect(at.server.seen.requests).toBe(1), 10_000);
    sleeper.signal('SIGSTOP');
    held.stop();
    const [renewed] = await other.ask(order);
    expect(renewed?.token).toBeDefined();
    sleeper.signal('SIGCONT');
    held.release();
    // The server refuses the sleeper's old refresh token; what the other stored stays, and the sleeper gets it.
    expect(await late).toEqual([renewed]);
    expect(await at.grant()).toMatchObject({ state: 'active', tokenVersion: 2 });
    expect(await at.audit()).toEqual([]);
  });
});

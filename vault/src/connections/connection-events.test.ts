import { systemIds } from '@tandem/kit';
import { testClock, testDatabase } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { vaultEvents, vaultMigrations } from '../index.ts';
import { auditTable, createTestEngine, plantConnection, setupOf } from './testing/engine.ts';
import { startScriptedServer } from './testing/scripted-server.ts';

const [orgA, orgB] = [systemIds.uuid(), systemIds.uuid()];
const issued = {
  ...{ accessToken: 'first', refreshToken: 'refresh-1' },
  ...{ lifetimeSeconds: 3600, refreshLifetimeSeconds: null },
};

const start = async () => {
  const db = await testDatabase({ migrations: [vaultMigrations], schema: 'core' });
  await db.query(auditTable);
  const server = await startScriptedServer([{ status: 400, body: { error: 'invalid_grant' } }]);
  const clock = testClock();
  const engine = createTestEngine(db, clock);
  const plant = (org: string, name: string) =>
    plantConnection(db, engine, {
      ...{ org, name, issued, now: clock.now(), secret: 'planted-secret' },
      setup: setupOf(server.tokenUrl),
    });
  return {
    ...{ db, clock, engine, plant, events: vaultEvents(db) },
    async [Symbol.asyncDispose]() {
      await engine.close();
      await server[Symbol.asyncDispose]();
      await db.close();
    },
  };
};

describe('a connection that needs a new sign-in', () => {
  it('is told of once, in its organisation, until somebody has taken the event', async () => {
    await using at = await start();
    const [ours, theirs] = [await at.plant(orgA, 'CRM'), await at.plant(orgB, 'CRM')];
    await at.clock.advance(61 * 60_000);
    for (const { org, id } of [ours, ours, theirs])
      await expect(at.engine.accessToken(org, id)).rejects.toMatchObject({ status: 409 });
    const told = await at.events.waiting(10);
    const event = ({ org, id }: typeof ours) => ({
      ...{ org, key: id, type: 'connection.needsReauthorization', at: at.clock.now() },
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      data: {
        ...{ connectionId: id, connectionName: 'CRM', userId: null },
        ...{ from: 'active', reason: 'invalid_grant' },
      },
    });
    expect(told).toEqual([event(ours), event(theirs)]);
    // The id alone is not enough: nobody makes those of another organisation be forgotten.
    await at.events.forget([{ org: orgB, id: told[0]?.id ?? '' }]);
    expect(await at.events.waiting(10)).toHaveLength(2);
    await at.events.forget(told.slice(0, 1));
    expect(await at.events.waiting(10)).toEqual([event(theirs)]);
  });

  it('is not told of when the change was not stored', async () => {
    await using at = await start();
    const { org, id } = await at.plant(orgA, 'CRM');
    await at.clock.advance(61 * 60_000);
    await at.db.query('alter table vault_event rename to away');
    await expect(at.engine.accessToken(org, id)).rejects.toThrow('vault_event');
    await at.db.query('alter table away rename to vault_event');
    const [grant] = await at.db.query<{ state: string }>('select state from connection_grant');
    expect(grant?.state).toBe('active');
    await expect(at.engine.accessToken(org, id)).rejects.toMatchObject({ status: 409 });
    expect(await at.events.waiting(10)).toHaveLength(1);
  });

  it('forgets in time what nobody takes', async () => {
    await using at = await start();
    const first = await at.plant(orgA, 'First');
    await at.clock.advance(61 * 60_000);
    await at.engine.accessToken(orgA, first.id).catch(() => {});
    await at.clock.advance(31 * 24 * 3600_000);
    const second = await at.plant(orgA, 'Second');
    await at.clock.advance(61 * 60_000);
    await at.engine.accessToken(orgA, second.id).catch(() => {});
    expect((await at.events.waiting(10)).map(({ key }) => key)).toEqual([second.id]);
  });
});

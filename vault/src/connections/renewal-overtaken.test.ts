import { type Database, systemIds } from '@tandem/kit';
import { testClock, testDatabase } from '@tandem/kit/testing';
import { expect, it } from 'vitest';
import { vaultMigrations } from '../index.ts';
import { createTestEngine, plantConnection, setupOf } from './testing/engine.ts';
import { aToken, startScriptedServer } from './testing/scripted-server.ts';

const minute = 60_000;

/** A database in which a lease is given back only when it is let. */
const withHeldLease = (db: Database) => {
  const held = Promise.withResolvers<void>();
  const seen = { asked: 0, answered: 0 };
  const query = async (text: string, values?: readonly unknown[]) => {
    if (/set lease_owner = null/.test(text)) {
      seen.asked += 1;
      await held.promise;
    }
    const rows = await db.query(text, values);
    seen.answered += 1;
    return rows;
  };
  return { db: { ...db, query } as Database, release: held.resolve, seen };
};

it('a token whose time ends while its renewal comes to its end is given to nobody', async () => {
  const db = await testDatabase({ migrations: [vaultMigrations], schema: 'core' });
  const lease = withHeldLease(db);
  const clock = testClock();
  const engine = createTestEngine(lease.db, clock);
  {
    await using server = await startScriptedServer([aToken('second'), aToken('third')]);
    const issued = {
      ...{ accessToken: 'first', refreshToken: 'refresh-1', lifetimeSeconds: 3600 },
      refreshLifetimeSeconds: null,
    };
    const { org, id } = await plantConnection(db, engine, {
      ...{ org: systemIds.uuid(), now: clock.now(), secret: 's', issued },
      setup: setupOf(server.tokenUrl),
    });
    await clock.advance(49 * minute);
    expect(await engine.accessToken(org, id)).toMatchObject({ token: 'first' });
    await expect.poll(() => lease.seen.asked).toBe(1);
    await clock.advance(61 * minute);
    const before = lease.seen.answered;
    const late = engine.accessToken(org, id);
    // It has found the renewal under way.
    await expect.poll(() => lease.seen.answered).toBeGreaterThan(before);
    lease.release();
    expect(await late).toMatchObject({ token: 'third' });
  }
  await engine.close();
  await db.close();
});

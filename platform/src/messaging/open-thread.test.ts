import { type Database, derivedUuid } from '@tandem/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { platformTestDatabase } from '../testing/index.ts';
import { openThread } from './open-thread.ts';

let db: Database;
beforeAll(async () => {
  db = await platformTestDatabase();
});
afterAll(() => db.close());

const [here, there] = [derivedUuid('here'), derivedUuid('there')];
const integrationId = derivedUuid('integration');

describe('the thread of an address', () => {
  it('is made after all locks are taken: nothing is written before', async () => {
    let taken: unknown = 'never asked';
    const opened = await db.transaction((tx) =>
      openThread(tx, {
        org: here,
        integrationId,
        address: 'carla',
        async locks() {
          const [row] = await tx.query<{ xid: string | null; locks: number }>(
            `select pg_current_xact_id_if_assigned()::text as xid,
               (select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks`,
          );
          taken = row;
        },
      }),
    );
    expect(taken).toEqual({ xid: null, locks: 1 });
    expect(opened).toMatchObject({ org: here, integrationId, customer: { id: 'carla' } });
  });

  it('is the same for the same address, and another one at another integration', async () => {
    const open = (org: string, integration: string) =>
      db.transaction((tx) => openThread(tx, { org, integrationId: integration, address: 'dora' }));
    const first = await open(here, integrationId);
    expect((await open(here, integrationId)).thread).toBe(first.thread);
    expect((await open(there, derivedUuid('other'))).thread).not.toBe(first.thread);
  });
});

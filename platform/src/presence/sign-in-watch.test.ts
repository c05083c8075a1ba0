import { createTestClock, type Database, derivedUuid } from '@tandem/kit';
import { silentLog } from '@tandem/kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { platformTestDatabase, testDirectory, testPerson } from '../testing/index.ts';
import {
  createSignInWatch,
  defaultSource,
  findAgents,
  setPresence,
  systemDefinitionId,
} from './index.ts';

const [here, there] = [derivedUuid('here'), derivedUuid('there')];
const [anna, ben, zoe] = [testPerson('Anna'), testPerson('Ben'), testPerson('Zoe')];

describe('agents whose sign-ins have ended', () => {
  let db: Database;
  beforeAll(async () => {
    db = await platformTestDatabase();
  });
  afterAll(() => db.close());
  beforeEach(() => db.query('truncate agent, user_presence, event_log cascade'));

  const start = async () => {
    const clock = createTestClock();
    const known = new Map<string, 'signedIn' | 'signedOut'>();
    const directory = {
      ...testDirectory({ [here]: [anna, ben], [there]: [zoe] }),
      signIns: async (_org: string, ids: readonly string[]) =>
        new Map([...known].filter(([id]) => ids.includes(id))),
    };
    const returned: string[] = [];
    const broken = new Set<string>();
    const deps = {
      ...{ db, clock, log: silentLog, directory, userChanged: () => {} },
      async signedOut(_org: string, userId: string, why: 'signedOut' | 'inactive') {
        if (broken.has(userId)) throw new Error('a deadlock');
        returned.push(`${userId} ${why}`);
      },
    };
    const watch = createSignInWatch(deps);
    const onQueue = { presenceDefinition: { id: systemDefinitionId('OnQueue') } };
    const goOnQueue = (org: string, userId: string) =>
      setPresence(deps, { org, userId, source: defaultSource, request: onQueue });
    await goOnQueue(here, anna.id);
    await goOnQueue(here, ben.id);
    await goOnQueue(there, zoe.id);
    const statuses = async () => {
      const rows = [
        ...(await findAgents(db, here, [anna.id, ben.id])),
        ...(await findAgents(db, there, [zoe.id])),
      ];
      const of = (id: string) => rows.find(({ userId }) => userId === id)?.status;
      return [of(anna.id), of(ben.id), of(zoe.id)];
    };
    return { known, watch, statuses, goOnQueue, returned, broken };
  };

  it('go off queue, and nobody else does', async () => {
    const { known, watch, statuses, goOnQueue } = await start();
    for (const { id } of [anna, ben, zoe]) known.set(id, 'signedIn');
    await watch.look();
    expect(await statuses()).toEqual(['IDLE', 'IDLE', 'IDLE']);
    known.set(anna.id, 'signedOut');
    await watch.look();
    expect(await statuses()).toEqual(['OFF_QUEUE', 'IDLE', 'IDLE']);
    const events = await db.query<{ data: { presence?: { presenceDefinition: object } } }>(
      "select data from event_log where type = 'user.presence' order by id desc limit 1",
    );
    expect(events[0]?.data.presence?.presenceDefinition).toMatchObject({
      systemPresence: 'Offline',
    });
    // Signed in anew, on queue again.
    known.set(anna.id, 'signedIn');
    await goOnQueue(here, anna.id);
    await watch.look();
    expect(await statuses()).toEqual(['IDLE', 'IDLE', 'IDLE']);
  });

  it('give their conversations back at the next look where that failed, and keep nobody else from it', async () => {
    const { known, watch, statuses, returned, broken } = await start();
    for (const { id } of [anna, ben, zoe]) known.set(id, 'signedIn');
    await watch.look();
    await db.query('update agent set active = 1');
    for (const { id } of [anna, ben, zoe]) {
      known.set(id, 'signedOut');
      if (id !== zoe.id) broken.add(id);
    }
    await watch.look();
    expect(await statuses()).toEqual(['OFF_QUEUE', 'OFF_QUEUE', 'OFF_QUEUE']);
    expect(returned).toEqual([`${zoe.id} signedOut`]);
    broken.clear();
    await watch.look();
    await watch.look();
    expect(returned.slice(1).toSorted()).toEqual(
      [`${anna.id} signedOut`, `${ben.id} signedOut`].toSorted(),
    );
  });

  it('give their conversations back when deactivated long after they went', async () => {
    const { known, watch, returned } = await start();
    for (const { id } of [anna, ben, zoe]) known.set(id, 'signedIn');
    await watch.look();
    await db.query('update agent set active = 1 where user_id = $1', [anna.id]);
    known.set(anna.id, 'signedOut');
    await watch.look();
    expect(returned).toEqual([`${anna.id} signedOut`]);
    known.delete(anna.id);
    await watch.look();
    expect(returned.slice(1)).toEqual([`${anna.id} inactive`]);
    await db.query('update agent set active = 0');
    await watch.look();
    expect(returned).toHaveLength(2);
  });

  it('stay when an application put them on queue without their signing in; who is not active goes', async () => {
    const { known, watch, statuses } = await start();
    known.set(anna.id, 'signedOut').set(ben.id, 'signedIn');
    await watch.look();
    expect(await statuses()).toEqual(['IDLE', 'IDLE', 'OFF_QUEUE']);
  });
});

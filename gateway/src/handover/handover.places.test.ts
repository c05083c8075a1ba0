import { createTestClock, type TestClock } from '@tandem/kit';
import { untilLockedOut } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { findSession } from '../conversations/index.ts';
import {
  type GatewayWorld,
  handoverWebhookSecret,
  makeEndpoint,
  openChat,
  startGatewayWorld,
} from '../testing/index.ts';
import { closePlace, holdPlaces } from './handover.places.ts';
import { withdrawHandovers } from './handover.withdraw.ts';

/** An endpoint, and whether a handover may begin there. */
const placeIn = async (world: GatewayWorld, clock: TestClock) => {
  const { db } = world;
  const settings = {
    webhookAddress: 'https://desk.example.com/in',
    webhookSecret: handoverWebhookSecret,
  };
  const { id, base } = await makeEndpoint(world, { kind: 'webhook', settings });
  const session = await findSession(db, (await openChat(base)).conversationId);
  if (!session) throw new Error('no session');
  const place = { kind: 'endpoint', org: session.org, id } as const;
  return {
    id,
    close: () => closePlace({ db, clock }, place),
    isOpen: () =>
      db.transaction((tx) =>
        holdPlaces({ session, tx, now: clock.now() }, { endpointId: id, providerId: null }),
      ),
  };
};

it('a place is closed for as long as ending its handovers takes', async () => {
  const clock = createTestClock();
  await using world = await startGatewayWorld({ clock });
  const { close, isOpen } = await placeIn(world, clock);
  const closed = await close();
  const open: boolean[] = [];
  await withdrawHandovers(
    async () => {
      open.push(await isOpen());
      await clock.advance(50_000);
      return null;
    },
    {
      text: 'The endpoint was switched off.',
      list: async () => Array.from({ length: 6 }, (_, id) => ({ id, session: id })),
      closed,
    },
  );
  expect(open).toEqual(Array.from({ length: 6 }, () => false));
  expect(await isOpen()).toBe(false);
  await closed.reopen();
  expect(await isOpen()).toBe(true);
});

describe('a place that two have closed', () => {
  it.each(['first', 'second'])(
    'is closed until both are done, the %s one sooner',
    async (which) => {
      const clock = createTestClock();
      await using world = await startGatewayWorld({ clock });
      const { close, isOpen } = await placeIn(world, clock);
      const first = await close();
      await clock.advance(50_000);
      const second = await close();
      await clock.advance(20_000);
      await first.renew();
      await second.renew();
      await clock.advance(10_000);
      const [sooner, later] = which === 'first' ? [first, second] : [second, first];
      await sooner.reopen();
      expect(await isOpen()).toBe(false);
      await later.renew();
      await clock.advance(80_000);
      await later.renew();
      await clock.advance(80_000);
      expect(await isOpen()).toBe(false);
      await later.reopen();
      expect(await isOpen()).toBe(true);
    },
  );

  it('is closed until both are done, too, where they close it at the same time', async () => {
    const clock = createTestClock();
    await using world = await startGatewayWorld({ clock });
    const { id, close, isOpen } = await placeIn(world, clock);
    const both = await world.db.transaction(async (tx) => {
      await tx.query('select from endpoint where id = $1 for share', [id]);
      const closing = Promise.all([close(), close()]);
      await untilLockedOut(world.db, { count: 2, statement: 'update endpoint%' });
      return { closing };
    });
    const [one, other] = await both.closing;
    await one.reopen();
    expect(await isOpen()).toBe(false);
    await other.reopen();
    expect(await isOpen()).toBe(true);
  });

  it('opens by itself for one that is gone', async () => {
    const clock = createTestClock();
    await using world = await startGatewayWorld({ clock });
    const { close, isOpen } = await placeIn(world, clock);
    await close();
    await clock.advance(50_000);
    await (await close()).reopen();
    expect(await isOpen()).toBe(false);
    await clock.advance(71_000);
    expect(await isOpen()).toBe(true);
  });
});

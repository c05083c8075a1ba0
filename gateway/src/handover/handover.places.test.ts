import { createTestClock } from '@tandem/kit/testing';
import { expect, it } from 'vitest';
import { findSession } from '../conversations/index.ts';
import {
  handoverWebhookSecret,
  makeEndpoint,
  openChat,
  startGatewayWorld,
} from '../testing/index.ts';
import { closePlace, holdPlaces } from './handover.places.ts';
import { withdrawHandovers } from './handover.withdraw.ts';

it('a place is closed for as long as ending its handovers takes, and opens for who closed it last', async () => {
  const clock = createTestClock();
  await using world = await startGatewayWorld({ clock });
  const { db } = world;
  const settings = {
    webhookAddress: 'https://desk.example.com/in',
    webhookSecret: handoverWebhookSecret,
  };
  const endpoint = await makeEndpoint(world, { kind: 'webhook', settings });
  const { conversationId } = await openChat(endpoint.base);
  const session = await findSession(db, conversationId);
  if (!session) throw new Error('no session');
  const isOpen = () =>
    db.transaction((tx) =>
      holdPlaces({ session, tx, now: clock.now() }, { endpointId: endpoint.id, providerId: null }),
    );
  const place = { kind: 'endpoint', org: session.org, id: endpoint.id } as const;
  const closed = await closePlace({ db, clock }, place);
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
  const another = await closePlace({ db, clock }, place);
  await closed.reopen();
  expect(await isOpen()).toBe(false);
  await another.reopen();
  expect(await isOpen()).toBe(true);
});

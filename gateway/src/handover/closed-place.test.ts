import { createTestClock, systemClock } from '@tandem/kit';
import { expect, it, vi } from 'vitest';
import {
  handoverWebhookSecret,
  makeEndpoint,
  openChat,
  orgA,
  soon,
  startFakeHandoverWebhook,
  startGatewayWorld,
  stateOf,
  untilQueued,
} from '../testing/index.ts';
import { closePlace } from './handover.places.ts';

it('where no other queue can be tried just now, the customer reads that nobody came, as without one', async () => {
  const clock = createTestClock(systemClock.now());
  await using fake = await startFakeHandoverWebhook();
  await using world = await startGatewayWorld({ clock });
  const settings = { webhookAddress: `${fake.origin}/in`, webhookSecret: handoverWebhookSecret };
  const { id, base } = await makeEndpoint(world, { kind: 'webhook', settings });
  const body = { options: { waitSeconds: 60, onFail: 'queue', failQueue: 'Night' } };
  const saved = await world.admin(`/endpoints/${id}/handling`, { method: 'PUT', body });
  expect(saved.status).toBe(200);
  const chat = await openChat(base);
  await chat.say('agent');
  await vi.waitFor(() => expect(fake.told('start')).toHaveLength(1), soon);
  await untilQueued(world, chat);
  const closed = await closePlace({ db: world.db, clock }, { kind: 'endpoint', org: orgA, id });
  await clock.advance(61_000);
  await vi.waitFor(async () => {
    await clock.advance(250);
    expect(await stateOf(world, chat)).toEqual({ state: 'failed', end_reason: 'noAgents' });
  }, soon);
  const told = (await chat.events('handoff.status')).map(({ value }) => value);
  expect(told).toEqual([
    { state: 'accepted', status: 'requested' },
    { state: 'failed', status: 'failed', reason: expect.any(String) },
  ]);
  await closed.reopen();
});

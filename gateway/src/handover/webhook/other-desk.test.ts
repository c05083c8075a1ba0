import { directLineEvents } from '@tandem/contract';
import { expect, it, vi } from 'vitest';
import {
  chosen,
  handoverWebhookSecret,
  makeEndpoint,
  makeProvider,
  openChat,
  soon,
  startFakeHandoverWebhook,
  startGatewayWorld,
  stateOf,
  untilQueued,
} from '../../testing/index.ts';

/** A desk behind a webhook, to which endpoints may hand over. */
const startDesk = async (world: Awaited<ReturnType<typeof startGatewayWorld>>, name: string) => {
  const fake = await startFakeHandoverWebhook();
  const settings = { webhookAddress: `${fake.origin}/in`, webhookSecret: handoverWebhookSecret };
  const provider = await makeProvider(world, { kind: 'webhook', name, settings });
  return {
    provider,
    begun: async () => {
      await vi.waitFor(() => expect(fake.told('start')).toHaveLength(1), soon);
      return String(fake.told('start')[0]?.['handoverId']);
    },
    told: fake.told,
    tell: (handoverId: string, event: object) =>
      fake.deliver(provider.webhookUrl, { handoverId, ...event }),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
};

it('a desk that had the customer before changes nothing of a handover to another one', async () => {
  await using world = await startGatewayWorld();
  await using before = await startDesk(world, 'Before');
  await using now = await startDesk(world, 'Now');
  const { id, name, base } = await makeEndpoint(world, chosen(before.provider));
  const chat = await openChat(base);
  await chat.say('agent');
  expect(await before.tell(await before.begun(), { type: 'end' })).toBe(200);
  const body = { name, bot: { kind: 'demo' }, handover: chosen(now.provider) };
  expect((await world.admin(`/endpoints/${id}`, { method: 'PUT', body })).status).toBe(200);
  await chat.say('agent');
  const handoverId = await now.begun();
  await untilQueued(world, chat);
  // Its name can be guessed: the handovers of a conversation are numbered.
  for (const event of [
    { type: 'message', text: 'We are closed' },
    { type: 'agent.joined', agent: { id: 'eve', name: 'Eve' } },
    { type: 'end' },
  ])
    expect(await before.tell(handoverId, event)).toBe(200);
  expect(await stateOf(world, chat)).toMatchObject({ state: 'queued' });
  const joined = { type: 'agent.joined', agent: { id: 'ada', name: 'Ada' } };
  expect(await now.tell(handoverId, joined)).toBe(200);
  expect(await now.tell(handoverId, { type: 'message', id: 'hello-of-ada', text: 'Hello' })).toBe(
    200,
  );
  expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
  // What the other desk writes is not Ada's.
  const late = { type: 'message', text: 'We are open again', from: { name: 'Eve' } };
  expect(await before.tell(handoverId, late)).toBe(200);
  expect(await before.tell(handoverId, { ...late, text: 'Anybody?', from: {} })).toBe(200);
  const written = (await chat.activities()).filter(({ from }) => from?.id === 'agent');
  expect(written.map(({ text, from }) => [text, from?.name])).toEqual([
    ...[
      ['We are closed', undefined],
      ['Hello', 'Ada'],
    ],
    ...[
      ['We are open again', 'Eve'],
      ['Anybody?', undefined],
    ],
  ]);
  // Nor does Ada's desk hear of it when the customer has read it.
  for (const { id: activityId } of written.toReversed())
    await chat.post({ type: 'event', name: directLineEvents.receipt, value: { activityId } });
  await vi.waitFor(() => expect(now.told('receipt').length).toBeGreaterThan(0), soon);
  await world.main.gateway.lanes.drained();
  expect(now.told('receipt')).toMatchObject([{ messageId: 'hello-of-ada' }]);
  expect(await now.tell(handoverId, { type: 'end' })).toBe(200);
  expect(await stateOf(world, chat)).toMatchObject({ state: 'completed' });
});

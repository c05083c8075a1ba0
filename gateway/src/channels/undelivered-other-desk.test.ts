import { expect, it, vi } from 'vitest';
import {
  chosen,
  handoverWebhookSecret,
  makeProvider,
  soon,
  startFakeHandoverWebhook,
  startGatewayWorld,
} from '../testing/index.ts';
import { deliver, openChannel, talksOf } from './channels.fixture.ts';
import { botToken, startFakeTelegram } from './telegram/fake-telegram.fixture.ts';

it('what a former desk writes and nobody gets is not told to the desk that has the customer', async () => {
  await using world = await startGatewayWorld();
  await using vendor = await startFakeTelegram();
  await using before = await startFakeHandoverWebhook();
  await using now = await startFakeHandoverWebhook();
  const desk = (name: string, { origin }: { origin: string }) => {
    const settings = { webhookAddress: `${origin}/in`, webhookSecret: handoverWebhookSecret };
    return makeProvider(world, { kind: 'webhook', name, settings });
  };
  const [former, present] = [await desk('Before', before), await desk('Now', now)];
  const { channel, endpoint } = await openChannel(
    world,
    { kind: 'telegram', name: 'Desks', settings: { botToken, apiBase: vendor.origin } },
    {},
  );
  const use = async (provider: typeof former) => {
    const body = { name: endpoint.name, bot: { kind: 'demo' }, handover: chosen(provider) };
    const path = `/endpoints/${endpoint.id}`;
    expect((await world.admin(path, { method: 'PUT', body })).status).toBe(200);
  };
  await use(former);
  await world.admin(`/channels/${channel.id}/connect`, { method: 'POST' });
  vendor.chats.add('7');
  const from = { id: 7, is_bot: false, first_name: 'Ada', language_code: 'en' };
  const say = (id: number, text: string) => {
    const message = { chat: { id: 7, type: 'private' }, from, date: 1, message_id: id, text };
    const headers = { 'x-telegram-bot-api-secret-token': vendor.state.secret };
    return deliver(channel.inboundUrl, {
      body: JSON.stringify({ update_id: id, message }),
      headers,
    });
  };
  const begun = async ({ told }: typeof now) => {
    await vi.waitFor(() => expect(told('start')).toHaveLength(1), soon);
    return String(told('start')[0]?.['handoverId']);
  };
  await say(1, 'agent');
  const first = await begun(before);
  expect(await before.deliver(former.webhookUrl, { handoverId: first, type: 'end' })).toBe(200);
  await use(present);
  await say(2, 'agent');
  const second = await begun(now);
  vendor.chats.delete('7');
  const late = { type: 'message', id: 'late', text: 'We are open again' };
  const own = { type: 'message', id: 'own', text: 'Hello' };
  expect(await before.deliver(former.webhookUrl, { handoverId: first, ...late })).toBe(200);
  expect(await now.deliver(present.webhookUrl, { handoverId: second, ...own })).toBe(200);
  const failed = async () =>
    (await talksOf(world, channel))[0]?.activities.filter(
      ({ value }) => (value as { status?: string })?.status === 'failed',
    );
  await expect.poll(failed, soon).toHaveLength(2);
  await world.main.gateway.lanes.drained();
  expect(now.told('receipt')).toMatchObject([{ messageId: 'own', status: 'failed' }]);
}, 30_000);

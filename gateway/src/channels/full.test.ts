import { expect, it } from 'vitest';
import { soon, startFakeServer, startGatewayWorld } from '../testing/index.ts';
import { addChannel, deliver, talksOf, textsOf } from './channels.fixture.ts';
import { callbackSecret, startFakeCallback } from './webhook/fake-callback.fixture.ts';
import { signWebhook } from './webhook/signature.rules.ts';

it('messages that wait behind the one that fills a conversation go on in the same new one', async () => {
  await using world = await startGatewayWorld({ chat: { maxCustomerBytes: 1200 } });
  await using other = await startFakeCallback();
  const gate = Promise.withResolvers<void>();
  await using files = await startFakeServer({
    check: () => null,
    answer: async () => {
      await gate.promise;
      return { status: 404 };
    },
  });
  const endpoint = await world.endpoint({ handover: false });
  const settings = {
    ...{ callbackUrl: `${other.origin}/callback`, secret: callbackSecret },
    ...{ username: 'tandem', password: 'basic secret' },
  };
  const channel = await addChannel(world, endpoint, { kind: 'webhook', settings });
  const send = async (text: string, more: object = {}) => {
    const body = JSON.stringify({ userId: 'u', sessionId: '1', text, ...more });
    const signed = { id: `in ${text[0]}`, timestamp: String(Math.floor(Date.now() / 1000)), body };
    const headers = {
      ...{ 'webhook-id': signed.id, 'webhook-timestamp': signed.timestamp },
      'webhook-signature': signWebhook(callbackSecret, signed),
    };
    expect((await deliver(channel.inboundUrl, { body, headers })).status).toBe(202);
  };
  const said = async () =>
    (await talksOf(world, channel)).map((talk) => textsOf(talk, 'user').map((text) => text?.[0]));
  await send('a'.repeat(700));
  await expect.poll(said, soon).toEqual([['a']]);
  await send('b'.repeat(400), { attachments: [{ url: `${files.origin}/x`, name: 'x' }] });
  await expect.poll(() => files.requests.length, soon).toBe(1);
  await send('c'.repeat(200));
  gate.resolve();
  await expect.poll(said, soon).toEqual([['a'], ['b', 'c']]);
});

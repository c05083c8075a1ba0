import { describe, expect, it } from 'vitest';
import { parseWebhookLimits } from '../limits/index.ts';
import { soon, startGatewayWorld } from '../testing/index.ts';
import { addChannel, deliver, talksOf } from './channels.fixture.ts';
import { callbackSecret, startFakeCallback } from './webhook/fake-callback.fixture.ts';
import { signWebhook } from './webhook/signature.rules.ts';

const neighbour = '203.0.113.7';

const started = async (webhooks: string) => {
  const world = await startGatewayWorld({ chat: { webhooks: parseWebhookLimits(webhooks) } });
  const other = await startFakeCallback();
  const endpoint = await world.endpoint({ handover: false });
  const settings = {
    ...{ callbackUrl: `${other.origin}/callback`, secret: callbackSecret },
    ...{ username: 'tandem', password: 'basic secret' },
  };
  const channel = await addChannel(world, endpoint, { kind: 'webhook', settings });
  /** A delivery of a customer from the neighbour's network. */
  const send = (id: string, secret = callbackSecret) => {
    const body = JSON.stringify({ userId: 'u', sessionId: '1', text: id });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const headers = {
      ...{ 'webhook-id': id, 'webhook-timestamp': timestamp, 'x-test-address': neighbour },
      'webhook-signature': signWebhook(secret, { id, timestamp, body }),
    };
    return deliver(channel.inboundUrl, { body, headers });
  };
  return {
    ...{ world, channel, send },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
    },
  };
};

describe('limits of what vendors deliver', () => {
  it('who guesses at a signature does not keep a signed delivery from the same network out', async () => {
    await using test = await started('unproved=1');
    const { send, world, channel } = test;
    const forge = (n: number) => send(`forged-${n}`, 'another secret of somebody else');
    expect((await send('one')).status).toBe(202);
    const forged = [await forge(1), await forge(2), await forge(3)];
    expect(forged.map(({ status }) => status)).toEqual([401, 429, 429]);
    expect((await send('two')).status).toBe(202);
    await expect.poll(async () => (await talksOf(world, channel)).length, soon).toBe(1);
  });

  it('what is refused at one channel is no matter of another one, nor what a vendor of a switched-off one goes on sending', async () => {
    await using test = await started('unproved=1');
    const { send, world, channel } = test;
    const { inboundUrl } = channel;
    const gone = inboundUrl.replace(/[^/]+$/, 'a-channel-that-was-deleted');
    const headers = { 'x-test-address': neighbour };
    for (let n = 0; n < 30; n += 1) await deliver(gone, { body: '{}', headers });
    const turn = (active: boolean) =>
      world.admin(`/channels/${channel.id}`, {
        ...{ method: 'PUT' },
        body: {
          name: channel.name,
          kind: channel.kind,
          endpointId: channel.endpoint.id,
          settings: channel.settings,
          active,
        },
      });
    expect((await turn(false)).status).toBe(200);
    for (let n = 0; n < 5; n += 1) expect((await send(`off-${n}`)).status).toBe(403);
    expect((await turn(true)).status).toBe(200);
    expect((await send('one')).status).toBe(202);
  });

  it('signed deliveries are bounded for each channel, and nothing of the refused one is stored', async () => {
    await using test = await started('proved=1');
    const { send, world } = test;
    expect((await send('one')).status).toBe(202);
    const second = await send('two');
    expect(second.status).toBe(429);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await world.db.query('select remote_id from channel_inbound')).toEqual([
      { remote_id: 'one' },
    ]);
  });
});

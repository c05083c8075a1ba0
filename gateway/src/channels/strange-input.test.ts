import { describe, expect, it } from 'vitest';
import { soon, startFakeServer, startGatewayWorld } from '../testing/index.ts';
import { addChannel, deliver, readChannel, talksOf, textsOf } from './channels.fixture.ts';
import { ChannelFailure } from './channels.model.ts';
import { loadOutbound } from './outbound-media.ts';
import { callbackSecret, startFakeCallback } from './webhook/fake-callback.fixture.ts';
import { signWebhook } from './webhook/signature.rules.ts';

describe('what comes over a channel and cannot be stored as it is', () => {
  it('NUL and half a character wait as work that can be read, and the channel can still be shown', async () => {
    await using world = await startGatewayWorld();
    await using other = await startFakeCallback();
    const there = { at: false };
    await using files = await startFakeServer({
      check: () => null,
      answer: () => (there.at ? { body: 'bytes' } : { status: 503 }),
    });
    const endpoint = await world.endpoint({ handover: false });
    const settings = {
      ...{ callbackUrl: `${other.origin}/callback`, secret: callbackSecret },
      ...{ username: 'tandem', password: 'basic secret' },
    };
    const channel = await addChannel(world, endpoint, { kind: 'webhook', settings });
    const said = { userId: 'u\u0000', sessionId: '1', userName: 'A\u0000da', text: 'one\u0000two' };
    const body = JSON.stringify({
      ...said,
      data: { 'key\u0000': '\ud800' },
      attachments: [{ url: `${files.origin}/late.txt`, name: 'late.txt' }],
    });
    const signed = { id: 'strange', timestamp: String(Math.floor(Date.now() / 1000)), body };
    const headers = {
      ...{ 'webhook-id': signed.id, 'webhook-timestamp': signed.timestamp },
      'webhook-signature': signWebhook(callbackSecret, signed),
    };
    expect((await deliver(channel.inboundUrl, { body, headers })).status).toBe(202);
    await expect.poll(() => files.requests.length, soon).toBeGreaterThan(0);
    const waiting = await world.db.query<{ channel: string }>(
      `select payload->>'channel' as channel from lane_work where queue = 'gateway.channel.input'`,
    );
    expect(waiting).toEqual([{ channel: channel.id }]);
    there.at = true;
    const heard = async () => textsOf((await talksOf(world, channel))[0], 'user');
    await expect.poll(heard, soon).toEqual(['onetwo']);
    expect(await readChannel(world, channel)).toMatchObject({ deadLetters: 0 });
  });

  it('a file in an address that cannot be read is refused at once: later messages do not wait for it', async () => {
    const media = { url: 'data:text/plain,100%', name: 'odd.txt', contentType: 'text/plain' };
    const loading = loadOutbound({} as Parameters<typeof loadOutbound>[0], {
      ...{ media, signal: AbortSignal.timeout(1000), timeoutMs: 1000 },
    });
    const failure = await loading.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ChannelFailure);
    expect(failure).toMatchObject({ kind: 'refused' });
  });
});

import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  call,
  handOver,
  openChat,
  startGatewayWorld,
  untilQueued,
  webhookSecret,
} from '../testing/index.ts';

/** Texts that databases and parsers stumble over. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udc00x',
    '__proto__',
    '{{x}}',
    '%00',
    "'; drop table session; --",
  ),
);
const anything = fc.anything({
  key: nasty,
  values: [nasty, fc.double(), fc.boolean(), fc.constant(null)],
});

describe('whatever arrives', () => {
  it('a signed webhook is answered without a server error, and the next one still arrives', async () => {
    await using world = await startGatewayWorld();
    const { fake } = world;
    world.addIntegration('Tandem');
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    await untilQueued(world, chat);
    const { integration, customerId } = conversation;
    const body = fc.record(
      {
        id: nasty,
        type: fc.oneof(fc.constantFrom('Text', 'Structured', 'Event', 'Receipt'), nasty),
        text: fc.oneof(nasty, anything),
        status: fc.oneof(fc.constantFrom('Published', 'Failed'), anything),
        content: fc.oneof(fc.array(anything, { maxLength: 3 }), anything),
        events: anything,
        conversationId: nasty,
        channel: fc.oneof(
          {
            weight: 4,
            arbitrary: fc.record({
              id: fc.constant(integration.id),
              to: fc.constant({ id: customerId }),
              from: anything,
              time: anything,
            }),
          },
          { weight: 1, arbitrary: fc.record({ id: nasty, to: anything }) },
        ),
      },
      { requiredKeys: ['id', 'type', 'channel'] },
    );
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        expect(await fake.deliver(conversation, value)).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
    expect(await fake.say(conversation, 'still here')).toBe(200);
    expect((await chat.texts()).at(-1)).toBe('still here');
  }, 30_000);

  it('bytes that are no JSON are refused before anything is believed', async () => {
    await using world = await startGatewayWorld();
    const url = `${world.main.origin}/handover/genesysCloudOM`;
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const raw = Buffer.from(bytes);
        const mac = createHmac('sha256', webhookSecret).update(raw).digest('base64');
        const headers = {
          'content-type': 'application/json',
          'x-hub-signature-256': `sha256=${mac}`,
        };
        const { status } = await fetch(url, { method: 'POST', headers, body: raw });
        expect([400, 404]).toContain(status);
      }),
      { numRuns: 50 },
    );
  });

  it('an activity of a client is stored or refused, never a server error', async () => {
    await using world = await startGatewayWorld();
    const chat = await openChat((await world.endpoint({ handover: false })).base, {
      user: { id: 'dl_\u0000\ud800', name: 'N\u0000' },
      locale: '\u0000',
    });
    const activity = fc.record(
      {
        type: fc.oneof(fc.constantFrom('message', 'event', 'typing'), nasty),
        text: nasty,
        name: nasty,
        value: anything,
        channelData: fc.oneof(fc.record({ clientActivityID: nasty }), anything),
        replyToId: nasty,
        locale: nasty,
      },
      { requiredKeys: ['type'] },
    );
    await fc.assert(
      fc.asyncProperty(activity, async (value) => {
        expect((await chat.post(value as object)).status).toBe(200);
      }),
      { numRuns: 150 },
    );
    expect((await chat.activities()).length).toBeGreaterThan(0);
    for (const path of ['%00', "x'%22"])
      expect((await call(`${world.main.origin}/endpoints/${path}`)).status).toBeLessThan(500);
    const odd = await call(`${chat.base}/v3/directline/conversations/%00/activities`, {
      token: chat.token,
    });
    expect(odd.status).toBe(403);
  }, 30_000);
});

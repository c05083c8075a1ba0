import {
  openMessagingOperations,
  platformWebhookOperations as ops,
  type PlatformSecretState,
  type WebhookTestResult,
  webhookSignature,
} from '@tandem/contract';
import { HttpCallError, signatureOf } from '@tandem/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  greeting,
  type MessagingFixture,
  message,
  secret,
  startMessaging,
  type Webhook,
} from './messaging.fixture.ts';

const next = 'the next secret, long enough';

const headerOf = ({ headers }: Webhook, name: string) => headers?.[name];
const signedBy = (key: string, webhook: Webhook) =>
  signatureOf(webhookSignature, key, String(webhook.body));

/** A receiver that knows one secret and looks at the one header, as most do. */
const receiver = (key: string) => (webhook: Webhook) => ({
  status: headerOf(webhook, webhookSignature.header) === signedBy(key, webhook) ? 200 : 403,
});

describe('the secret of a platform', () => {
  let m: MessagingFixture;
  let id: string;
  beforeEach(async () => {
    m = await startMessaging();
    id = await m.integrate(m.publish(greeting));
  });
  afterEach(() => m[Symbol.asyncDispose]());

  const params = () => ({ integrationId: id });
  const roll = async (overlapMinutes: number, key = next) =>
    (
      await m.call<PlatformSecretState>(ops.putTandemPlatformSecret, {
        params: params(),
        body: { secret: key, overlapMinutes },
      })
    ).body;
  const state = async () =>
    (await m.call<PlatformSecretState>(ops.getTandemPlatformSecret, { params: params() })).body;
  const say = async (text: string) => {
    await m.send(id, message(text));
    await m.settle();
  };
  const outcomes = () =>
    m.db.query('select outcome, http_status from delivery_attempt order by work, attempt');

  it('is rolled over without a loss by a receiver that changes whenever it likes', async () => {
    m.answerWith(receiver(secret));
    await say('before');
    expect(await state()).toEqual({ previousValidUntil: null });
    expect(await roll(60)).toEqual({ previousValidUntil: '2026-01-01T01:00:00.000Z' });
    await say('the receiver knows the old one only');
    expect(m.webhooks).toHaveLength(3);
    const [, refused, taken] = m.webhooks as [Webhook, Webhook, Webhook];
    expect(headerOf(refused, webhookSignature.header)).toBe(signedBy(next, refused));
    expect(headerOf(refused, webhookSignature.previousHeader)).toBe(signedBy(secret, refused));
    expect(headerOf(taken, webhookSignature.header)).toBe(signedBy(secret, taken));
    m.answerWith(receiver(next));
    await say('now it has the new one');
    expect(m.webhooks).toHaveLength(4);
    const delivered = { outcome: 'delivered', http_status: 200 };
    expect(await outcomes()).toEqual([delivered, delivered, delivered]);
    expect(JSON.stringify(m.audited)).not.toContain(next);
    expect(m.audited.at(-1)).toMatchObject({ action: 'secret', changes: { secret: {} } });
  });

  it('before is worth nothing after its time, or when the overlap is ended or left out', async () => {
    await roll(60);
    await m.clock.advance(60 * 60_000);
    expect(await state()).toEqual({ previousValidUntil: null });
    m.answerWith(receiver(secret));
    await say('too late');
    expect(await outcomes()).toEqual([{ outcome: 'dead', http_status: 403 }]);
    expect(headerOf(m.webhook(), webhookSignature.previousHeader)).toBeUndefined();

    const third = 'a third secret, also long enough';
    await roll(60, third);
    const ended = await m.call(ops.deleteTandemPlatformPreviousSecret, { params: params() });
    expect(ended.status).toBe(204);
    expect(await roll(0, 'a fourth secret, also long')).toEqual({ previousValidUntil: null });
    await roll(60, third);
    await m.call(openMessagingOperations.patchConversationsMessagingIntegrationsOpenIntegrationId, {
      params: params(),
      body: { outboundNotificationWebhookSignatureSecretToken: next },
    });
    expect(await state()).toEqual({ previousValidUntil: null });
    const [row] = await m.db.query('select previous_secret from open_integration');
    expect(row).toEqual({ previous_secret: null });
  });

  it('is not told to, changed or tried by another organisation', async () => {
    const body = { secret: next, overlapMinutes: 5 };
    for (const operation of Object.values(ops))
      await expect(
        m.stranger(operation, { params: params(), ...('body' in operation ? { body } : {}) }),
      ).rejects.toMatchObject({ status: 404 });
    expect(m.webhooks).toEqual([]);
  });
});

describe('a test of a webhook', () => {
  let m: MessagingFixture;
  let id: string;
  beforeEach(async () => {
    m = await startMessaging();
    id = await m.integrate(null, { webhookHeaders: { 'X-Key': 'k' } });
  });
  afterEach(() => m[Symbol.asyncDispose]());

  const test = async () =>
    (
      await m.call<WebhookTestResult>(ops.postTandemPlatformWebhookTest, {
        params: { integrationId: id },
      })
    ).body;

  it('is a real call, signed, with the headers, and leaves nothing behind', async () => {
    m.answerWith(receiver(secret));
    const result = await test();
    expect(result).toMatchObject({ ok: true, status: 200, problem: null, bySecretBefore: false });
    const sent = m.webhook();
    expect(String(sent.body)).toBe(result.body);
    expect(result.signature).toBe(signedBy(secret, sent));
    expect(headerOf(sent, 'X-Key')).toBe('k');
    expect(sent.json).toMatchObject({ type: 'Event', channel: { id, platform: 'Open' } });
    expect(
      await m.db.query('select 1 from delivery_attempt union all select 1 from message'),
    ).toEqual([]);
  });

  it('says that the receiver still has the secret before', async () => {
    await m.call(ops.putTandemPlatformSecret, {
      params: { integrationId: id },
      body: { secret: next, overlapMinutes: 10 },
    });
    m.answerWith(receiver(secret));
    expect(await test()).toMatchObject({ ok: true, status: 200, bySecretBefore: true });
  });

  it.each([
    [{ status: 403 }, 'refused', 'HTTP 403'],
    [{ status: 404 }, 'notFound', 'HTTP 404'],
    [{ status: 302 }, 'redirect', 'HTTP 302'],
    [{ status: 429 }, 'busy', 'HTTP 429'],
    [{ status: 502 }, 'server', 'HTTP 502'],
    [{ status: 418 }, 'status', 'HTTP 418'],
    [new HttpCallError('timeout', null), 'timeout', 'timeout'],
    [
      new HttpCallError('connect', Object.assign(new Error('x'), { code: 'ECONNREFUSED' })),
      'connect',
      'connect (ECONNREFUSED)',
    ],
    [
      new HttpCallError('connect', Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' })),
      'certificate',
      'connect (CERT_HAS_EXPIRED)',
    ],
  ])('tells what went wrong: %#', async (answer, problem, reason) => {
    m.answerWith(() => answer);
    expect(await test()).toMatchObject({ ok: false, problem, reason });
  });
});

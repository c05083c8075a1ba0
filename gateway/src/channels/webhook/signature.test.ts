import { describe, expect, it } from 'vitest';
import { isSignedWebhook } from './signature.rules.ts';

/**
 * Signed by the library of the specification: npm package standardwebhooks 1.1.1, `new Webhook(secret).sign(id, time,
 * body)`. The first is also the example of its own documentation.
 */
const vectors = [
  {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    body: '{"test": 2432232314}',
    signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  },
  {
    id: 'msg_tandem_1',
    body: '{"userId":"u-1","sessionId":"s-1","text":"Grüße 👋"}',
    signature: 'v1,OVQqUfqVSheyhRsFpw6yIjuABT5oXDi9cIfCcnEZMpc=',
  },
];
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const timestamp = '1614265330';
const now = new Date(1614265330_000);

const check = ({ id, body, signature }: (typeof vectors)[number], changed: object = {}) => {
  const given = { secret, timestamp, now, ...changed };
  return isSignedWebhook(given.secret, {
    headers: {
      'webhook-id': id,
      'webhook-timestamp': given.timestamp,
      'webhook-signature': signature,
    },
    body: Buffer.from(body),
    now: given.now,
  });
};

describe('signatures of the webhook channel', () => {
  it.each(vectors)('takes what the library of the specification has signed: $id', (vector) => {
    expect(check(vector)).toBe(true);
    expect(check({ ...vector, signature: `v1,AAAA ${vector.signature}` })).toBe(true);
  });

  it('refuses another secret, id, time, body or spelling', () => {
    const [vector] = vectors as [(typeof vectors)[number]];
    expect(check(vector, { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx' })).toBe(false);
    expect(check({ ...vector, id: 'msg_other' })).toBe(false);
    expect(check(vector, { timestamp: '1614265331' })).toBe(false);
    expect(check({ ...vector, body: `${vector.body} ` })).toBe(false);
    expect(check({ ...vector, signature: vector.signature.slice(3) })).toBe(false);
    expect(check(vector, { secret: '' })).toBe(false);
  });

  it('refuses what is more than five minutes old or early', () => {
    const [vector] = vectors as [(typeof vectors)[number]];
    for (const [seconds, taken] of [
      [299, true],
      [301, false],
      [-299, true],
      [-301, false],
    ] as const)
      expect(check(vector, { now: new Date(now.getTime() + seconds * 1000) })).toBe(taken);
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { createTestClock, HttpCallError, type HttpClient } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { createKeySets } from './jwks.ts';

const url = 'https://sign-in.example/keys';

/** A sign-in service that can go away, and how often it was asked. */
const startService = () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'one' }];
  const service = { away: false, asked: 0 };
  const http: Pick<HttpClient, 'request'> = {
    request: async () => {
      service.asked += 1;
      if (service.away) throw new HttpCallError('timeout', null);
      return { status: 200, headers: {}, body: Buffer.from(JSON.stringify({ keys })) };
    },
  };
  const clock = createTestClock();
  return { service, clock, keySets: createKeySets({ http: http as HttpClient, clock }) };
};

const minutes = (count: number) => count * 60_000;

describe('public keys of a sign-in service', () => {
  it('that has gone away: known keys count, and visitors do not wait for it one after the other', async () => {
    const { service, clock, keySets } = startService();
    expect(await keySets.keysFor(url, 'one')).toHaveLength(1);
    service.away = true;
    await clock.advance(minutes(11));
    for (let visitor = 0; visitor < 5; visitor += 1)
      expect(await keySets.keysFor(url, 'one')).toHaveLength(1);
    expect(service.asked).toBe(2);
    service.away = false;
    await clock.advance(minutes(1));
    await keySets.keysFor(url, 'one');
    expect(service.asked).toBe(3);
  });

  it('that was never there: whoever sends tokens does not make us ask at will', async () => {
    const { service, clock, keySets } = startService();
    service.away = true;
    for (let visitor = 0; visitor < 5; visitor += 1)
      await expect(keySets.keysFor(url, 'one')).rejects.toThrow('the JWKS URL does not answer');
    expect(service.asked).toBe(1);
    service.away = false;
    await clock.advance(minutes(1));
    expect(await keySets.keysFor(url, 'one')).toHaveLength(1);
  });
});

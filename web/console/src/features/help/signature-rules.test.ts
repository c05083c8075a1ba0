import { createHmac } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { headerOf, verify } from './signature-rules.ts';

const secret = 'a secret of the platform';
const body = '{ "id": "1", "text": "Grüße" }';
const sign = (text: string, encoding: 'base64' | 'hex' = 'base64', key = secret) =>
  `sha256=${createHmac('sha256', key).update(text).digest(encoding)}`;

describe('signature of a webhook', () => {
  it('is the base64 HMAC of the exact bytes', async () => {
    expect(await headerOf(secret, body)).toBe(sign(body));
  });

  it.each([
    ['match', sign(body)],
    ['match', `X-Hub-Signature-256: ${sign(body)}`],
    ['match', sign(body).slice(7)],
    ['matchHex', sign(body, 'hex')],
    ['matchCompact', sign(JSON.stringify(JSON.parse(body)))],
    ['matchLineEnd', sign(`${body}\n`)],
    ['mismatch', sign(body, 'base64', 'another')],
    ['mismatch', 'sha256='],
    ['computed', ''],
  ])('%s for %s', async (verdict, signature) => {
    expect(await verify({ secret, body, signature })).toEqual({ verdict, header: sign(body) });
  });

  it('needs no JSON', async () => {
    const { verdict } = await verify({ secret, body: 'plain', signature: sign('other') });
    expect(verdict).toBe('mismatch');
  });

  it('is the same where browsers withhold WebCrypto', async () => {
    vi.stubGlobal('crypto', {});
    try {
      expect(await headerOf(secret, body)).toBe(sign(body));
      const long = 'k'.repeat(200);
      expect(await headerOf(long, body)).toBe(sign(body, 'base64', long));
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

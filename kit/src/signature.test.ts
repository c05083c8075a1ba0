import { describe, expect, it } from 'vitest';
import { isSameText, isSignedBy, type SignatureScheme, signatureOf } from './signature.ts';

const scheme: SignatureScheme = { prefix: 'sha256=', hash: 'sha256', encoding: 'base64' };
const secret = 'key';
const body = 'The quick brown fox jumps over the lazy dog';

describe('signatures', () => {
  it('are the HMAC of the exact bytes', () => {
    const hex = 'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8';
    expect(signatureOf({ ...scheme, encoding: 'hex' }, secret, body)).toBe(`sha256=${hex}`);
    expect(signatureOf(scheme, secret, Buffer.from(body))).toBe(
      `sha256=${Buffer.from(hex, 'hex').toString('base64')}`,
    );
  });

  it('are checked against body, secret and form', () => {
    const header = signatureOf(scheme, secret, body);
    expect(isSignedBy(scheme, { secret, body, header })).toBe(true);
    for (const wrong of [
      header.slice(7),
      `${header} `,
      '',
      undefined,
      [header],
      header.toLowerCase(),
    ])
      expect(isSignedBy(scheme, { secret, body, header: wrong })).toBe(false);
    expect(isSignedBy(scheme, { secret, body: `${body} `, header })).toBe(false);
    expect(isSignedBy(scheme, { secret: '', body, header: signatureOf(scheme, '', body) })).toBe(
      false,
    );
  });

  it('are compared whole, characters of several bytes included', () => {
    expect(isSameText('ä', 'ä')).toBe(true);
    expect(isSameText('ä', 'a')).toBe(false);
    expect(isSameText('', '')).toBe(true);
  });
});

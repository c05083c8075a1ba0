import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  algorithmOf,
  identityOf,
  isSignedByKey,
  isSignedBySecret,
  readSignedToken,
} from './jwt.rules.ts';

const key = (jwk: object) => createPublicKey({ key: jwk as never, format: 'jwk' });

/** The example of RFC 7515, appendix A.3: signed by another's library, not by ours. */
const es256 = {
  token:
    'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
  jwk: {
    kty: 'EC',
    crv: 'P-256',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  },
};

/** The example of RFC 7515, appendix A.1. */
const hs256 = {
  token:
    'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  jwkSecret:
    'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
};

const read = (token: string) => {
  const found = readSignedToken(token);
  if (!found) throw new Error('not a signed token');
  return found;
};

describe('signatures of identities', () => {
  it('are checked as RFC 7515 shows for ES256', () => {
    expect(isSignedByKey(read(es256.token), key(es256.jwk))).toBe(true);
    const forged = es256.token.replace(/.$/, (sign) => (sign === 'Q' ? 'A' : 'Q'));
    expect(isSignedByKey(read(forged.replace('Dt', 'Du')), key(es256.jwk))).toBe(false);
  });

  it('are checked as RFC 7515 shows for HS256', () => {
    // The secret of the example is bytes, not a text.
    const secret = Buffer.from(hs256.jwkSecret, 'base64url');
    expect(isSignedBySecret(read(hs256.token), secret)).toBe(true);
    expect(isSignedBySecret(read(hs256.token), 'another secret')).toBe(false);
  });

  it('never trust the algorithm that a token names', () => {
    const [, body = '', mac = ''] = es256.token.split('.');
    const named = (alg: string) =>
      `${Buffer.from(JSON.stringify({ alg })).toString('base64url')}.${body}.${mac}`;
    for (const alg of ['none', 'HS256', 'RS256', 'ES384'])
      expect(isSignedByKey(read(named(alg)), key(es256.jwk))).toBe(false);
    // The public key as an HMAC secret: the classic confusion.
    expect(isSignedBySecret(read(named('none')), 'x')).toBe(false);
    expect(isSignedBySecret(read(es256.token), 'x')).toBe(false);
  });

  it('of what is no signed token are none', () => {
    const crit = Buffer.from('{"alg":"HS256","crit":["exp"]}').toString('base64url');
    for (const text of ['', 'a.b', 'a.b.c', 'a.b.c.d', `${crit}.e30.x`, `x.${'a'.repeat(9000)}.y`])
      expect(readSignedToken(text)).toBeNull();
  });

  it('take RSA of 2048 bits and P-256, nothing weaker', () => {
    expect(algorithmOf(key(es256.jwk))).toBe('ES256');
    const weak = { kty: 'RSA', e: 'AQAB', n: Buffer.alloc(128, 0xf1).toString('base64url') };
    expect(algorithmOf(key(weak))).toBeNull();
    const long = { kty: 'RSA', e: 'AQAB', n: Buffer.alloc(256, 0xf1).toString('base64url') };
    expect(algorithmOf(key(long))).toBe('RS256');
  });
});

describe('claims of identities', () => {
  const expected = { nowSeconds: 1_000_000, audience: 'chat', issuer: null };
  const good = { sub: 'u-1', aud: 'chat', exp: 1_000_300 };

  it.each([
    ['no expiry', { ...good, exp: undefined }, 'exp'],
    ['yesterday', { ...good, exp: 999_000 }, 'expired'],
    ['tomorrow', { ...good, nbf: 1_000_200 }, 'nbf'],
    ['another audience', { ...good, aud: ['shop'] }, 'aud'],
    ['no audience', { ...good, aud: undefined }, 'aud'],
    ['nobody', { ...good, sub: ' ' }, 'sub'],
    ['a control character', { ...good, sub: 'a\u0000b' }, 'sub'],
  ])('are refused: %s', (_what, claims, word) => {
    const found = identityOf(claims, expected);
    expect(typeof found === 'string' ? found : 'accepted').toContain(word);
  });

  it('are refused from another issuer, where one is named', () => {
    const ofIssuer = { ...expected, issuer: 'https://login.example' };
    expect(identityOf(good, ofIssuer)).toContain('iss');
    expect(identityOf({ ...good, iss: 'https://login.example' }, ofIssuer)).toMatchObject({
      sub: 'u-1',
    });
  });

  it('become a name and a profile, bounded', () => {
    const claims = {
      ...good,
      aud: ['shop', 'chat'],
      given_name: 'Ada',
      family_name: 'Lovelace',
      email: 'ada@example.com',
      picture: 'javascript:alert(1)',
      attributes: { plan: 'gold', orders: 3, 'bad key': 'x', nested: {} },
    };
    expect(identityOf(claims, expected)).toEqual({
      sub: 'u-1',
      name: 'Ada Lovelace',
      expiresAt: 1_000_300,
      profile: {
        firstName: 'Ada',
        lastName: 'Lovelace',
        email: 'ada@example.com',
        attributes: { plan: 'gold', orders: '3' },
      },
    });
  });

  it('tell no address or number that the issuer calls unverified', () => {
    const given = { ...good, email: 'ada@example.com', phone_number: '+4930' };
    const profile = (more: object) => {
      const identity = identityOf({ ...given, ...more }, expected);
      return typeof identity === 'string' ? identity : identity.profile;
    };
    expect(profile({ email_verified: false })).toEqual({ phone: '+4930' });
    expect(profile({ email_verified: 'false', phone_number_verified: false })).toEqual({});
    expect(profile({ email_verified: true, phone_number_verified: true })).toEqual({
      ...{ email: 'ada@example.com', phone: '+4930' },
    });
  });
});

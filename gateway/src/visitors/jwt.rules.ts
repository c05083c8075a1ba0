import { createHmac, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import type { CustomerProfile } from '../conversations/index.ts';
import type { VisitorIdentity } from './visitors.model.ts';

export const identityAlgorithms = ['HS256', 'RS256', 'ES256'] as const;
export type IdentityAlgorithm = (typeof identityAlgorithms)[number];

type Fields = Readonly<Record<string, unknown>>;

export type SignedToken = {
  readonly algorithm: string;
  readonly keyId: string | null;
  readonly claims: Fields;
  readonly signed: string;
  readonly signature: Buffer;
};

const maxLength = 8192;
/** Clocks of two servers differ. */
const leewaySeconds = 60;

const fieldsOf = (part: string): Fields | null => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : null;
  } catch {
    return null;
  }
};

/** Takes a compact JWS (RFC 7515) apart; null when it is none. Nothing of it is believed yet. */
export const readSignedToken = (token: string): SignedToken | null => {
  const [head, body, mac, ...rest] = token.length > maxLength ? [] : token.split('.');
  if (!head || !body || !mac || rest.length > 0) return null;
  const [header, claims] = [fieldsOf(head), fieldsOf(body)];
  // A header that says what has to be understood says something that nobody here does.
  if (!header || !claims || 'crit' in header || typeof header['alg'] !== 'string') return null;
  return {
    algorithm: header['alg'],
    keyId: typeof header['kid'] === 'string' ? header['kid'] : null,
    claims,
    signed: `${head}.${body}`,
    signature: Buffer.from(mac, 'base64url'),
  };
};

const smallestRsaBits = 2048;

/** The algorithm a public key is for; null: none that is taken. */
export const algorithmOf = (key: KeyObject): IdentityAlgorithm | null => {
  const { asymmetricKeyType, asymmetricKeyDetails: details } = key;
  if (asymmetricKeyType === 'rsa')
    return (details?.modulusLength ?? 0) >= smallestRsaBits ? 'RS256' : null;
  return asymmetricKeyType === 'ec' && details?.namedCurve === 'prime256v1' ? 'ES256' : null;
};

/** Whether the secret signed it. The algorithm is that of the key, never what the token says. */
export const isSignedBySecret = (
  { algorithm, signed, signature }: SignedToken,
  secret: string | Buffer,
) => {
  if (algorithm !== 'HS256') return false;
  const expected = createHmac('sha256', secret).update(signed).digest();
  return expected.length === signature.length && timingSafeEqual(expected, signature);
};

/** Whether the owner of the public key signed it. */
export const isSignedByKey = ({ algorithm, signed, signature }: SignedToken, key: KeyObject) =>
  algorithm === algorithmOf(key) &&
  // JOSE writes the two numbers of an ECDSA signature side by side (RFC 7518, 3.4).
  verify('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, signature);

const textOf = (value: unknown, most: number): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, most) : undefined;

const maxAttributes = 20;

const attributesOf = (value: unknown) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).flatMap(([name, one]) =>
    ['string', 'number', 'boolean'].includes(typeof one) && /^[\w.-]{1,64}$/.test(name)
      ? [[name, String(one).slice(0, 256)] as const]
      : [],
  );
  return entries.length > 0 ? Object.fromEntries(entries.slice(0, maxAttributes)) : undefined;
};

/** What the issuer says was never checked could be anybody's; some issuers write the answer as a text. */
const isUnverified = (verified: unknown): boolean => String(verified).toLowerCase() === 'false';

/** Claims as OpenID Connect names them; an address or a number that is not verified is left out. */
const profileOf = (claims: Fields): CustomerProfile => {
  const picture = textOf(claims['picture'], 1000);
  const all = {
    firstName: textOf(claims['given_name'], 128),
    lastName: textOf(claims['family_name'], 128),
    email: isUnverified(claims['email_verified']) ? undefined : textOf(claims['email'], 256),
    phone: isUnverified(claims['phone_number_verified'])
      ? undefined
      : textOf(claims['phone_number'], 64),
    picture: picture && /^https:\/\//i.test(picture) ? picture : undefined,
    attributes: attributesOf(claims['attributes']),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
};

export type Expected = {
  readonly nowSeconds: number;
  readonly audience: string;
  readonly issuer: string | null;
};

const timeProblem = ({ exp, nbf }: Fields, { nowSeconds }: Expected) => {
  if (typeof exp !== 'number' || !Number.isFinite(exp)) return 'it has no time of expiry (exp)';
  if (exp + leewaySeconds <= nowSeconds) return 'expired';
  const early = typeof nbf === 'number' && nbf - leewaySeconds > nowSeconds;
  return early ? 'it does not count yet (nbf)' : null;
};

const problemOf = (claims: Fields, expected: Expected): string | null => {
  const { aud, iss, sub } = claims;
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (!audiences.includes(expected.audience)) return 'it is for another audience (aud)';
  if (expected.issuer !== null && iss !== expected.issuer) return 'it is of another issuer (iss)';
  if (typeof sub !== 'string' || !/^[^\p{Cc}]{1,200}$/u.test(sub) || sub.trim() === '')
    return 'it names nobody (sub)';
  return timeProblem(claims, expected);
};

/** What the claims say of the visitor, or why they are not accepted; `expired` for a token of yesterday. */
export const identityOf = (claims: Fields, expected: Expected): VisitorIdentity | string => {
  const problem = problemOf(claims, expected);
  if (problem) return problem;
  const profile = profileOf(claims);
  const both = [profile.firstName, profile.lastName].filter(Boolean).join(' ');
  return {
    sub: String(claims['sub']),
    name: textOf(claims['name'], 256) ?? (both || null),
    profile,
    expiresAt: Number(claims['exp']),
  };
};

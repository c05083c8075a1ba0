import { sha256 } from '#src/auth/sha256.ts';

const BLOCK = 64;
const PREFIX = 'sha256=';

const join = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

/** HMAC without `crypto.subtle`, which browsers withhold on plain http outside of localhost. */
function hmacByHand(key: Uint8Array, message: Uint8Array): Uint8Array {
  const block = new Uint8Array(BLOCK);
  block.set(key.length > BLOCK ? sha256(key) : key);
  const inner = sha256(
    join(
      block.map((byte) => byte ^ 0x36),
      message,
    ),
  );
  return sha256(
    join(
      block.map((byte) => byte ^ 0x5c),
      inner,
    ),
  );
}

async function hmac(secret: string, body: string): Promise<Uint8Array> {
  const key = join(new TextEncoder().encode(secret));
  const message = join(new TextEncoder().encode(body));
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (!subtle || key.length === 0) return hmacByHand(key, message);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await subtle.importKey('raw', key, algorithm, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', imported, message));
}

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export type Verdict =
  /** The signature belongs to secret and body. */
  | 'match'
  /** It belongs to the body without its white space: the body was reformatted on the way. */
  | 'matchCompact'
  /** It belongs to the body with or without a line break at its end. */
  | 'matchLineEnd'
  /** The right value, but written in hex. */
  | 'matchHex'
  | 'mismatch'
  /** Only the computed header is wanted. */
  | 'computed';

export type Verification = { readonly verdict: Verdict; readonly header: string };

const compact = (body: string): string | null => {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return null;
  }
};

/** The header of a webhook with this body. */
export const headerOf = async (secret: string, body: string): Promise<string> =>
  PREFIX + toBase64(await hmac(secret, body));

type Webhook = { readonly secret: string; readonly body: string; readonly signature: string };

/** Whether the signature belongs to secret and body; a near miss is named. */
export async function verify({ secret, body, signature }: Webhook): Promise<Verification> {
  const header = await headerOf(secret, body);
  const given = signature.trim().replace(/^x-hub-signature-256:\s*/i, '');
  if (given === '') return { verdict: 'computed', header };
  const value = given.startsWith(PREFIX) ? given : PREFIX + given;
  if (value === header) return { verdict: 'match', header };
  if (value.toLowerCase() === PREFIX + toHex(await hmac(secret, body))) {
    return { verdict: 'matchHex', header };
  }
  const small = compact(body);
  if (small !== null && value === (await headerOf(secret, small))) {
    return { verdict: 'matchCompact', header };
  }
  const trimmed = body.replace(/\r?\n$/, '');
  const ends = [trimmed, `${trimmed}\n`, `${trimmed}\r\n`];
  for (const end of ends) {
    if (value === (await headerOf(secret, end))) return { verdict: 'matchLineEnd', header };
  }
  return { verdict: 'mismatch', header };
}

import { hkdfSync } from 'node:crypto';

export const rootKeyBytes = 32;

/** The installation's root key. It never leaves the process; databases keep its fingerprint only. */
export type RootKey = { readonly bytes: Buffer; readonly fingerprint: string };

/** Uses of keys that derive from the root key. */
export type KeyPurpose = 'cookie' | 'form' | 'token' | 'signing';

const derive = (key: Buffer, purpose: string, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `tandem ${purpose}`, length));

/** A key of its own for one purpose (HKDF-SHA256): knowing it tells nothing about the others. */
export const deriveKey = ({ bytes }: RootKey, purpose: KeyPurpose): Buffer =>
  derive(bytes, `key ${purpose}`, rootKeyBytes);

const formats = [
  { pattern: /^[0-9a-f]{64}$/i, encoding: 'hex' },
  { pattern: /^[A-Za-z0-9+/]{43}=?$/, encoding: 'base64' },
  { pattern: /^[A-Za-z0-9_-]{43}=?$/, encoding: 'base64url' },
] as const;

/** Reads 32 bytes written as base64, base64url or hex; null when the text is nothing of the kind. */
export const parseRootKey = (text: string): RootKey | null => {
  const format = formats.find(({ pattern }) => pattern.test(text.trim()));
  return format ? toRootKey(Buffer.from(text.trim(), format.encoding)) : null;
};

export const toRootKey = (bytes: Buffer): RootKey => ({
  bytes,
  fingerprint: derive(bytes, 'fingerprint', 8).toString('hex'),
});

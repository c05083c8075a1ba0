import { createCipheriv, createDecipheriv } from 'node:crypto';

/** Version byte, key id, IV, ciphertext, tag. */
const version = 1;
const keyIdLength = 16;
export const ivBytes = 12;
const tagBytes = 16;
const headBytes = 1 + keyIdLength + ivBytes;

export type Seal = {
  readonly key: Buffer;
  readonly keyId: string;
  /** What the ciphertext is bound to: it opens nowhere else. */
  readonly bound: readonly string[];
  readonly iv: Buffer;
  readonly plaintext: Buffer;
};

/** A key's id as it stands in what the key sealed, from the second byte on. */
export const keyIdBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

const bytesToId = (bytes: Buffer) =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** Lengths keep the parts apart: `a` + `bc` is not `ab` + `c`. */
const associatedData = (keyId: string, bound: readonly string[]) =>
  Buffer.from([...bound, keyId].map((part) => `${Buffer.byteLength(part)}:${part}`).join(''));

/** AES-256-GCM with the context and the key's id as associated data. */
export const sealBytes = ({ key, keyId, bound, iv, plaintext }: Seal): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(associatedData(keyId, bound));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.of(version), keyIdBytes(keyId), iv, body, cipher.getAuthTag()]);
};

/** Id of the key that sealed it; null when the bytes are nothing that was sealed here. */
export const keyIdOf = (sealed: Buffer): string | null =>
  sealed.length < headBytes + tagBytes || sealed[0] !== version
    ? null
    : bytesToId(sealed.subarray(1, 1 + keyIdLength));

/** The plaintext, or null when a bit was changed or the context is another. */
export const openBytes = (input: {
  readonly key: Buffer;
  readonly bound: readonly string[];
  readonly sealed: Buffer;
}): Buffer | null => {
  const { key, bound, sealed } = input;
  const keyId = keyIdOf(sealed);
  if (!keyId) return null;
  const end = sealed.length - tagBytes;
  const decipher = createDecipheriv(
    'aes-256-gcm',
    key,
    sealed.subarray(1 + keyIdLength, headBytes),
  );
  decipher.setAAD(associatedData(keyId, bound));
  decipher.setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(headBytes, end)), decipher.final()]);
  } catch {
    return null;
  }
};

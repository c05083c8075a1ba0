import { hash, randomBytes, randomUUID } from 'node:crypto';

/** Ids and randomness as a parameter. */
export type Ids = {
  readonly uuid: () => string;
  /** 32 lower-case hex digits, the form of message ids on the Genesys wire. */
  readonly hex32: () => string;
  /** URL-safe random text of `bytes` random bytes. */
  readonly token: (bytes: number) => string;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
};

/** Random bytes are drawn in pages: a call of the generator costs the same for sixteen and for four thousand. */
const createHex32 = (): (() => string) => {
  let page = Buffer.alloc(0);
  let next = 0;
  return () => {
    if (next === page.length) {
      page = randomBytes(4096);
      next = 0;
    }
    next += 16;
    return page.toString('hex', next - 16, next);
  };
};

export const systemIds: Ids = {
  uuid: () => randomUUID(),
  hex32: createHex32(),
  token: (bytes) => randomBytes(bytes).toString('base64url'),
  random: () => randomBytes(4).readUInt32BE() / 2 ** 32,
};

const uuidForm = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Whether PostgreSQL can read the text as an id; anything else is the id of nothing. */
export const isUuid = (text: string): boolean => uuidForm.test(text);

/** The same text always gives the same 32 hex digits: ids of a step that may run again after a crash. */
export const derivedHex32 = (...parts: readonly string[]): string =>
  hash('sha256', parts.join('\u0000'), 'hex').slice(0, 32);

/** Like {@link derivedHex32}, in UUID form (version 8 of RFC 9562). */
export const derivedUuid = (...parts: readonly string[]): string => {
  const hex = derivedHex32(...parts);
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
};

/** Predictable ids for tests: counted, unique per `seed`. */
export const createTestIds = (seed = 'test'): Ids => {
  let count = 0;
  const next = () => derivedHex32(seed, String(++count));
  return {
    uuid: () => derivedUuid(seed, String(++count)),
    hex32: next,
    token: (bytes) =>
      Buffer.from(next().repeat(1 + bytes / 16), 'hex')
        .subarray(0, bytes)
        .toString('base64url'),
    random: () => Number.parseInt(next().slice(0, 8), 16) / 2 ** 32,
  };
};

import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ids } from '@tandem/kit';
import type { RootKeySource } from '../external/index.ts';
import { RootKeyError } from '../vault.errors.ts';
import { parseRootKey, type RootKey, rootKeyBytes } from './root-key.rules.ts';

export const rootKeyFileName = 'root-key';

export type LoadRootKey = {
  /** TANDEM_ROOT_KEY. */
  readonly rootKey?: string | undefined;
  /** TANDEM_ROOT_KEY_FILE. */
  readonly rootKeyFile?: string | undefined;
  /** An external store that keeps the key; asked when neither setting nor file is given. */
  readonly external?: RootKeySource | undefined;
  readonly dataFolder: string;
  /** Only the embedded database lets a key be generated: with it, the data folder holds both. */
  readonly embedded: boolean;
  readonly ids: Ids;
  /** Fingerprint of the key that what is there was sealed under; with one, no other key is generated. */
  readonly sealedUnder?: (() => Promise<string | null>) | undefined;
};

export type LoadedRootKey = RootKey & {
  /** File that was just written: the operator must be told to back it up. */
  readonly generatedFile?: string;
};

const shape = `${rootKeyBytes} bytes as base64 (for example from: openssl rand -base64 ${rootKeyBytes})`;

const parsed = (text: string, source: string): RootKey => {
  const key = parseRootKey(text);
  if (!key) throw new RootKeyError(`${source} must hold ${shape}.`);
  return key;
};

const readKeyFile = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new RootKeyError(`The root key file ${path} cannot be read: ${message}`);
  }
};

/** Another process may generate at the same moment: whoever links the whole file first wins, the other reads it. */
const generate = async ({ dataFolder, ids }: LoadRootKey): Promise<LoadedRootKey> => {
  const path = join(dataFolder, rootKeyFileName);
  const draft = `${path}.${ids.uuid()}`;
  const text = Buffer.from(ids.token(rootKeyBytes), 'base64url').toString('base64');
  await mkdir(dataFolder, { recursive: true });
  try {
    await writeFile(draft, `${text}\n`, { flag: 'wx', mode: 0o600, flush: true });
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return parsed((await readKeyFile(path)) ?? '', path);
  } finally {
    await rm(draft, { force: true });
  }
  return { ...parsed(text, path), generatedFile: path };
};

const fromExternal = async (source: RootKeySource): Promise<RootKey> => {
  let text: string | null;
  try {
    text = await source.read();
  } catch (error) {
    throw new RootKeyError(
      `The root key cannot be read from the ${source.name}: ${(error as Error).message}`,
    );
  }
  if (text === null) throw new RootKeyError(`The ${source.name} has no root key there.`);
  return parsed(text, `The ${source.name}`);
};

/**
 * The root key: from the setting, from the file, from the external store, or (embedded database only) from the data
 * folder, where it is generated when absent.
 * @throws RootKeyError with one line that says what to set.
 */
export async function loadRootKey(input: LoadRootKey): Promise<LoadedRootKey> {
  if (input.rootKey) return parsed(input.rootKey, 'TANDEM_ROOT_KEY');
  if (input.rootKeyFile) {
    const text = await readKeyFile(input.rootKeyFile);
    if (text === null)
      throw new RootKeyError(
        `TANDEM_ROOT_KEY_FILE names ${input.rootKeyFile}, which does not exist.`,
      );
    return parsed(text, input.rootKeyFile);
  }
  if (input.external) return fromExternal(input.external);
  if (!input.embedded) {
    throw new RootKeyError(
      `With DATABASE_URL the root key must be given: set TANDEM_ROOT_KEY or TANDEM_ROOT_KEY_FILE to ${shape}.`,
    );
  }
  const path = join(input.dataFolder, rootKeyFileName);
  const text = await readKeyFile(path);
  if (text !== null) return parsed(text, path);
  const needed = (await input.sealedUnder?.()) ?? null;
  if (needed !== null)
    throw new RootKeyError(
      `The root key with the fingerprint ${needed} is needed, and ${path} is not there. Put the original file back, or give the key in TANDEM_ROOT_KEY or TANDEM_ROOT_KEY_FILE.`,
    );
  return generate(input);
}

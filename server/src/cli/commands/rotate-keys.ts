import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock, systemIds } from '@tandem/kit';
import {
  parseRootKey,
  type RootKey,
  type RotationProgress,
  rootKeyFileName,
  rotateKeys,
  rotateRootKey,
  withRotationLock,
} from '@tandem/vault';
import { registeredColumns } from '../../compose/sealed-columns.ts';
import type { ServerSettings } from '../../settings.ts';
import { type Command, type CommandRun, UsageError } from '../command.ts';
import { withCore } from '../core-session.ts';
import type { CommandSession } from '../session.ts';

type Session = Parameters<Parameters<typeof withCore>[1]>[0];

const progressLine = ({ column, done, total }: RotationProgress, organisation: string) =>
  `${organisation}: ${column} ${done} of ${total}`;

/** Data keys of every organisation, or of the named one. */
const rotateData = async (
  core: Session,
  { databases }: CommandSession,
  { options, out, err }: CommandRun,
): Promise<number> => {
  const named = options['org'] as string | undefined;
  const { directory, usecases } = core.identity;
  const one = named ? await directory.organisationByText(named) : null;
  if (named && !one) {
    err(`There is no organisation "${named}".`);
    return 1;
  }
  const organisations = one ? [one] : await directory.organisations();
  const nameOf = new Map(organisations.map(({ id, shortName }) => [id, shortName]));
  const done = await rotateKeys({
    db: databases.core,
    sealer: core.sealer,
    columns: await registeredColumns(databases),
    organisations: organisations.map(({ id }) => id),
    audit: usecases.noteAudit,
    clock: systemClock,
    onProgress: (step) => err(progressLine(step, nameOf.get(step.org) ?? step.org)),
  });
  for (const { org, resumed, resealed } of done)
    out(
      `${nameOf.get(org)}: ${resumed ? 'went on with an interrupted rotation' : 'new data key'}, ${resealed} rows sealed anew.`,
    );
  const unreadable = done.reduce((sum, one) => sum + one.unreadable, 0);
  if (unreadable > 0)
    err(
      `${unreadable} rows cannot be opened with any key and stay as they are: those secrets have to be entered again.`,
    );
  return unreadable > 0 ? 1 : 0;
};

/** @throws UsageError */
const newRootKey = async (settings: ServerSettings): Promise<{ key: RootKey; text: string }> => {
  const { TANDEM_NEW_ROOT_KEY: given, TANDEM_NEW_ROOT_KEY_FILE: file } = settings;
  if (!given && !file)
    throw new UsageError(
      'Set TANDEM_NEW_ROOT_KEY or TANDEM_NEW_ROOT_KEY_FILE to the new root key (for example from: openssl rand -base64 32).',
    );
  const text = given ?? (await readFile(file ?? '', 'utf8').catch(() => ''));
  const key = parseRootKey(text);
  if (!key)
    throw new UsageError(
      `${given ? 'TANDEM_NEW_ROOT_KEY' : 'TANDEM_NEW_ROOT_KEY_FILE'} must hold 32 bytes as base64.`,
    );
  return { key, text: text.trim() };
};

/** The generated file is the only place of its key: the new one lies beside it before anything changes. */
const replacingFile = async (path: string, text: string, work: () => Promise<number>) => {
  const next = `${path}.next`;
  await writeFile(next, `${text}\n`, { mode: 0o600, flush: true });
  try {
    const count = await work();
    await rename(next, path);
    return count;
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
};

const rotateRoot = async (
  core: Session,
  { databases, settings }: CommandSession,
  { out }: CommandRun,
): Promise<number> => {
  const { key, text } = await newRootKey(settings);
  const db = databases.core;
  const work = () =>
    withRotationLock(db, () => rotateRootKey({ db, ids: systemIds, from: core.rootKey, to: key }));
  const { TANDEM_ROOT_KEY, TANDEM_ROOT_KEY_FILE, TANDEM_KV_ROOT_KEY } = settings;
  const generated = !TANDEM_ROOT_KEY && !TANDEM_ROOT_KEY_FILE && !TANDEM_KV_ROOT_KEY;
  const path = join(settings.TANDEM_DATA, rootKeyFileName);
  const count = generated ? await replacingFile(path, text, work) : await work();
  out(`${count} data keys are wrapped under the new root key (fingerprint ${key.fingerprint}).`);
  const place = TANDEM_ROOT_KEY
    ? 'TANDEM_ROOT_KEY'
    : (TANDEM_ROOT_KEY_FILE ?? 'the KV store (TANDEM_KV_ROOT_KEY)');
  out(
    generated
      ? `The new key is in ${path}: back it up. Start Tandem again; people sign in anew.`
      : `Put the new key into ${place} now, then start every process again; people sign in anew.`,
  );
  return 0;
};

export const rotateKeysCommand: Command = {
  name: 'rotate-keys',
  summary: 'give stored secrets new keys',
  usage: 'rotate-keys [--org <id or short name>] | --root',
  help: `
Makes a new data key for each organisation and seals every stored secret anew, in small batches, while everything goes
on. What is not yet done still opens with its old key. If it is interrupted, run it again: it goes on where it was.

With --root the data keys are wrapped under another root key instead, all or none; the secrets stay as they are. The
new key is read from TANDEM_NEW_ROOT_KEY or TANDEM_NEW_ROOT_KEY_FILE. Afterwards every process is started again with it.

  npx tandem rotate-keys
  TANDEM_NEW_ROOT_KEY=$(openssl rand -base64 32) npx tandem rotate-keys --root`,
  options: {
    org: { type: 'string', value: 'org', doc: 'only the data key of this organisation' },
    root: { type: 'boolean', doc: 'wrap the data keys under a new root key' },
  },
  async run(run) {
    const { options } = run;
    if (options['root'] && options['org'])
      throw new UsageError('The root key is that of all organisations: --root takes no --org.');
    const rotate = options['root'] ? rotateRoot : rotateData;
    return withCore(run, (core, session) => rotate(core, session, run));
  },
};

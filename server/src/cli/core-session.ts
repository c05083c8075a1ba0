import { systemClock, systemIds } from '@tandem/kit';
import { loadRootKey, storedFingerprint } from '@tandem/vault';
import { type Core, openCore } from '../compose/core.ts';
import { rootKeySources } from '../compose/root-key.ts';
import { readServerSettings } from '../settings.ts';
import type { CommandRun } from './command.ts';
import { type CommandSession, withSession } from './session.ts';

/** Runs a command with the core services, on the installation of the environment. */
export const withCore = async (
  run: Pick<CommandRun, 'env' | 'err'>,
  work: (core: Core, session: CommandSession) => Promise<number>,
): Promise<number> => {
  const given = readServerSettings(run.env);
  // What the operator forgot is said before a database is waited for.
  if (given.DATABASE_URL) await loadRootKey(rootKeySources(given, systemIds));
  return withSession(run, async (session) => {
    const { settings, databases, log } = session;
    const foundation = { clock: systemClock, ids: systemIds, log };
    const sealedUnder = () => storedFingerprint(databases.core);
    const rootKey = await loadRootKey({ ...rootKeySources(settings, systemIds), sealedUnder });
    const core = await openCore(foundation, { db: databases.core, rootKey, serve: false });
    try {
      return await work(core, session);
    } finally {
      await core.close();
    }
  });
};

/** The organisation that a command means: the named one, or the only one. Null with a line for the caller otherwise. */
export const chooseOrganisation = async (
  { identity }: Core,
  named: string | undefined,
  err: CommandRun['err'],
): Promise<string | null> => {
  if (named) {
    const found = await identity.directory.organisationByText(named);
    if (!found) err(`There is no organisation "${named}".`);
    return found?.id ?? null;
  }
  const all = await identity.directory.organisations();
  const [only] = all;
  if (all.length === 1 && only) return only.id;
  err(
    all.length === 0
      ? 'There is no organisation yet. Create one with: tandem org create --name <name> --admin-email <email>'
      : `Say which organisation with --org: ${all.map(({ shortName }) => shortName).join(', ')}`,
  );
  return null;
};

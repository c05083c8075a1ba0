import type { Identity } from '@tandem/identity';
import type { ServerSettings } from './settings.ts';

/** A first run that this start has to finish: its own, or one that was cut short before it was ready. */
export type FirstRun = {
  readonly org: string;
  readonly adminId: string;
  readonly adminEmail: string;
};

/** What the operator reads once everything serves. */
export type Ready = {
  readonly url: string;
  /** Whom a first run made, or who administers the installation. */
  readonly admin: string | null;
  /** Short name of the organisation, where a command has to be told which of several. */
  readonly organisation: string | null;
  readonly firstRun: boolean;
  /** Present when it was generated: told once, stored nowhere. */
  readonly generatedPassword?: string;
};

/** Creates the organisation and its administrator when there is none; null when nothing is owed any more. */
export const ensureOrganisation = async (
  identity: Identity,
  settings: ServerSettings,
): Promise<FirstRun | null> => {
  const { directory, usecases } = identity;
  if ((await directory.organisations()).length === 0)
    await usecases.createOrganisation({
      name: settings.TANDEM_ORG_NAME,
      adminEmail: settings.TANDEM_ADMIN_EMAIL,
      adminName: 'Administrator',
      firstRun: true,
    });
  const owed = await usecases.firstRuns.unfinished();
  if (!owed) return null;
  const { org, adminId } = owed;
  const admin = await directory.user(org, adminId);
  return { org, adminId, adminEmail: admin?.email ?? settings.TANDEM_ADMIN_EMAIL };
};

const laterStart = async ({ directory }: Identity, url: string): Promise<Ready> => {
  const all = await directory.organisations();
  const [first] = all;
  return {
    url,
    admin: first ? await directory.firstAdmin(first.id) : null,
    organisation: first && all.length > 1 ? first.shortName : null,
    firstRun: false,
  };
};

/**
 * Tells the operator that everything serves, and finishes the first run with it. Nobody listening (a command that
 * starts a server for its own work) leaves a password that has to be generated to the next start.
 */
export const tellReady = async (
  identity: Identity,
  settings: Pick<ServerSettings, 'TANDEM_ADMIN_PASSWORD'>,
  {
    url,
    firstRun,
    tell,
  }: {
    url: string;
    firstRun: FirstRun | null;
    tell: ((ready: Ready) => void) | undefined;
  },
): Promise<void> => {
  const given = settings.TANDEM_ADMIN_PASSWORD;
  const finishing = firstRun && (tell || given !== undefined);
  const finished =
    finishing &&
    (await identity.usecases.firstRuns.finish(firstRun.org, given, (generatedPassword) =>
      tell?.({
        url,
        admin: firstRun.adminEmail,
        organisation: null,
        firstRun: true,
        ...(generatedPassword === undefined ? {} : { generatedPassword }),
      }),
    ));
  if (!finished) tell?.(await laterStart(identity, url));
};

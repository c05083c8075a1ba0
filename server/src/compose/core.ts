import { gatewayPermissions } from '@tandem/contract';
import { createIdentity, type Identity, type IdentityDeps } from '@tandem/identity';
import {
  type Clock,
  createListener,
  type Database,
  type Ids,
  type Listener,
  type Log,
} from '@tandem/kit';
import {
  checkRootKey,
  createSealer,
  createVault,
  type ExternalStore,
  type RootKey,
  type Sealer,
  type Vault,
  type VaultDirectory,
} from '@tandem/vault';

/** What every part of the process is built from. */
export type Foundation = { readonly clock: Clock; readonly ids: Ids; readonly log: Log };

/** The services that both halves share through ports. */
export type Core = {
  readonly identity: Identity;
  readonly sealer: Sealer;
  readonly vault: Vault;
  /** What the vault's slices ask about people. */
  readonly directory: VaultDirectory;
  readonly rootKey: RootKey;
  readonly close: () => Promise<void>;
};

/** What the vault asks identity. */
const vaultDirectory = ({ directory }: Identity): VaultDirectory => ({
  rolesOf: directory.rolesOf,
  roleNames: directory.roleNames,
  subjectNames: directory.subjectNames,
  async userNames(org, ids) {
    const people = await directory.people(org, ids);
    return new Map([...people].map(([id, { name }]) => [id, name]));
  },
});

/** @throws RootKeyError when the database belongs to another root key. */
export const openCore = async (
  { clock, ids, log }: Foundation,
  options: {
    db: Database;
    rootKey: RootKey;
    expanders?: IdentityDeps['expanders'];
    serve: boolean;
    auditRetentionDays?: number;
    /** Variables of the environment, by name. */
    environment?: ReadonlyMap<string, string>;
    /** Where credentials may keep their values instead of here, and the path below which they do. */
    external?: { readonly store: ExternalStore | null; readonly prefix: string };
  },
): Promise<Core> => {
  const { db, rootKey, expanders, serve, auditRetentionDays = 0, external } = options;
  await checkRootKey({ db, rootKey, clock });
  const signals: Listener | undefined = serve
    ? await createListener({ connection: db.connection, schema: db.schema, clock, log })
    : undefined;
  const identity = createIdentity({
    db,
    ids,
    clock,
    log,
    rootKey,
    permissions: gatewayPermissions,
    auditRetentionDays,
    ...(signals ? { signals } : {}),
    ...(expanders ? { expanders } : {}),
  });
  const sealer = createSealer({ db, rootKey, ids, clock });
  const directory = vaultDirectory(identity);
  const vault = createVault({
    ...{ db, ids, clock, log, sealer, directory },
    audit: identity.usecases.noteAudit,
    external: external?.store ?? null,
    ...(external ? { externalPrefix: external.prefix } : {}),
    ...(options.environment ? { environment: options.environment } : {}),
  });
  if (serve) {
    await identity.start();
    vault.start();
  }
  return {
    identity,
    sealer,
    vault,
    directory,
    rootKey,
    async close() {
      identity.stop();
      vault.stop();
      await vault.uses
        .flush()
        .catch((error: unknown) => log.warn({ err: error }, 'use of secrets was not stored'));
      await identity.usage
        .flush()
        .catch((error: unknown) => log.warn({ err: error }, 'usage of clients was not stored'));
      await signals?.close();
    },
  };
};

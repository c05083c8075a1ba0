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
import { checkRootKey, createSealer, type RootKey, type Sealer } from '@tandem/vault';

/** What every part of the process is built from. */
export type Foundation = { readonly clock: Clock; readonly ids: Ids; readonly log: Log };

/** The services that both halves share through ports. */
export type Core = {
  readonly identity: Identity;
  readonly sealer: Sealer;
  readonly rootKey: RootKey;
  readonly close: () => Promise<void>;
};

/** @throws RootKeyError when the database belongs to another root key. */
export const openCore = async (
  { clock, ids, log }: Foundation,
  options: {
    db: Database;
    rootKey: RootKey;
    expanders?: IdentityDeps['expanders'];
    serve: boolean;
    auditRetentionDays?: number;
  },
): Promise<Core> => {
  const { db, rootKey, expanders, serve, auditRetentionDays = 0 } = options;
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
  if (serve) await identity.start();
  return {
    identity,
    sealer: createSealer({ db, rootKey, ids, clock }),
    rootKey,
    async close() {
      identity.stop();
      await identity.usage
        .flush()
        .catch((error: unknown) => log.warn({ err: error }, 'usage of clients was not stored'));
      await signals?.close();
    },
  };
};

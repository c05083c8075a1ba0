import {
  auditOperations,
  type Handler,
  identityOperations,
  type OperationSpec,
  permissions as wirePermissions,
} from '@tandem/contract';
import type { Clock, Database, Ids, Log, Queryable, Timer } from '@tandem/kit';
import { deriveKey, type RootKey } from '@tandem/vault';
import {
  type DivisionObjects,
  divisionHandlers,
  grantHandlers,
  roleHandlers,
} from './access/index.ts';
import { purgeAttempts, purgeBrowsers } from './attempts/index.ts';
import {
  type AuditTrail,
  auditHandlers,
  auditQueryHandlers,
  createAudit,
  createAuditRetention,
  createAuditTrail,
  type KeptAuditEntry,
} from './audit/index.ts';
import { createChanges, type Signals } from './changes/index.ts';
import { clientHandlers } from './client-admin/index.ts';
import { createDirectory, type Directory } from './directory.ts';
import {
  authorizeHandlers,
  type ConnectorToken,
  type ConnectorTokenRequest,
  issueConnectorToken,
  signOutHandlers,
  tokenHandlers,
} from './oauth/index.ts';
import { organisationHandlers } from './organisations/index.ts';
import {
  type CreateClient,
  type CreatedClient,
  type CreatedOrganisation,
  type CreateOrganisation,
  createClient,
  createFirstRuns,
  createOrganisation,
  type FirstRuns,
  type PasswordReset,
  type ResetPassword,
  resetPassword,
} from './setup/index.ts';
import {
  createPrincipals,
  knownScopes,
  type Principals,
  purgeEnded,
  requireCurrent,
  tokenAdminHandlers,
} from './tokens/index.ts';
import { createUsageCounter, purgeUsage, type UsageCounter, usageHandlers } from './usage/index.ts';
import { createPasswords, type UserExpanders, userHandlers } from './users/index.ts';

export type IdentityDeps = {
  /** A pool on the schema of the core services. */
  readonly db: Database;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  readonly rootKey: RootKey;
  /** kit's listener on the same schema; without it other nodes learn of changes by re-checking only. */
  readonly signals?: Signals;
  /** Permissions beside those of the contract's list, which `*` in a role covers as well. */
  readonly permissions?: readonly string[];
  /** Fields of users that others know: name of the expansion → values by user id. */
  readonly expanders?: UserExpanders;
  /** What other packages keep in divisions. */
  readonly divisionObjects?: DivisionObjects;
  /** Days that entries of the audit log are kept; 0 or nothing: for ever. */
  readonly auditRetentionDays?: number;
  /** Cost of password hashing as a power of two; tests lower it. */
  readonly passwordCost?: number;
};

export type Identity = {
  readonly handlers: readonly Handler[];
  /** Hot: answers from memory what was checked within the last second. */
  readonly authenticate: Principals['authenticate'];
  readonly usecases: {
    readonly createOrganisation: (input: CreateOrganisation) => Promise<CreatedOrganisation>;
    readonly createClient: (input: CreateClient) => Promise<CreatedClient>;
    /** For the operator of the installation, when nobody can sign in. */
    readonly resetPassword: (input: ResetPassword) => Promise<PasswordReset>;
    /** What the first start of an installation still owes. */
    readonly firstRuns: FirstRuns;
    /** For acts of other packages, after they are done; an entry whose id is known is stored already. */
    readonly recordAudit: (entry: KeptAuditEntry) => Promise<void>;
    /** The same in the transaction of the change, for packages that share the schema of the core services. */
    readonly noteAudit: (tx: Queryable, entry: KeptAuditEntry) => Promise<void>;
    /** A token for a connector to this contact centre; null when the user may not act. */
    readonly issueConnectorToken: (input: ConnectorTokenRequest) => Promise<ConnectorToken | null>;
    /** Removes ended tokens, codes and sessions; to be called now and then. */
    readonly purge: () => Promise<void>;
  };
  /** What is recorded, for whoever tells of it. */
  readonly auditTrail: AuditTrail;
  /** Counts requests of clients, for whoever serves them. */
  readonly usage: Pick<UsageCounter, 'note' | 'flush'>;
  /** OAuth scopes that limit what a token of a user can do. */
  readonly scopes: readonly string[];
  /** Look-ups for the other packages. */
  readonly directory: Directory;
  readonly start: () => Promise<void>;
  readonly stop: () => void;
};

const named = (operations: readonly OperationSpec[]) =>
  operations.flatMap(({ permission }) => [...(permission?.all ?? []), ...(permission?.any ?? [])]);

/** Every permission there is, sorted. */
const catalogueOf = (further: readonly string[]) => {
  const own = [...Object.values(auditOperations), ...Object.values(identityOperations)];
  const all = [...wirePermissions.map(({ permission }) => permission), ...named(own), ...further];
  return [...new Set(all)].sort();
};

const build = (deps: IdentityDeps) => {
  const { db, ids, clock, log, signals, passwordCost } = deps;
  const permissions = catalogueOf(deps.permissions ?? []);
  const principals = createPrincipals({ db, clock, log, signals, permissions });
  const changes = createChanges({
    db,
    signals,
    onChange: principals.forget,
    current: (tx, principal) => requireCurrent(tx, principal, { now: clock.now(), permissions }),
  });
  const audit = createAudit({ ids, clock });
  const passwords = createPasswords({ ids, ...(passwordCost ? { cost: passwordCost } : {}) });
  const { divisionObjects, expanders = {} } = deps;
  const slices = { db, ids, clock, log, changes, audit, passwords, permissions, expanders };
  return { principals, slices: { ...slices, divisionObjects } };
};

const purgeEveryMs = 60_000;

const purge = async ({ db, clock }: Pick<IdentityDeps, 'db' | 'clock'>): Promise<void> => {
  const now = clock.now();
  await purgeEnded(db, now);
  await purgeAttempts(db, now);
  await purgeBrowsers(db, now);
  await purgeUsage(db, now);
};

/** Removes what has ended, every minute. */
const createPurging = ({ db, clock, log }: IdentityDeps) => {
  let timer: Timer | undefined;
  let stopped = false;
  const start = () => {
    timer = clock.after(purgeEveryMs, () => {
      purge({ db, clock })
        .catch((error) => log.warn({ err: error }, 'ended tokens could not be removed'))
        .finally(() => {
          if (!stopped) start();
        });
    });
  };
  const stop = () => {
    stopped = true;
    timer?.cancel();
  };
  return { start, stop };
};

/** Builds identity from its parts. */
export function createIdentity(deps: IdentityDeps): Identity {
  const { db, clock } = deps;
  const { principals, slices } = build(deps);
  const formKey = deriveKey(deps.rootKey, 'form');
  const purging = createPurging(deps);
  const usage = createUsageCounter(deps);
  const retention = createAuditRetention({ ...deps, days: deps.auditRetentionDays ?? 0 });
  return {
    handlers: [
      ...tokenHandlers(slices),
      ...authorizeHandlers({ ...slices, formKey }),
      ...signOutHandlers({ ...slices, formKey }),
      ...tokenAdminHandlers(slices),
      ...clientHandlers(slices),
      ...usageHandlers({ ...slices, usage }),
      ...roleHandlers(slices),
      ...grantHandlers(slices),
      ...divisionHandlers(slices),
      ...userHandlers(slices),
      ...organisationHandlers(slices),
      ...auditHandlers(slices),
      ...auditQueryHandlers(slices),
    ],
    authenticate: principals.authenticate,
    scopes: knownScopes(slices.permissions),
    usage,
    usecases: {
      createOrganisation: (input) => createOrganisation(slices, input),
      createClient: (input) => createClient(slices, input),
      resetPassword: (input) => resetPassword(slices, input),
      firstRuns: createFirstRuns(slices),
      recordAudit: (entry) => slices.audit(db, entry),
      noteAudit: slices.audit,
      issueConnectorToken: (input) => issueConnectorToken(slices, input),
      purge: () => purge(deps),
    },
    auditTrail: createAuditTrail(db),
    directory: createDirectory(db, clock, slices.permissions),
    async start() {
      await principals.start();
      purging.start();
      usage.start();
      retention.start();
    },
    stop() {
      principals.stop();
      purging.stop();
      usage.stop();
      void retention.stop();
    },
  };
}

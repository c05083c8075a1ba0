import { type Handler, permissions as wirePermissions } from '@tandem/contract';
import type { Clock, Database, Ids, Log } from '@tandem/kit';
import { deriveKey, type RootKey } from '@tandem/vault';
import { createAudit } from './audit/index.ts';
import { createChanges, type Signals } from './changes/index.ts';
import { createDirectory, type Directory } from './directory.ts';
import { authorizeHandlers, tokenHandlers } from './oauth/index.ts';
import {
  type CreateClient,
  type CreatedClient,
  type CreatedOrganisation,
  type CreateOrganisation,
  createClient,
  createOrganisation,
} from './setup/index.ts';
import { createPrincipals, type Principals, purgeEnded } from './tokens/index.ts';
import { createPasswords, type UserExpanders } from './users/index.ts';

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
  /** Cost of password hashing as a power of two; tests lower it. */
  readonly passwordCost?: number;
};

export type Identity = {
  readonly handlers: readonly Handler[];
  readonly authenticate: Principals['authenticate'];
  readonly usecases: {
    readonly createOrganisation: (input: CreateOrganisation) => Promise<CreatedOrganisation>;
    readonly createClient: (input: CreateClient) => Promise<CreatedClient>;
    /** Removes ended tokens, codes and sessions; to be called now and then. */
    readonly purge: () => Promise<void>;
  };
  /** Look-ups for the other packages. */
  readonly directory: Directory;
  readonly start: () => Promise<void>;
  readonly stop: () => void;
};

/** Builds identity from its parts. */
export function createIdentity(deps: IdentityDeps): Identity {
  const { db, ids, clock, log, signals, passwordCost } = deps;
  const permissions = [
    ...new Set([
      ...wirePermissions.map(({ permission }) => permission),
      ...(deps.permissions ?? []),
    ]),
  ].sort();
  const principals = createPrincipals({ db, clock, log, signals, permissions });
  const changes = createChanges({ db, signals, onChange: principals.forget });
  const audit = createAudit({ ids, clock });
  const passwords = createPasswords({ ids, ...(passwordCost ? { cost: passwordCost } : {}) });
  const base = { db, ids, clock, log, changes, audit, passwords, permissions };
  return {
    handlers: [
      ...tokenHandlers(base),
      ...authorizeHandlers({ ...base, formKey: deriveKey(deps.rootKey, 'form') }),
    ],
    authenticate: principals.authenticate,
    usecases: {
      createOrganisation: (input) => createOrganisation(base, input),
      createClient: (input) => createClient(base, input),
      purge: () => purgeEnded(db, clock.now()),
    },
    directory: createDirectory(db),
    start: principals.start,
    stop: principals.stop,
  };
}

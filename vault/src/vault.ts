import type { Handler, StoredSecretSource } from '@tandem/contract';
import type { Log } from '@tandem/kit';
import { credentialHandlers } from './credentials/index.ts';
import { type VaultEvents, vaultEvents } from './events/index.ts';
import { lockerHandlers } from './lockers/index.ts';
import { policyHandlers } from './policy/index.ts';
import {
  createUseCounter,
  type KeepSource,
  type KeptSource,
  keepSource,
  type PerUserAttribute,
  perUserAttributes,
  resolveSecret,
  resolveSource,
  secretNames,
  type UseCounter,
  type WhichSecret,
} from './secrets/index.ts';
import { createVariables, type VariableValues } from './variables/index.ts';
import type { Acting, VaultParts } from './vault.types.ts';

export type VaultDeps = VaultParts & {
  /** Path of the external store below which organisations have theirs. */
  readonly externalPrefix?: string;
  readonly log: Log;
  /** Variables that the environment brings, by name, for every organisation. */
  readonly environment?: ReadonlyMap<string, string>;
};

/** Secrets for the rest of the product; nothing that these answer may be logged, stored or shown. */
export type Secrets = {
  /** Opens an attribute of a credential. @throws vaultErrors.unknownSecret, noValue, externalFailed */
  readonly resolveSecret: (org: string, which: WhichSecret) => Promise<string>;
  /** Names of a credential and its attribute, each given by id or name; null when there is none such. */
  readonly names: (
    org: string,
    which: Pick<WhichSecret, 'credential' | 'attribute'>,
  ) => Promise<{ readonly credential: string; readonly attribute: string } | null>;
  /** Attributes that each user fills in. */
  readonly perUser: (org: string) => Promise<readonly PerUserAttribute[]>;
  /** Opens what a secret field stands for. @throws as resolveSecret, vaultErrors.unknownVariable */
  readonly resolveSource: (
    org: string,
    input: {
      readonly source: StoredSecretSource;
      readonly context: string;
      /** Whose value, of an attribute that each user fills in. */
      readonly userId?: string | null;
      readonly variable: (name: string) => string | null | Promise<string | null>;
    },
  ) => Promise<string>;
  /** Checks what somebody gives for a secret field; its note belongs into the audit log with the change. */
  readonly keepSource: (acting: Acting, input: KeepSource) => Promise<KeptSource>;
};

export type Vault = {
  readonly handlers: readonly Handler[];
  readonly secrets: Secrets;
  readonly variables: VariableValues;
  /** What has happened, until somebody has taken it. */
  readonly events: VaultEvents;
  readonly uses: Pick<UseCounter, 'flush'>;
  readonly start: () => void;
  readonly stop: () => void;
};

/** Lockers, credentials, variables and the policy of the vault. */
export const createVault = (deps: VaultDeps): Vault => {
  const uses = createUseCounter(deps);
  const variables = createVariables({ ...deps, environment: deps.environment ?? new Map() });
  const parts = { ...deps, externalPrefix: deps.externalPrefix ?? 'tandem', uses };
  return {
    handlers: [
      ...lockerHandlers(deps),
      ...credentialHandlers(deps),
      ...policyHandlers(deps),
      ...variables.handlers,
    ],
    variables: variables.values,
    events: vaultEvents(deps.db),
    secrets: {
      resolveSecret: (org, which) => resolveSecret(parts, org, which),
      perUser: (org) => perUserAttributes(parts, org),
      names: (org, which) => secretNames(parts, org, which),
      resolveSource: (org, input) => resolveSource(parts, org, input),
      keepSource: (acting, input) => keepSource(parts, acting, input),
    },
    uses,
    start: uses.start,
    stop: uses.stop,
  };
};

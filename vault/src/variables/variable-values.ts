import type { Clock } from '@tandem/kit';
import { vaultErrors } from '../vault.errors.ts';
import type { VaultParts } from '../vault.types.ts';
import { type VariableValue, variableContext } from './variables.model.ts';
import { findVariableNamed, listVariables } from './variables.store.ts';

/** Values of variables for the rest of the product. */
export type VariableValues = {
  /**
   * The variable as a text, for a secret field; of the organisation before that of the environment. Null: there is none.
   * What it answers is never logged, stored or shown.
   */
  readonly lookup: (org: string, name: string) => Promise<string | null>;
  /**
   * The variable as a text, for a secret field of a flow: only one that flows may read. A secure one is for those who
   * may edit connections, connectors and endpoints; who edits a flow could have it sent anywhere.
   * @throws vaultErrors.variableNotForFlows
   */
  readonly lookupForFlow: (org: string, name: string) => Promise<string | null>;
  /** Names of variables that flows must not read: secure ones of the organisation, and those of the environment. */
  readonly hidden: (org: string) => Promise<readonly string[]>;
  /** What flows read by name: variables of the organisation that are not secure. At most a second old. */
  readonly globals: (org: string) => Promise<Readonly<Record<string, VariableValue>>>;
  /** What is kept of an organisation is read again. */
  readonly forget: (org: string) => void;
};

type Deps = Pick<VaultParts, 'db' | 'sealer'> & {
  readonly clock: Clock;
  /** By name. */
  readonly environment: ReadonlyMap<string, string>;
};

/** For how long a node works with what it read. */
const freshMs = 1_000;
const mostOrganisations = 1_000;

type Kept = {
  readonly untilMs: number;
  readonly values: Promise<Readonly<Record<string, VariableValue>>>;
};

const readGlobals = async ({ db }: Deps, org: string) => {
  const rows = await listVariables(db, org);
  return Object.fromEntries(
    rows.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const])),
  );
};

export const createVariableValues = (deps: Deps): VariableValues => {
  const { db, sealer, clock, environment } = deps;
  const kept = new Map<string, Kept>();
  const keep = (org: string): Kept['values'] => {
    const values = readGlobals(deps, org);
    values.catch(() => kept.delete(org));
    kept.delete(org);
    kept.set(org, { untilMs: clock.monotonicMs() + freshMs, values });
    const oldest = kept.keys().next().value;
    if (kept.size > mostOrganisations && oldest !== undefined) kept.delete(oldest);
    return values;
  };
  const globals: VariableValues['globals'] = (org) => {
    const found = kept.get(org);
    return found && found.untilMs > clock.monotonicMs() ? found.values : keep(org);
  };
  const hidden: VariableValues['hidden'] = async (org) => {
    const own = await listVariables(db, org);
    const open = new Set(own.flatMap(({ name, secret }) => (secret ? [] : [name])));
    const secure = own.flatMap(({ name, secret }) => (secret ? [name] : []));
    return [...secure, ...environment.keys()].filter((name) => !open.has(name));
  };
  return {
    globals,
    hidden,
    async lookupForFlow(org, name) {
      const values = await globals(org);
      if (Object.hasOwn(values, name)) return String(values[name]);
      if ((await hidden(org)).includes(name)) throw vaultErrors.variableNotForFlows({ name });
      return null;
    },
    async lookup(org, name) {
      const found = await findVariableNamed(db, { org, name });
      if (found?.secret) return sealer.open(org, variableContext(found.id), found.secret);
      if (found) return String(found.value);
      return environment.get(name) ?? null;
    },
    forget: (org) => kept.delete(org),
  };
};

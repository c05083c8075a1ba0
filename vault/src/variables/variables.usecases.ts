import type { AuditAction, OrganisationVariableRequest } from '@tandem/contract';
import { isUuid } from '@tandem/kit';
import { type Acting, actorOf, type VaultParts } from '../vault.types.ts';
import { variableErrors } from './variables.errors.ts';
import { type VariableRecord, variableContext } from './variables.model.ts';
import { checkedVariable } from './variables.rules.ts';
import { deleteVariable, findVariable, saveVariable } from './variables.store.ts';

export type VariableDeps = Pick<VaultParts, 'db' | 'sealer' | 'audit' | 'ids' | 'clock'>;

/** @throws variableErrors.notFound also for a variable of another organisation */
export const requireVariable = async (
  { db }: Pick<VariableDeps, 'db'>,
  { principal: { org } }: Pick<Acting, 'principal'>,
  id: string,
): Promise<VariableRecord> => {
  const found = isUuid(id) ? await findVariable(db, { org, id }) : null;
  if (!found) throw variableErrors.notFound();
  return found;
};

const shown = ({ name, type, description, value, secret }: VariableRecord) => ({
  ...{ name, type, description, secure: secret !== null },
  // The value of a secure variable is not told, only that it is another one.
  value: secret ? null : value,
});

type Change = {
  readonly before: VariableRecord | null;
  readonly after: VariableRecord | null;
  readonly action: AuditAction;
};

const noteOf = (acting: Acting, { before, after, action }: Change) => {
  const [from, to] = [before && shown(before), after && shown(after)];
  const names = Object.keys(from ?? to ?? {}) as (keyof ReturnType<typeof shown>)[];
  const changes = Object.fromEntries(
    names
      .filter((name) => from?.[name] !== to?.[name])
      .map((name) => [name, { from: from?.[name] ?? null, to: to?.[name] ?? null }]),
  );
  const one = (after ?? before) as VariableRecord;
  const isNewSecret = before?.secret && after?.secret ? !before.secret.equals(after.secret) : false;
  return {
    org: one.org,
    actor: actorOf(acting.principal),
    correlationId: acting.correlationId,
    action,
    entity: { type: 'variable' as const, id: one.id, name: one.name },
    changes: { ...changes, ...(isNewSecret ? { secureValue: {} } : {}) },
  };
};

const store = (deps: VariableDeps, acting: Acting, change: Change) =>
  deps.db.transaction(async (tx) => {
    const { before, after } = change;
    if (after) await saveVariable(tx, after);
    else if (before) await deleteVariable(tx, before);
    await deps.audit(tx, noteOf(acting, change));
  });

type Input = {
  readonly request: OrganisationVariableRequest;
  readonly before: VariableRecord | null;
};

const recordOf = async (
  deps: VariableDeps,
  acting: Acting,
  { request, before }: Input,
): Promise<VariableRecord> => {
  const { org } = acting.principal;
  const { secure, value, ...rest } = checkedVariable(request, Boolean(before?.secret));
  const id = before?.id ?? deps.ids.uuid();
  const now = deps.clock.now();
  const seal = () => deps.sealer.seal(org, variableContext(id), String(value));
  const secret = secure ? (value === null ? (before?.secret ?? null) : await seal()) : null;
  const times = { createdAt: before?.createdAt ?? now, modifiedAt: now };
  return { org, id, ...rest, value: secure ? null : value, secret, ...times };
};

/** @throws variableErrors.invalid, nameTaken */
export const createVariable = async (
  deps: VariableDeps,
  acting: Acting,
  request: OrganisationVariableRequest,
): Promise<VariableRecord> => {
  const after = await recordOf(deps, acting, { request, before: null });
  await store(deps, acting, { before: null, after, action: 'create' });
  return after;
};

/** A secure value that is left out stays. @throws variableErrors.notFound, invalid, nameTaken */
export const changeVariable = async (
  deps: VariableDeps,
  acting: Acting,
  { id, request }: { readonly id: string; readonly request: OrganisationVariableRequest },
): Promise<VariableRecord> => {
  const before = await requireVariable(deps, acting, id);
  const after = await recordOf(deps, acting, { request, before });
  await store(deps, acting, { before, after, action: 'update' });
  return after;
};

/** @throws variableErrors.notFound */
export const removeVariable = async (
  deps: VariableDeps,
  acting: Acting,
  id: string,
): Promise<void> => {
  const before = await requireVariable(deps, acting, id);
  await store(deps, acting, { before, after: null, action: 'delete' });
};

import type { Queryable } from '@tandem/kit';
import { actorOf } from '../audit/index.ts';
import { identityErrors } from '../identity.errors.ts';
import type { AccessDeps, Acting } from './access.types.ts';
import { requireHeldRoles } from './authority.ts';
import { homeDivisionId } from './default-roles.ts';
import {
  countUsersByDivision,
  type DivisionRecord,
  emptyDivision,
  findDivision,
  insertDivision,
  moveUsers,
  updateDivision,
} from './divisions.store.ts';
import { listGrants } from './grants.store.ts';
import { keepingAnAdmin } from './last-admin.ts';

export type DivisionRequest = { readonly name?: string; readonly description?: string };

const checkedName = (name: string | undefined): string => {
  const trimmed = name?.trim() ?? '';
  if (!trimmed) throw identityErrors.invalid({ problem: 'name must not be empty.' });
  return trimmed;
};

/** A live division. @throws identityErrors.notFound */
export const requireDivision = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<DivisionRecord> => {
  const division = await findDivision(db, org, id);
  if (!division || division.deleted) throw identityErrors.notFound();
  return division;
};

const audited = (
  deps: AccessDeps,
  tx: Queryable,
  entry: Acting & { readonly action: string; readonly division: DivisionRecord },
) =>
  deps.audit(tx, {
    org: entry.division.org,
    actor: actorOf(entry.principal),
    action: entry.action,
    entity: { type: 'division', id: entry.division.id, name: entry.division.name },
    correlationId: entry.correlationId,
  });

/** @throws identityErrors.nameTaken, invalid */
export async function createDivision(
  deps: AccessDeps,
  acting: Acting,
  request: DivisionRequest,
): Promise<DivisionRecord> {
  const { org } = acting.principal;
  const division: DivisionRecord = {
    id: deps.ids.uuid(),
    org,
    name: checkedName(request.name),
    description: request.description ?? '',
    home: false,
    deleted: false,
  };
  await deps.changes.applyAs(acting.principal, async (tx) => {
    if (!(await insertDivision(tx, division, deps.clock.now())))
      throw identityErrors.nameTaken({ entity: 'division', name: division.name });
    await audited(deps, tx, { ...acting, action: 'create', division });
  });
  return division;
}

/** Changes a division as it is once it is this change's turn. `change` throws when it does not apply to it. */
const save = (
  deps: AccessDeps,
  acting: Acting,
  input: {
    readonly id: string;
    readonly action: string;
    readonly change: (old: DivisionRecord | null) => DivisionRecord;
  },
): Promise<DivisionRecord> => {
  const { org } = acting.principal;
  const { id, action, change } = input;
  return deps.changes.applyAs(acting.principal, async (tx) => {
    const division = change(await findDivision(tx, org, id));
    if (!(await updateDivision(tx, division, deps.clock.now())))
      throw identityErrors.nameTaken({ entity: 'division', name: division.name });
    await audited(deps, tx, { ...acting, action, division });
    return division;
  });
};

/** @throws identityErrors.notFound, nameTaken, invalid */
export async function changeDivision(
  deps: AccessDeps,
  acting: Acting,
  input: { readonly id: string; readonly request: DivisionRequest },
): Promise<DivisionRecord> {
  const { name, description } = input.request;
  const change = (old: DivisionRecord | null) => {
    if (!old || old.deleted) throw identityErrors.notFound();
    return {
      ...old,
      name: name === undefined ? old.name : checkedName(name),
      description: description ?? old.description,
    };
  };
  return save(deps, acting, { id: input.id, action: 'update', change });
}

/** @throws identityErrors.notFound when no deleted division has the id, nameTaken */
export async function restoreDivision(
  deps: AccessDeps,
  acting: Acting,
  input: { readonly id: string; readonly request: DivisionRequest },
): Promise<DivisionRecord> {
  const { name } = input.request;
  const change = (old: DivisionRecord | null) => {
    if (!old?.deleted) throw identityErrors.notFound();
    return { ...old, name: name === undefined ? old.name : checkedName(name), deleted: false };
  };
  return save(deps, acting, { id: input.id, action: 'restore', change });
}

const objectCount = async (deps: AccessDeps, org: string, id: string): Promise<number> => {
  const users = (await countUsersByDivision(deps.db, org)).get(id) ?? 0;
  const others = (await deps.divisionObjects?.count(org, id)) ?? {};
  return Object.values(others).reduce((sum, count) => sum + count, users);
};

/** Roles held over a division end with it. @throws identityErrors.moreThanYours */
const requireEnding = async (
  { permissions }: AccessDeps,
  db: Queryable,
  { principal, id }: Pick<Acting, 'principal'> & { readonly id: string },
): Promise<void> => {
  const ending = await listGrants(db, principal.org, { divisionId: id });
  await requireHeldRoles(
    db,
    { principal, permissions },
    ending.map(({ roleId }) => roleId),
  );
};

/**
 * Deletes an empty division; with `force` what it holds moves to the home division first. Roles held over it end.
 * @throws identityErrors.notFound, homeDivision, divisionNotEmpty, moreThanYours, lastAdmin
 */
export async function removeDivision(
  deps: AccessDeps,
  acting: Acting,
  input: { readonly id: string; readonly force: boolean },
): Promise<void> {
  const { org } = acting.principal;
  const { id, force } = input;
  const { home } = await requireDivision(deps.db, org, id);
  if (home) throw identityErrors.homeDivision();
  if (!force && (await objectCount(deps, org, id)) > 0) throw identityErrors.divisionNotEmpty();
  await requireEnding(deps, deps.db, { principal: acting.principal, id });
  await deps.divisionObjects?.moveAll({ org, from: id, to: homeDivisionId(org) });
  await deps.changes.applyAs(acting.principal, (tx, principal) =>
    keepingAnAdmin(tx, org, async () => {
      // Since it was looked at, it may have changed, and roles may have been given over it.
      const division = await requireDivision(tx, org, id);
      await requireEnding(deps, tx, { principal, id });
      await emptyDivision(tx, org, id);
      await updateDivision(tx, { ...division, deleted: true }, deps.clock.now());
      await audited(deps, tx, { ...acting, action: 'delete', division });
    }),
  );
}

const userType = 'USER';

/**
 * Moves objects into a division.
 * @throws identityErrors.notFound, notOffered for kinds that lie in no division here
 */
export async function moveObjects(
  deps: AccessDeps,
  acting: Acting,
  input: { readonly to: string; readonly type: string; readonly ids: readonly string[] },
): Promise<void> {
  const { org } = acting.principal;
  const { to, type, ids } = input;
  await requireDivision(deps.db, org, to);
  const mover = deps.divisionObjects;
  if (type !== userType) {
    if (!mover?.types.includes(type))
      throw identityErrors.notOffered({ what: `moving objects of type ${type}` });
    await mover.move({ org, type, ids, to });
  }
  await deps.changes.applyAs(acting.principal, async (tx) => {
    const division = await requireDivision(tx, org, to);
    if (type === userType && (await moveUsers(tx, org, { to, ids })) !== new Set(ids).size)
      throw identityErrors.notFound();
    await audited(deps, tx, { ...acting, action: 'move', division });
  });
}

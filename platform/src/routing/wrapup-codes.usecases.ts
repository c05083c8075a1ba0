import type { WrapupCodeRequest } from '@tandem/contract';
import { actorId, type By, noteChange, objectNotes } from '../audit/index.ts';
import { divisionFor } from './divisions.ts';
import { queueOr404 } from './queues.usecases.ts';
import type { RoutingDeps } from './routing.deps.ts';
import { routingErrors } from './routing.errors.ts';
import {
  addQueueCodes,
  deleteWrapupCode,
  findWrapupCode,
  insertWrapupCode,
  listWrapupCodes,
  removeQueueCode,
  updateWrapupCode,
  type WrapupCodeRecord,
} from './wrapup-codes.store.ts';

/** Names differ by more than white space and composition: "Café " and "Café" are one name. */
export const normaliseName = (kind: string, name: string): string => {
  const normal = name.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
  if (normal === '') throw routingErrors.nameMissing({ kind });
  return normal;
};

export const wrapupCodeOr404 = async (
  { db }: Pick<RoutingDeps, 'db'>,
  org: string,
  id: string,
): Promise<WrapupCodeRecord> => {
  const code = await findWrapupCode(db, org, id);
  if (!code) throw routingErrors.notFound();
  return code;
};

const writeOf = async (deps: RoutingDeps, { principal }: By, request: WrapupCodeRequest) => ({
  org: principal.org,
  name: normaliseName('wrap-up code', request.name),
  description: request.description ?? null,
  division: await divisionFor(deps.directory, principal.org, request.division?.id),
  by: actorId(principal),
  at: deps.clock.now(),
});

type Shown = Pick<WrapupCodeRecord, 'id' | 'name' | 'description' | 'division'>;
const note = objectNotes('wrapupCode', ({ name, description, division }: Shown) => ({
  name,
  description,
  division,
}));

/** @throws routingErrors.nameTaken (409) if a code of the organisation has the name already, whatever its case. */
export async function createWrapupCode(
  deps: RoutingDeps,
  by: By,
  request: WrapupCodeRequest,
): Promise<WrapupCodeRecord> {
  const code = { id: deps.ids.uuid(), ...(await writeOf(deps, by, request)) };
  await deps.db.transaction(async (tx) => {
    if (!(await insertWrapupCode(tx, code)))
      throw routingErrors.nameTaken({ kind: 'wrap-up code', name: code.name });
    await note(deps, tx, { by, action: 'create', before: null, after: code });
  });
  return wrapupCodeOr404(deps, code.org, code.id);
}

/** @throws routingErrors.notFound, nameTaken */
export async function replaceWrapupCode(
  deps: RoutingDeps,
  by: By,
  { id, request }: { readonly id: string; readonly request: WrapupCodeRequest },
): Promise<WrapupCodeRecord> {
  const before = await wrapupCodeOr404(deps, by.principal.org, id);
  const write = await writeOf(deps, by, request);
  const code = { ...write, id: before.id, division: write.division ?? before.division };
  await deps.db.transaction(async (tx) => {
    if (!(await updateWrapupCode(tx, code)))
      throw routingErrors.nameTaken({ kind: 'wrap-up code', name: code.name });
    await note(deps, tx, { by, action: 'update', before, after: code });
  });
  return wrapupCodeOr404(deps, code.org, id);
}

/** @throws routingErrors.notFound */
export async function removeWrapupCode(deps: RoutingDeps, by: By, id: string): Promise<void> {
  const { org } = by.principal;
  const code = await wrapupCodeOr404(deps, org, id);
  await deps.db.transaction(async (tx) => {
    if (!(await deleteWrapupCode(tx, org, code.id))) throw routingErrors.notFound();
    await note(deps, tx, { by, action: 'delete', before: code, after: null });
  });
}

type OfQueue = { readonly queueId: string; readonly codeIds: readonly string[] };

/** Lets a queue offer further codes. @throws routingErrors.notFound, unknownReference (400) */
export async function offerCodes(
  deps: RoutingDeps,
  by: By,
  { queueId, codeIds }: OfQueue,
): Promise<readonly WrapupCodeRecord[]> {
  const { org } = by.principal;
  const queue = await queueOr404(deps.db, org, queueId);
  const { rows } = await listWrapupCodes(deps.db, {
    org,
    filter: { pattern: null, ids: codeIds },
    page: { limit: codeIds.length, offset: 0 },
  });
  const unknown = codeIds.find((id) => !rows.some((row) => row.id === id.toLowerCase()));
  if (unknown) throw routingErrors.unknownReference({ kind: 'wrap-up code', id: unknown });
  await deps.db.transaction(async (tx) => {
    const added = await addQueueCodes(tx, { org, queue: queue.id }, codeIds);
    if (added.length === 0) return;
    const names = rows.filter(({ id }) => added.includes(id)).map(({ name }) => name);
    await noteChange(deps, tx, {
      by,
      action: 'wrapupCodes.add',
      entity: { type: 'queue', id: queue.id, name: queue.name },
      changes: { wrapupCodes: { to: names } },
    });
  });
  return rows;
}

/** @throws routingErrors.notFound for no such queue, or a code that it does not offer. */
export async function withdrawCode(
  deps: RoutingDeps,
  by: By,
  { queueId, codeId }: { readonly queueId: string; readonly codeId: string },
): Promise<void> {
  const { org } = by.principal;
  const queue = await queueOr404(deps.db, org, queueId);
  const code = await findWrapupCode(deps.db, org, codeId);
  await deps.db.transaction(async (tx) => {
    if (!(await removeQueueCode(tx, { org, queue: queue.id }, codeId)))
      throw routingErrors.notFound();
    await noteChange(deps, tx, {
      by,
      action: 'wrapupCodes.remove',
      entity: { type: 'queue', id: queue.id, name: queue.name },
      changes: { wrapupCodes: { from: [code?.name ?? codeId] } },
    });
  });
}

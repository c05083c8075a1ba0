import type { AuditAction, Flow } from '@tandem/contract';
import type { Clock, Database, Ids, Transaction } from '@tandem/kit';
import { type AuditDeps, actorId, type By, changesBetween, noteChange } from '../audit/index.ts';
import type { Snapshots } from '../snapshots/index.ts';
import type { Directory } from '../users/index.ts';
import { flowErrors } from './flows.errors.ts';
import {
  deleteFlow,
  type FlowRecord,
  type FlowVersionRecord,
  findFlow,
  findVersion,
  isNameTaken,
  lockFlow,
  logFlowEvent,
  saveFlow,
} from './flows.store.ts';
import { type FlowOperationName, parseVersion, toOperationWire } from './flows.wire.ts';

export type FlowDeps = AuditDeps & {
  readonly db: Database;
  readonly snapshots: Snapshots;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly directory: Pick<Directory, 'division'>;
  /** Message addresses routed to a flow. */
  readonly countUses: (org: string, flowId: string) => Promise<number>;
};

const supportedType = 'INBOUNDSHORTMESSAGE';
const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** @throws flowErrors.notFound (404) */
export async function readFlow(
  db: Pick<Database, 'query' | 'kysely'>,
  org: string,
  id: string,
): Promise<FlowRecord> {
  const record = uuid.test(id) ? await findFlow(db, org, id) : null;
  if (!record) throw flowErrors.notFound();
  return record;
}

/** @throws flowErrors.notFound (404) */
export async function readVersion(
  deps: FlowDeps,
  flow: FlowRecord,
  version: string,
): Promise<FlowVersionRecord> {
  const number = parseVersion(version);
  const record = number === null ? null : await findVersion(deps.db, flow.id, number);
  if (!record) throw flowErrors.notFound();
  return record;
}

const nameOf = (name: string): string => {
  const trimmed = name.normalize('NFC').trim();
  if (trimmed === '' || trimmed.length > 256)
    throw flowErrors.badRequest({ problem: 'name: must have 1 to 256 characters.' });
  return trimmed;
};

const store = async (tx: Transaction, record: FlowRecord): Promise<void> => {
  if (await isNameTaken(tx, record)) throw flowErrors.nameTaken({ name: record.name });
  await saveFlow(tx, record);
};

/** @throws flowErrors.divisionUnknown (400) unless it is one of the organisation. */
const divisionOf = async ({ directory }: FlowDeps, org: string, id: string | undefined) => {
  if (id === undefined) return null;
  const division = await directory.division(org, id);
  if (!division) throw flowErrors.divisionUnknown({ id });
  return division.id;
};

/** @throws flowErrors.typeUnsupported, divisionUnknown (400), flowErrors.nameTaken (409) */
export async function createFlow(deps: FlowDeps, by: By, request: Flow): Promise<FlowRecord> {
  const { principal } = by;
  const type = request.type ?? supportedType;
  if (type !== supportedType) throw flowErrors.typeUnsupported({ type });
  const now = deps.clock.now();
  const record: FlowRecord = {
    id: deps.ids.uuid(),
    org: principal.org,
    name: nameOf(request.name),
    description: request.description ?? null,
    type,
    division: await divisionOf(deps, principal.org, request.division?.id),
    active: true,
    publishedVersion: null,
    savedVersion: null,
    checkedInVersion: null,
    lockedBy: null,
    lockedByClient: false,
    createdAt: now,
    modifiedAt: now,
    publishedBy: null,
  };
  await deps.snapshots.change(async (tx) => {
    await lockFlow(tx, record.id);
    await store(tx, record);
    await log(tx, deps, { record, by, action: 'CREATE' });
    await note(deps, tx, { by, before: null, after: record, action: 'create' });
  });
  return record;
}

const log = async (
  tx: Transaction,
  deps: FlowDeps,
  { record, by, action }: { record: FlowRecord; by: By; action: FlowOperationName },
) => {
  const operation = toOperationWire(deps.ids.uuid(), action, by.principal);
  await logFlowEvent(tx, record, { operation, correlationId: by.correlationId });
  return operation;
};

const shown = (flow: FlowRecord) => ({
  name: flow.name,
  description: flow.description,
  division: flow.division,
  active: flow.active,
  publishedVersion: flow.publishedVersion,
  savedVersion: flow.savedVersion,
});

type FlowNote = {
  readonly by: By;
  readonly action: AuditAction;
  readonly before: FlowRecord | null;
  readonly after: FlowRecord | null;
};

const note = (deps: FlowDeps, tx: Transaction, { by, action, before, after }: FlowNote) => {
  const { id, name } = after ?? (before as FlowRecord);
  return noteChange(deps, tx, {
    by,
    action,
    entity: { type: 'flow', id, name },
    changes: changesBetween(before && shown(before), after && shown(after)),
  });
};

/** What the audit log calls an operation. */
const auditActionOf: Readonly<Record<FlowOperationName, AuditAction>> = {
  CREATE: 'create',
  CHECKIN: 'checkin',
  CHECKOUT: 'checkout',
  DELETE: 'delete',
  PUBLISH: 'publish',
  REVERT: 'revert',
  SAVE: 'save',
  STATE_CHANGE: 'update',
  UPDATE: 'update',
};

export type FlowChange = {
  readonly action: FlowOperationName;
  /** Where the audit log tells more exactly what was done. */
  readonly audited?: AuditAction;
  /** Whether somebody else's lock stands in the way. */
  readonly ignoresLock?: boolean;
  readonly apply: (tx: Transaction, flow: FlowRecord) => Promise<FlowRecord> | FlowRecord;
};

/**
 * Changes a flow under its lock and logs the operation.
 * @throws flowErrors.notFound (404), flowErrors.locked (409)
 */
export async function changeFlow(
  deps: FlowDeps,
  by: By,
  input: FlowChange & { readonly id: string },
) {
  const { principal } = by;
  const { id, action, apply, ignoresLock = false } = input;
  const audited = input.audited ?? auditActionOf[action];
  return deps.snapshots.change(async (tx) => {
    await lockFlow(tx, id);
    const flow = await readFlow(tx, principal.org, id);
    if (!ignoresLock && flow.lockedBy && flow.lockedBy !== actorId(principal))
      throw flowErrors.locked();
    const next = { ...(await apply(tx, flow)), modifiedAt: deps.clock.now() };
    await store(tx, next);
    await note(deps, tx, { by, before: flow, after: next, action: audited });
    return { flow: next, operation: await log(tx, deps, { record: next, by, action }) };
  });
}

/** @throws flowErrors.inUse (409) */
export async function removeFlow(deps: FlowDeps, by: By, id: string): Promise<void> {
  const flow = await readFlow(deps.db, by.principal.org, id);
  const count = await deps.countUses(flow.org, flow.id);
  if (count > 0) throw flowErrors.inUse({ count: String(count) });
  await deps.snapshots.change(async (tx) => {
    await lockFlow(tx, flow.id);
    await deleteFlow(tx, flow.org, flow.id);
    await log(tx, deps, { record: flow, by, action: 'DELETE' });
    await note(deps, tx, { by, before: flow, after: null, action: 'delete' });
  });
}

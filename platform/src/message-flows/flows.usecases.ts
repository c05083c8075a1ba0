import type { Flow, Principal } from '@tandem/contract';
import type { Clock, Database, Ids, Transaction } from '@tandem/kit';
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

export type FlowDeps = {
  readonly db: Database;
  readonly snapshots: Snapshots;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly directory: Pick<Directory, 'division'>;
  readonly audit: (entry: FlowAudit) => Promise<void>;
  /** Message addresses routed to a flow. */
  readonly countUses: (org: string, flowId: string) => Promise<number>;
};

export type FlowAudit = {
  readonly org: string;
  readonly actor: { readonly kind: 'user' | 'client' | 'system'; readonly id: string | null };
  readonly action: string;
  readonly entity: { readonly type: string; readonly id?: string; readonly name?: string };
  readonly changes?: Readonly<Record<string, { readonly from?: unknown; readonly to?: unknown }>>;
  readonly correlationId?: string;
};

export type By = { readonly principal: Principal; readonly correlationId: string };

const supportedType = 'INBOUNDSHORTMESSAGE';
const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export const actorId = ({ userId, clientId }: Principal): string => userId ?? clientId;

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
  });
  await note(deps, by, { record, action: 'add' });
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

const note = (
  deps: FlowDeps,
  { principal, correlationId }: By,
  { record, action }: { record: FlowRecord; action: string },
) =>
  deps.audit({
    org: record.org,
    actor: principal.userId
      ? { kind: 'user', id: principal.userId }
      : { kind: 'client', id: principal.clientId },
    action: `flow.${action}`,
    entity: { type: 'flow', id: record.id, name: record.name },
    correlationId,
  });

export type FlowChange = {
  readonly action: FlowOperationName;
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
  const changed = await deps.snapshots.change(async (tx) => {
    await lockFlow(tx, id);
    const flow = await readFlow(tx, principal.org, id);
    if (!ignoresLock && flow.lockedBy && flow.lockedBy !== actorId(principal))
      throw flowErrors.locked();
    const next = { ...(await apply(tx, flow)), modifiedAt: deps.clock.now() };
    await store(tx, next);
    return { flow: next, operation: await log(tx, deps, { record: next, by, action }) };
  });
  await note(deps, by, { record: changed.flow, action: action.toLowerCase() });
  return changed;
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
  });
  await note(deps, by, { record: flow, action: 'delete' });
}

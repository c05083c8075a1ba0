import type { AuditNote } from '@tandem/contract';
import { isTaken, isUuid, type Queryable, type Transaction } from '@tandem/kit';
import type { FlowDocument, FlowKind } from '../flow.model.ts';
import { checkSavable } from './document.rules.ts';
import { shownDocument } from './flow-secrets.rules.ts';
import { keepSecrets } from './flow-secrets.usecases.ts';
import {
  deleteFlow,
  findFlow,
  findVersion,
  insertVersion,
  isNameTaken,
  lockFlow,
  saveFlow,
} from './flows.store.ts';
import { usesOfFlow } from './flows-naming.ts';
import { flowErrors } from './library.errors.ts';
import {
  type By,
  type FlowChange,
  type FlowOperation,
  type FlowRecord,
  type FlowVersionRecord,
  flowTypes,
  kindOf,
  type LibraryDeps,
} from './library.model.ts';
import { actorId, auditActionOf, flowNote } from './library-audit.rules.ts';

/** @throws flowErrors.notFound (404) */
export async function readFlow(db: Queryable, org: string, id: string): Promise<FlowRecord> {
  const record = isUuid(id) ? await findFlow(db, org, id) : null;
  if (!record) throw flowErrors.notFound();
  return record;
}

/** Versions are spelled `3` or `3.0`. @returns null for what is no version. */
export const parseVersion = (text: string): number | null => {
  const match = /^(?<number>\d{1,9})(\.0)?$/.exec(text);
  return match ? Number(match.groups?.['number']) : null;
};

/** @throws flowErrors.notFound (404) */
export async function readVersion(
  { db }: { readonly db: Queryable },
  flow: FlowRecord,
  version: string | number,
): Promise<FlowVersionRecord> {
  const number = parseVersion(String(version));
  const record = number === null ? null : await findVersion(db, flow.id, number);
  if (!record) throw flowErrors.notFound();
  return record;
}

/** @throws flowErrors.badRequest (400) */
export const flowName = (name: string): string => {
  const trimmed = name.normalize('NFC').trim();
  if (trimmed === '' || trimmed.length > 256 || trimmed.includes('\0'))
    throw flowErrors.badRequest({ problem: 'name: must have 1 to 256 characters.' });
  return trimmed;
};

/** @throws flowErrors.badRequest (400) */
export const flowDescription = (description: string | null): string | null => {
  if (description?.includes('\0'))
    throw flowErrors.badRequest({
      problem: 'description: holds characters that cannot be stored.',
    });
  return description;
};

/** Two that come at once both find the name free; the index lets one of them have it. */
const store = async (tx: Transaction, record: FlowRecord): Promise<void> => {
  const taken = () => flowErrors.nameTaken({ name: record.name });
  if (await isNameTaken(tx, record)) throw taken();
  await saveFlow(tx, record).catch((error: unknown) => {
    throw isTaken(error) ? taken() : error;
  });
};

type Done = FlowOperation & { readonly by: By };

const tell = async (
  { audit, logOperation }: LibraryDeps,
  tx: Transaction,
  input: {
    readonly flow: FlowRecord;
    readonly done: Done;
    readonly notes: readonly AuditNote[];
  },
): Promise<void> => {
  await logOperation?.(tx, input.flow, input.done);
  for (const note of input.notes) await audit(tx, note);
};

/** A new flow without versions. */
const blankFlow = (
  deps: LibraryDeps,
  { org, id, name, kind }: Pick<FlowRecord, 'org' | 'id' | 'name'> & { readonly kind: FlowKind },
): FlowRecord => {
  const now = deps.clock.now();
  return {
    ...{ id, org, name: flowName(name), description: null, type: flowTypes[kind], division: null },
    ...{ active: true, publishedVersion: null, savedVersion: null, checkedInVersion: null },
    ...{ labels: {}, lockedBy: null, lockedByClient: false, publishedBy: null },
    ...{ createdAt: now, modifiedAt: now },
  };
};

export type CreateFlow = {
  readonly name: string;
  readonly kind: FlowKind;
  readonly description?: string | null;
  readonly division?: string | null;
  /** First version; none when left out. */
  readonly document?: unknown;
  /** Version of another flow that the document was copied from, with its secrets. */
  readonly copied?: FlowDocument;
};

/**
 * Creates a flow, with its first version when a document is given: both or neither.
 * @throws flowErrors.kindUnsupported, kindDiffers, malformed (400), nameTaken (409), and what the vault throws
 */
export async function createFlow(
  deps: LibraryDeps,
  by: By,
  { name, kind, description = null, division = null, ...first }: CreateFlow,
): Promise<FlowRecord> {
  if (!deps.kinds.includes(kind))
    throw flowErrors.kindUnsupported({ kind, kinds: deps.kinds.join(', ') });
  const { org } = by.principal;
  const blank = blankFlow(deps, { org, id: deps.ids.uuid(), name, kind });
  const record = { ...blank, description: flowDescription(description), division };
  const document = first.document === undefined ? null : checkSavable(first.document, kind);
  const before = first.copied ?? null;
  const kept = document && (await keepSecrets(deps, by, { flow: record, document, before }));
  const created = kept ? { ...record, savedVersion: 1 } : record;
  const done: Done = { id: deps.ids.uuid(), action: 'CREATE', by };
  const note = flowNote(by, { action: 'create', before: null, after: created });
  await deps.db.transaction(async (tx) => {
    await lockFlow(tx, created.id);
    await store(tx, created);
    if (kept) await insertVersion(tx, org, firstVersion(created, by, kept.document));
    await tell(deps, tx, { flow: created, done, notes: [note, ...(kept?.notes ?? [])] });
  });
  return created;
}

const firstVersion = (
  { id, createdAt }: FlowRecord,
  { principal }: By,
  document: FlowDocument,
): FlowVersionRecord => ({
  ...{ flow: id, version: 1, document, createdBy: actorId(principal), createdAt },
  ...{ checkedInAt: null, publishedAt: null },
});

/**
 * A new flow of the saved version of another one, secrets with it.
 * @throws flowErrors.notFound (404), nothingSaved (400), nameTaken (409)
 */
export async function copyFlow(
  deps: LibraryDeps,
  by: By,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<FlowRecord> {
  const source = await readFlow(deps.db, by.principal.org, id);
  if (source.savedVersion === null) throw flowErrors.nothingSaved();
  const { document } = await readVersion(deps, source, source.savedVersion);
  const { description, division } = source;
  return createFlow(deps, by, {
    ...{ name, description, division, kind: kindOf(source) },
    ...{ document: shownDocument(document), copied: document },
  });
}

/** @throws flowErrors.locked (409) */
const requireUnlocked = ({ lockedBy }: FlowRecord, { principal }: By): void => {
  if (lockedBy && lockedBy !== actorId(principal)) throw flowErrors.locked();
};

/**
 * Changes a flow under its lock, and tells event log and audit log of it.
 * @throws flowErrors.notFound (404), locked, nameTaken (409)
 */
export async function changeFlow(
  deps: LibraryDeps,
  by: By,
  input: FlowChange & { readonly id: string },
): Promise<{ readonly flow: FlowRecord; readonly operation: FlowOperation }> {
  const { id, operation: action, apply, ignoresLock = false, notes = [] } = input;
  const operation: FlowOperation = { id: deps.ids.uuid(), action };
  const run = async (tx: Transaction) => {
    await lockFlow(tx, id);
    const before = await readFlow(tx, by.principal.org, id);
    if (!ignoresLock) requireUnlocked(before, by);
    const applied = await apply(tx, before);
    const after = input.undated ? applied : { ...applied, modifiedAt: deps.clock.now() };
    await store(tx, after);
    const note = flowNote(by, { action: input.audited ?? auditActionOf[action], before, after });
    await tell(deps, tx, { flow: after, done: { ...operation, by }, notes: [note, ...notes] });
    return { flow: after, operation };
  };
  return input.draft ? deps.db.transaction(run) : deps.snapshots.change(run);
}

/** @throws flowErrors.notFound (404), locked, inUse (409) with the names of what uses it */
export async function removeFlow(deps: LibraryDeps, by: By, id: string): Promise<void> {
  const { org } = by.principal;
  const found = await readFlow(deps.db, org, id);
  const uses = await usesOfFlow(deps, org, found);
  if (uses.length > 0)
    throw flowErrors.inUse({ names: uses.map(({ name }) => `"${name}"`).join(', ') });
  await deps.snapshots.change(async (tx) => {
    await lockFlow(tx, found.id);
    const flow = await readFlow(tx, org, found.id);
    requireUnlocked(flow, by);
    await deleteFlow(tx, flow.org, flow.id);
    await tell(deps, tx, {
      flow,
      done: { id: deps.ids.uuid(), action: 'DELETE', by },
      notes: [flowNote(by, { action: 'delete', before: flow, after: null })],
    });
  });
}

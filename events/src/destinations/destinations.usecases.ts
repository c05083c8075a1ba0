import {
  type AuditChange,
  type AuditNote,
  type DestinationRequest,
  topics as knownTopics,
} from '@tandem/contract';
import { isUuid, type Transaction } from '@tandem/kit';
import type { DestinationRecord, RunState } from './destination.types.ts';
import type { DestinationKind } from './destination-kinds.ts';
import {
  keepSecrets,
  keptSecrets,
  secretColumns,
  storedSecrets,
} from './destination-secrets.usecases.ts';
import type { Acting, DestinationDeps } from './destinations.deps.ts';
import { destinationErrors } from './destinations.errors.ts';
import { tellSenders } from './destinations.port.usecases.ts';
import { requireReachable } from './reachable.usecase.ts';
import { checkSettings, movedTargets } from './settings.rules.ts';
import { settled } from './settled.usecase.ts';
import { cursorAt, startOf } from './start-position.usecase.ts';
import {
  findDestination,
  insertDestination,
  removeDestination,
  type SavedDestination,
  setRunState,
  updateDestination,
} from './store/index.ts';

/** Templates that destinations can be sent. */
export const sendableTopics = (): readonly string[] =>
  knownTopics.filter(({ system }) => !system).map(({ template }) => template);

/** @throws destinationErrors.notFound also for one of another organisation */
export async function requireDestination(
  { db }: Pick<DestinationDeps, 'db'>,
  org: string,
  id: string,
): Promise<DestinationRecord> {
  const found = isUuid(id) ? await findDestination(db, org, id) : null;
  if (!found) throw destinationErrors.notFound();
  return found;
}

const requireOwn = async (deps: DestinationDeps, org: string, id: string) => {
  const found = await requireDestination(deps, org, id);
  if (found.managed) throw destinationErrors.managed();
  return found;
};

export const noteOf = (
  { principal, correlationId }: Acting,
  destination: { readonly id: string; readonly name: string },
  what: Pick<AuditNote, 'action' | 'changes'>,
): AuditNote => ({
  org: principal.org,
  actor:
    principal.userId === null
      ? { kind: 'client', id: principal.clientId }
      : { kind: 'user', id: principal.userId },
  correlationId,
  ...what,
  entity: { type: 'destination', id: destination.id, name: destination.name },
});

const shownFields = ['name', 'kind', 'settings', 'topics', 'envelope', 'state'] as const;

const changesOf = (before: DestinationRecord | null, after: SavedDestination) => {
  const changes: Record<string, AuditChange> = {};
  for (const field of shownFields)
    if (JSON.stringify(before?.[field] ?? null) !== JSON.stringify(after[field]))
      changes[field] = { ...(before ? { from: before[field] } : {}), to: after[field] };
  const [old, now] = [before ? storedSecrets(before) : {}, storedSecrets(after)];
  for (const name of new Set([...Object.keys(old), ...Object.keys(now)]))
    if (JSON.stringify(old[name]) !== JSON.stringify(now[name])) changes[name] = {};
  return changes;
};

/** @throws destinationErrors.unknownTopic (400) naming it */
const checkTopics = (asked: readonly string[]): readonly string[] => {
  const known = new Set(sendableTopics());
  const unknown = asked.find((topic) => !known.has(topic));
  if (unknown !== undefined) throw destinationErrors.unknownTopic({ topic: unknown });
  return [...new Set(asked)];
};

const checkEnvelope = (kind: DestinationKind, asked: DestinationRequest['envelope']) => {
  const envelope = asked ?? kind.envelopes[0] ?? 'native';
  const allowed = kind.envelopes.join(', ');
  if (!kind.envelopes.includes(envelope))
    throw destinationErrors.envelopeNotOffered({ kind: kind.kind, allowed });
  return envelope;
};

type Draft = {
  readonly id: string;
  readonly request: DestinationRequest;
  readonly before: DestinationRecord | null;
};

/** Everything of a request that is checked: settings, topics, envelope, secrets. */
const draftOf = async (deps: DestinationDeps, by: Acting, { id, request, before }: Draft) => {
  const kind = deps.kinds.require(request.kind);
  if (kind.managedOnly) throw destinationErrors.notByHand({ kind: kind.kind });
  const known = before?.kind === kind.kind ? before : null;
  const name = request.name.trim();
  const topics = checkTopics(request.topics);
  const envelope = checkEnvelope(kind, request.envelope ?? known?.envelope);
  const given = Object.keys(request.secrets ?? {});
  const { org } = by.principal;
  const asked = { settings: request.settings ?? {}, secrets: given, region: '', org };
  const settings = checkSettings(kind, asked);
  await requireReachable(deps.guard, kind, settings);
  const moved = known ? movedTargets(kind, known.settings, settings) : [];
  const kept = keptSecrets(request);
  if (moved.length > 0 && kept.length > 0)
    throw destinationErrors.secretsAgain({
      target: moved.map(({ label }) => label).join(', '),
      secrets: kept.join(', '),
    });
  const stored = known ? storedSecrets(known) : {};
  const secrets = await keepSecrets(deps, by, {
    kind,
    request,
    destination: { id, name },
    before: stored,
  });
  const saved = {
    kind: kind.kind,
    name,
    topics,
    envelope,
    settings,
    ...secretColumns(secrets.stored),
  };
  return { saved, notes: secrets.notes };
};

const store = async (
  deps: DestinationDeps,
  tx: Transaction,
  { id, notes }: { id: string; notes: readonly AuditNote[] },
) => {
  for (const note of notes) await deps.audit(tx, note);
  await tellSenders(tx, id);
};

/** Source of what a destination of its own sends: the organisation and a name for people. */
const sourceName = (org: string, id: string) => `tandem/${org}/${id}`;

/** @throws destinationErrors of kind, settings, topics, envelope, position and name; the vault's */
export async function createDestination(
  deps: DestinationDeps,
  by: Acting,
  request: DestinationRequest,
): Promise<DestinationRecord> {
  const { org } = by.principal;
  const id = deps.ids.uuid();
  const { saved, notes } = await draftOf(deps, by, { id, request, before: null });
  const start = startOf(request.start ?? { at: 'now' });
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const destination: SavedDestination = {
      ...{ ...saved, id, org, managed: false, state: request.state ?? 'running' },
      source: {
        name: sourceName(org, id),
        account: '',
        region: String(saved.settings['region'] ?? ''),
      },
      ...{ createdAt: now, modifiedAt: now, cursor: await cursorAt(tx, org, start) },
    };
    const startsNow = start.kind === 'now';
    if (!(await insertDestination(tx, destination, { startsNow })))
      throw destinationErrors.nameTaken({ name: destination.name });
    const made = noteOf(by, destination, {
      action: 'create',
      changes: changesOf(null, destination),
    });
    await store(deps, tx, { id, notes: [made, ...notes] });
  });
  deps.changed();
  return requireDestination(deps, org, id);
}

/**
 * What it answers holds: nothing is sent any more as the destination was before.
 * @throws as createDestination, and destinationErrors.notFound, managed, secretsAgain, changedMeanwhile
 */
export async function changeDestination(
  deps: DestinationDeps,
  by: Acting,
  { id, request }: { readonly id: string; readonly request: DestinationRequest },
): Promise<DestinationRecord> {
  const { org } = by.principal;
  const before = await requireOwn(deps, org, id);
  const { saved, notes } = await draftOf(deps, by, { id, request, before });
  const after: SavedDestination = {
    ...{ ...before, ...saved, state: request.state ?? before.state, modifiedAt: deps.clock.now() },
    source: { ...before.source, region: String(saved.settings['region'] ?? '') },
  };
  await deps.db.transaction(async (tx) => {
    const outcome = await updateDestination(tx, after, before.version);
    if (outcome === 'nameTaken') throw destinationErrors.nameTaken({ name: after.name });
    if (outcome === 'stale') throw destinationErrors.changedMeanwhile();
    const made = noteOf(by, after, { action: 'update', changes: changesOf(before, after) });
    await store(deps, tx, { id, notes: [made, ...notes] });
  });
  deps.changed();
  await settled(deps, id);
  return requireDestination(deps, org, id);
}

/** Nothing is lost while it is paused, and nothing is sent. @throws destinationErrors.notFound, managed */
export async function switchDestination(
  deps: DestinationDeps,
  by: Acting,
  { id, state }: { readonly id: string; readonly state: RunState },
): Promise<DestinationRecord> {
  const { org } = by.principal;
  const before = await requireOwn(deps, org, id);
  await deps.db.transaction(async (tx) => {
    if (!(await setRunState(tx, { id, org, state, at: deps.clock.now() }))) return;
    const action = state === 'running' ? 'activate' : 'deactivate';
    const note = noteOf(by, before, {
      action,
      changes: { state: { from: before.state, to: state } },
    });
    await store(deps, tx, { id, notes: [note] });
  });
  deps.changed();
  await settled(deps, id);
  return requireDestination(deps, org, id);
}

/** @throws destinationErrors.notFound, managed */
export async function deleteDestination(
  deps: DestinationDeps,
  by: Acting,
  id: string,
): Promise<void> {
  const { org } = by.principal;
  const before = await requireOwn(deps, org, id);
  await deps.db.transaction(async (tx) => {
    if ((await removeDestination(tx, org, id)) === null) throw destinationErrors.notFound();
    await store(deps, tx, { id, notes: [noteOf(by, before, { action: 'delete' })] });
  });
  deps.changed();
}

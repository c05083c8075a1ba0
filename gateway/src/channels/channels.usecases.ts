import type { AuditChange, AuditNote, ChannelRequest, RunningQuery } from '@tandem/contract';
import { type Clock, type Database, type Ids, isUuid } from '@tandem/kit';
import { type Lanes, redrive } from '@tandem/lanes';
import {
  type Act,
  checkPart,
  type EndpointSecrets,
  type EndpointStore,
  type NoteAudit,
  type Sealer,
  secretsOf,
} from '../endpoints/index.ts';
import type { RunningAtChannel } from '../handover-providers/index.ts';
import { channelSealContext } from './channels.directory.ts';
import { channelErrors } from './channels.errors.ts';
import type { Channel, ChannelRegistry } from './channels.model.ts';
import {
  findChannel,
  insertChannel,
  isNameTaken,
  removeChannel,
  updateChannel,
} from './channels.store.ts';
import { leftBehind, withoutRunning } from './running.usecases.ts';

export type ChannelDeps = {
  readonly db: Database;
  readonly store: EndpointStore;
  readonly sealer: Sealer;
  readonly secrets: EndpointSecrets;
  readonly channels: ChannelRegistry;
  readonly audit: NoteAudit;
  /** Handovers of the channels' customers. */
  readonly running: RunningAtChannel;
  readonly clock: Clock;
  readonly ids: Ids;
};

type Asked = { readonly org: string; readonly request: ChannelRequest; readonly act: Act };

const holder = { type: 'channel', context: channelSealContext } as const;

/** @throws channelErrors.noEndpoint */
const requireEndpoint = async ({ store }: ChannelDeps, org: string, id: string) => {
  const endpoint = isUuid(id) ? await store.find(org, id) : null;
  if (!endpoint) throw channelErrors.noEndpoint();
};

type Before = Pick<Channel, 'id' | 'org'> & Partial<Channel>;

/** Checks the settings and keeps what is new of the secrets. */
const draftOf = async (deps: ChannelDeps, before: Before, { org, request, act }: Asked) => {
  await requireEndpoint(deps, org, request.endpointId);
  const { secrets = {}, secretSources = {} } = before;
  const sealed = Object.keys(secrets);
  const checked = checkPart({
    part: 'channel',
    request: { kind: request.kind, ...(request.settings ? { settings: request.settings } : {}) },
    before: before.part ?? null,
    stored: [...sealed, ...Object.keys(secretSources)],
    sealed,
    catalogue: { bots: [], handover: [], identity: [], channel: [...deps.channels.values()] },
  });
  const given = { parts: [checked], of: request.name.trim(), act, holder };
  const { stored, notes } = await secretsOf(deps, before, given);
  const draft = { part: checked.config, endpointId: request.endpointId, ...stored };
  return { draft, notes };
};

const fieldsOf = ({
  name,
  endpointId,
  active,
  part,
}: Channel): Readonly<Record<string, unknown>> => ({
  name,
  endpoint: endpointId,
  active,
  kind: part.kind,
  ...part.settings,
});

/** What changed, for the audit log; secrets are named, never shown. */
const changesOf = (before: Channel | null, after: Channel): Record<string, AuditChange> => {
  const [old, now] = [before ? fieldsOf(before) : {}, fieldsOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  const fields = names
    .filter((name) => !same(old[name], now[name]))
    .map((name) => {
      const to = { to: now[name] ?? null };
      return [name, before ? { from: old[name] ?? null, ...to } : to] as const;
    });
  const secretsOfOne = (channel: Channel | null): Record<string, unknown> => ({
    ...channel?.secrets,
    ...channel?.secretSources,
  });
  const [kept, given] = [secretsOfOne(before), secretsOfOne(after)];
  const secrets = [...new Set([...Object.keys(kept), ...Object.keys(given)])]
    .filter((name) => !same(kept[name], given[name]))
    .map((name) => [name, {}] as const);
  return Object.fromEntries([...fields, ...secrets]);
};

const noteOf = (
  { org, id, name }: Pick<Channel, 'org' | 'id' | 'name'>,
  act: Act,
  what: Pick<AuditNote, 'action' | 'changes'>,
): AuditNote => ({
  org,
  actor: act.actor,
  ...(act.correlationId === undefined ? {} : { correlationId: act.correlationId }),
  ...what,
  entity: { type: 'channel', id, name },
});

/** @throws channelErrors.noEndpoint, nameTaken, endpointErrors of settings, and the vault's */
export async function createChannel(deps: ChannelDeps, asked: Asked): Promise<Channel> {
  const { org, request, act } = asked;
  const id = deps.ids.uuid();
  const { draft, notes } = await draftOf(deps, { id, org }, asked);
  const now = deps.clock.now();
  const channel: Channel = {
    ...{ id, org, name: request.name.trim(), token: deps.ids.token(24) },
    ...draft,
    active: request.active ?? true,
    ...{ version: 1, createdAt: now, modifiedAt: now },
  };
  await deps.db.transaction(async (tx) => {
    if (!(await insertChannel(tx, channel))) throw channelErrors.nameTaken({ name: channel.name });
    const changes = changesOf(null, channel);
    await deps.audit(tx, noteOf(channel, act, { action: 'create', changes }));
    for (const note of notes) await deps.audit(tx, note);
  });
  return channel;
}

/** How many handovers ended with a change, for the audit log. */
const endedChange = (ended: number) => (ended > 0 ? { running: { from: ended, to: 0 } } : {});

/**
 * Changes a channel. Handovers of its customers stand in the way of another endpoint and of switching it off, or end.
 * @throws channelErrors.notFound, kindFixed, running (409), changedMeanwhile, and those of {@link createChannel}
 */
export async function changeChannel(
  deps: ChannelDeps,
  { id, running, ...asked }: Asked & RunningQuery & { readonly id: string },
): Promise<Channel> {
  const before = await requireChannel(deps, asked.org, id);
  const { request, act } = asked;
  if (request.kind !== before.part.kind) throw channelErrors.kindFixed();
  const { draft, notes } = await draftOf(deps, before, asked);
  const after: Channel = {
    ...before,
    ...draft,
    name: request.name.trim(),
    active: request.active ?? before.active,
    version: before.version + 1,
    modifiedAt: deps.clock.now(),
  };
  const check = async () => {
    if (await isNameTaken(deps.db, after)) throw channelErrors.nameTaken({ name: after.name });
    const current = await requireChannel(deps, before.org, id);
    if (current.version !== before.version) throw channelErrors.changedMeanwhile();
  };
  const way = { org: before.org, id, running, why: leftBehind(before, after), check };
  await withoutRunning(deps, way, async (tx, ended) => {
    const outcome = await updateChannel(tx, after);
    if (outcome === 'nameTaken') throw channelErrors.nameTaken({ name: after.name });
    if (outcome === 'stale') throw channelErrors.changedMeanwhile();
    const changes = { ...changesOf(before, after), ...endedChange(ended) };
    await deps.audit(tx, noteOf(after, act, { action: 'update', changes }));
    for (const note of notes) await deps.audit(tx, note);
  });
  return after;
}

/** @throws channelErrors.notFound also for a channel of another organisation */
export async function requireChannel(
  { db }: Pick<ChannelDeps, 'db'>,
  org: string,
  id: string,
): Promise<Channel> {
  const channel = isUuid(id) ? await findChannel(db, org, id) : null;
  if (!channel) throw channelErrors.notFound();
  return channel;
}

/**
 * Deletes a channel. Handovers of its customers stand in its way, or end with it.
 * @throws channelErrors.notFound, running (409, says how many run)
 */
export const deleteChannel = async (
  deps: Pick<ChannelDeps, 'db' | 'audit' | 'running'>,
  { org, id, act, running }: RunningQuery & { org: string; id: string; act: Act },
): Promise<void> => {
  await requireChannel(deps, org, id);
  const way = { org, id, running, why: 'The channel was deleted.' };
  await withoutRunning(deps, way, async (tx, ended) => {
    const name = await removeChannel(tx, org, id);
    if (name === null) throw channelErrors.notFound();
    const changes = endedChange(ended);
    await deps.audit(tx, noteOf({ org, id, name }, act, { action: 'delete', changes }));
  });
};

/** Puts what was given up of a channel back into its lanes. @returns how much @throws channelErrors.notFound */
export async function redriveChannel(
  deps: ChannelDeps & { readonly lanes: () => Pick<Lanes, 'committed'> },
  { org, id, act }: { readonly org: string; readonly id: string; readonly act: Act },
): Promise<number> {
  const { name } = await requireChannel(deps, org, id);
  const work = await deps.db.transaction(async (tx) => {
    const letters = await tx.query<{ id: number; lane: number }>(
      `select id, lane from dead_letter where org = $1 and redriven_at is null
         and queue in ('gateway.channel', 'gateway.channel.input') and payload->>'channel' = $2
       order by id limit 1000`,
      [org, id],
    );
    if (letters.length === 0) return [];
    const sessions = [...new Set(letters.map(({ lane }) => lane))];
    await tx.query('select 1 from session where id = any ($1::bigint[]) order by id for update', [
      sessions,
    ]);
    const ids = letters.map((letter) => letter.id);
    const redriven = await redrive(tx, { org, ids, clock: deps.clock });
    const changes = { redriven: { to: redriven.length } };
    await deps.audit(tx, noteOf({ org, id, name }, act, { action: 'redrive', changes }));
    return redriven;
  });
  deps.lanes().committed(work);
  return work.length;
}

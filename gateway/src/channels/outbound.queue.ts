import { type Activity, directLineEvents } from '@tandem/contract';
import type { Clock, Database, HttpClient, Log } from '@tandem/kit';
import {
  type EffectContext,
  type EffectQueue,
  exponential,
  type Outcome,
  type Work,
} from '@tandem/lanes';
import {
  activityId,
  type ChangeSession,
  findActivity,
  findSessionById,
  gatewayQueues,
  insertHop,
  type Session,
  type StoredActivity,
} from '../conversations/index.ts';
import { type Says, takeActivity } from '../dialogue/index.ts';
import type { Tokens } from '../directline/index.ts';
import { receiptEvent, tellAgentNotShown, tellAgentShown } from '../handover/index.ts';
import type { ChannelDirectory } from './channels.directory.ts';
import {
  type ChannelAdapter,
  ChannelFailure,
  type ChannelRegistry,
  type OpenChannel,
  type OutboundPart,
} from './channels.model.ts';
import { partsOf } from './content.rules.ts';
import type { ChannelWork } from './inbound.usecases.ts';
import { loadOutbound } from './outbound-media.ts';
import { noteSent, noteStatus, sentParts } from './threads.store.ts';

export type OutboundQueueDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Reads files that bots and agents name. */
  readonly fileHttp: Pick<HttpClient, 'request'>;
  readonly change: ChangeSession;
  readonly says: Says;
  readonly tokens: Pick<Tokens, 'verifyFile'>;
  readonly channelDirectory: ChannelDirectory;
  readonly channels: ChannelRegistry;
  readonly maxUploadBytes: number;
};

const done: Outcome = { kind: 'done' };
const hourMs = 60 * 60 * 1000;

type Sending = {
  readonly session: Session;
  readonly activity: StoredActivity;
  readonly channel: OpenChannel;
  readonly adapter: ChannelAdapter;
};

/** Seen by whoever looks at the conversation, and by the agent who has it: the customer has not got the message. */
const noteFailure = async (
  deps: OutboundQueueDeps,
  {
    session,
    activity,
    channel,
  }: Pick<Sending, 'session'> & {
    /** Without a part it is gone. */
    readonly channel: Pick<OpenChannel, 'id' | 'org'> & Partial<Pick<OpenChannel, 'part'>>;
    readonly activity: { readonly seq: number };
  },
  { part, reason, remoteId = null }: { part: number; reason: string; remoteId?: string | null },
) => {
  const at = deps.clock.now();
  const { seq } = activity;
  const row = { session: session.id, seq, part, remoteId, status: 'failed', reason, at } as const;
  if (remoteId === null) await noteSent(deps.db, channel, row);
  await deps.change(session.id, async (unit) => {
    const { fresh } = await unit.append({
      direction: 'system',
      key: `channel-failed:${seq}`,
      body: receiptEvent(activityId(session.conversationId, seq), 'failed', reason),
    });
    if (fresh) await tellAgentNotShown(unit, { seq, reason });
    await unit.hop({
      kind: 'channel.failed',
      summary: 'failed',
      ok: false,
      detail: { channel: channel.part?.kind ?? null, reason, part },
    });
  });
};

const sendPart = async (
  deps: OutboundQueueDeps,
  sending: Sending,
  {
    part,
    index,
    signal,
    timeoutMs,
  }: { part: OutboundPart; index: number; signal: AbortSignal; timeoutMs: number },
) => {
  const { session, activity, channel, adapter } = sending;
  const startedMs = deps.clock.monotonicMs();
  const remoteId = await adapter.send(
    {
      ...{ channel, signal, timeoutMs },
      address: session.channel?.address ?? '',
      locale: session.locale,
      idempotencyKey: `${activity.messageId}-${index}`,
      load: (media) => loadOutbound(deps, { media, signal, timeoutMs }),
    },
    part,
  );
  const at = deps.clock.now();
  const row = {
    session: session.id,
    seq: activity.seq,
    part: index,
    remoteId,
    status: 'sent',
    reason: null,
    at,
  } as const;
  await noteSent(deps.db, channel, row);
  const ms = Math.round(deps.clock.monotonicMs() - startedMs);
  const hop = {
    kind: 'channel.sent',
    summary: `out ${part.kind}`,
    ok: true,
    detail: { channel: channel.part.kind, ms, remoteId, part: index },
  };
  await insertHop(deps.db, session, { hop, at });
};

const send = async (
  deps: OutboundQueueDeps,
  sending: Sending,
  { signal, budgetMs }: EffectContext,
): Promise<Outcome> => {
  const { session, activity, adapter } = sending;
  const parts = partsOf(activity, adapter.capabilities);
  const { sent, wasGivenUp } = await sentParts(deps.db, session.id, activity.seq);
  const endMs = deps.clock.monotonicMs() + budgetMs - 500;
  for (const [index, part] of parts.entries()) {
    if (sent.has(index)) continue;
    const leftMs = endMs - deps.clock.monotonicMs();
    // What is sent is noted; the rest follows in another turn.
    if (leftMs < 1000) return { kind: 'retry', reason: 'the message has many parts', afterMs: 0 };
    try {
      await sendPart(deps, sending, { part, index, signal, timeoutMs: Math.min(20_000, leftMs) });
    } catch (error) {
      if (!(error instanceof ChannelFailure)) throw error;
      const { reason, afterMs, kind } = error;
      if (kind === 'retry')
        return { kind: 'retry', reason, ...(afterMs === null ? {} : { afterMs }) };
      await noteFailure(deps, sending, { part: index, reason });
      return { kind: 'dead', reason };
    }
  }
  if (wasGivenUp)
    await deps.change(session.id, (unit) => tellAgentShown(unit, { seq: activity.seq }));
  return done;
};

/** What the customer's device says, as the web chat would say it: the contact centre hears of it once. */
const takeReceipt = async (
  deps: OutboundQueueDeps,
  { session, channel }: Pick<Sending, 'session' | 'channel'>,
  event: (ChannelWork & { kind: 'receipt' })['event'],
) => {
  const { remoteId, status, reason } = event;
  const at = deps.clock.now();
  const found = await noteStatus(deps.db, channel, { remoteId, status, reason, at });
  if (!found || found.session !== session.id) return done;
  if (status === 'failed') {
    const failed = { part: 0, reason: reason ?? 'The vendor could not deliver it.', remoteId };
    await noteFailure(deps, { session, channel, activity: found }, failed);
    return done;
  }
  const hop = {
    kind: 'channel.receipt',
    summary: `receipt ${status}`,
    ok: true,
    detail: { channel: channel.part.kind, remoteId },
  };
  await insertHop(deps.db, session, { hop, at });
  if (status === 'sent') return done;
  const body: Activity = {
    type: 'event',
    name: directLineEvents.receipt,
    from: { id: session.userId, role: 'user' },
    value: { activityId: activityId(session.conversationId, found.seq) },
  };
  await takeActivity(deps, session, { body });
  return done;
};

const run = async (
  deps: OutboundQueueDeps,
  work: Work,
  context: EffectContext,
): Promise<Outcome> => {
  const payload = work.payload as ChannelWork;
  const session = await findSessionById(deps.db, work.lane);
  const channel = await deps.channelDirectory.byId(payload.channel);
  const adapter = channel && deps.channels.get(channel.part.kind);
  if (!session) return done;
  if (payload.kind === 'receipt')
    return channel ? takeReceipt(deps, { session, channel }, payload.event) : done;
  const activity = await findActivity(deps.db, session.id, payload.seq);
  if (!activity) return done;
  if (channel?.active && adapter)
    return send(deps, { session, channel, adapter, activity }, context);
  const reason = channel ? 'The channel is switched off.' : 'The channel was deleted.';
  const known = channel ?? { id: payload.channel, org: session.org };
  await noteFailure(deps, { session, activity, channel: known }, { part: 0, reason });
  return { kind: 'dead', reason };
};

/** The sender to customers: each session's messages in order, tried again until the vendor has them. */
export const createChannelQueue = (deps: OutboundQueueDeps): EffectQueue => ({
  name: gatewayQueues.channel,
  mode: 'effect',
  retry: exponential({ baseMs: 1000, capMs: 5 * 60_000, totalMs: 6 * hourMs, jitter: 0.3 }),
  destination: ({ payload }) => (payload as ChannelWork).channel,
  maxInFlightPerDestination: 16,
  run: (work, context) => run(deps, work, context),
});

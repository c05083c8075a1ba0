import type { Reply } from '@tandem/contract';
import type { Clock, Database, Ids, Queryable } from '@tandem/kit';
import { type CommittedWork, enqueueWork, type Lanes } from '@tandem/lanes';
import {
  gatewayQueues,
  insertSession,
  lockSession,
  type Session,
  storable,
} from '../conversations/index.ts';
import type { EndpointDirectory, OpenEndpoint } from '../endpoints/index.ts';
import type { DialogueWork } from '../handover/index.ts';
import type { Passing } from '../limits/index.ts';
import type { ChannelDirectory } from './channels.directory.ts';
import { channelErrors } from './channels.errors.ts';
import type {
  ChannelAdapter,
  ChannelCall,
  ChannelRegistry,
  InboundEvent,
  OpenChannel,
} from './channels.model.ts';
import {
  findThreadSession,
  insertInbound,
  isKnownInbound,
  isOwnMessage,
  lockThread,
  pointThread,
} from './threads.store.ts';

export type InboundDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly lanes: () => Pick<Lanes, 'committed'>;
  readonly directory: EndpointDirectory;
  readonly channelDirectory: ChannelDirectory;
  readonly channels: ChannelRegistry;
};

/** Work of a channel's two queues. */
export type ChannelWork =
  | { readonly kind: 'send'; readonly channel: string; readonly seq: number }
  | {
      readonly kind: 'receipt';
      readonly channel: string;
      readonly event: InboundEvent & { readonly kind: 'receipt' };
    };
export type ChannelInputWork = {
  readonly channel: string;
  readonly event: InboundEvent & { readonly kind: 'message' };
  /** Origin of this server, for the addresses of files. */
  readonly origin: string;
};

type Opened = {
  readonly channel: OpenChannel;
  readonly adapter: ChannelAdapter;
  readonly endpoint: OpenEndpoint;
};

/** The channel of an address. @throws channelErrors.notFound */
const requireKnown = async (deps: InboundDeps, token: string): Promise<Opened> => {
  const channel = await deps.channelDirectory.byToken(token);
  const adapter = channel && deps.channels.get(channel.part.kind);
  const endpoint = channel && (await deps.directory.byId(channel.endpointId));
  if (!channel || !adapter || !endpoint) throw channelErrors.notFound();
  return { channel, adapter, endpoint };
};

/** @throws channelErrors.inactive */
const requireActive = ({ channel, endpoint }: Opened): void => {
  if (!channel.active || !endpoint.active) throw channelErrors.inactive();
};

/** A new session of the thread; whatever came before stays where it is. */
export const startThreadSession = async (
  tx: Queryable,
  { ids, clock }: Pick<InboundDeps, 'ids' | 'clock'>,
  given: {
    readonly channel: Pick<OpenChannel, 'id' | 'org' | 'part'>;
    readonly endpoint: Pick<OpenEndpoint, 'id' | 'locale'>;
    readonly event: Pick<InboundEvent, 'address'> & {
      readonly user: { readonly id: string; readonly name: string | null };
      readonly locale?: string | null;
    };
  },
): Promise<Session> => {
  const { channel, endpoint, event } = given;
  const { address } = event;
  const session = await insertSession(tx, {
    org: channel.org,
    endpointId: endpoint.id,
    conversationId: ids.uuid(),
    userId: `${channel.part.kind}:${event.user.id}`.slice(0, 256),
    userName: event.user.name?.slice(0, 256) ?? null,
    userTrusted: true,
    locale: event.locale?.slice(0, 35) || endpoint.locale,
    createdAt: clock.now(),
    channel: { id: channel.id, address },
  });
  if (!session) throw new Error('a fresh id was taken');
  await pointThread(tx, { channel: channel.id, address, org: channel.org, session: session.id });
  return session;
};

type Taking = { readonly event: InboundEvent; readonly origin: string };

/** The session of the event, locked; a receipt, and what only goes on with one, begins none. */
const sessionOf = async (
  deps: InboundDeps,
  tx: Queryable,
  { channel, endpoint, event }: Opened & Taking,
): Promise<Session | null> => {
  const place = { channel: channel.id, address: event.address };
  const id = await findThreadSession(tx, place, endpoint.id);
  if (id !== null) return lockSession(tx, id);
  if (event.kind === 'receipt') return null;
  if (event.kind === 'message' && event.continues) return null;
  return startThreadSession(tx, deps, { channel, endpoint, event });
};

const workOf = (
  { channel, endpoint }: Opened,
  session: Session,
  { event, origin }: Taking,
): Parameters<typeof enqueueWork>[1][number] => {
  const { org, part, id: lane } = session;
  const base = { org, part, lane };
  const at = { endpoint: endpoint.id };
  if (event.kind === 'receipt') {
    const work: ChannelWork = { kind: 'receipt', channel: channel.id, event };
    return { ...base, queue: gatewayQueues.channel, payload: { ...at, ...work } };
  }
  if (event.kind === 'start') {
    const work: DialogueWork = { kind: 'start' };
    return { ...base, queue: gatewayQueues.dialogue, payload: { ...at, ...work } };
  }
  const work: ChannelInputWork = { channel: channel.id, event, origin };
  return { ...base, queue: gatewayQueues.channelInput, payload: { ...at, ...work } };
};

/** Stores one event with its work; a repeat, and a message of our own, stores nothing. */
const takeOne = (deps: InboundDeps, opened: Opened, taking: Taking): Promise<CommittedWork[]> =>
  deps.db.transaction(async (tx) => {
    const { channel } = opened;
    const { event } = taking;
    await lockThread(tx, { channel: channel.id, address: event.address });
    if (await isKnownInbound(tx, channel.id, event.id)) return [];
    if (event.kind === 'message' && (await isOwnMessage(tx, channel.id, event.id))) return [];
    const session = await sessionOf(deps, tx, { ...opened, ...taking });
    const noted = { channel: channel.id, remoteId: event.id, org: channel.org };
    const at = deps.clock.now();
    if (!session) return [];
    if (!(await insertInbound(tx, { ...noted, session: session.id, at }))) return [];
    return enqueueWork(tx, [workOf(opened, session, taking)]);
  });

/**
 * Takes in what a vendor delivers: channel, signature over the raw bytes, then each event in a transaction with the key
 * of a repeat. Answers after the commits.
 * @throws channelErrors.notFound, inactive, secretClosed, badSignature, badRequest, webhookErrors.tooMany
 */
export async function takeInbound(
  deps: InboundDeps & { readonly passing: Passing },
  token: string,
  { origin, ...call }: Omit<ChannelCall, 'now'> & { readonly origin: string },
): Promise<Reply> {
  const opened = await requireKnown(deps, token);
  const { channel, adapter } = opened;
  const asked = { ...call, now: deps.clock.now() };
  if (adapter.verifiedBy.some((name) => channel.part.closed?.[name]))
    throw channelErrors.secretClosed();
  if (!adapter.verify(channel, asked)) throw channelErrors.badSignature();
  // A vendor that goes on delivering to a channel that is off is no stranger who guesses.
  deps.passing.proved(channel.id);
  requireActive(opened);
  const { events, reply } = adapter.read(channel, asked);
  for (const event of events) {
    // As work it is read by the database, too.
    const work = await takeOne(deps, opened, { event: storable(event), origin });
    if (work.length > 0) deps.lanes().committed(work);
  }
  return reply ?? { status: 200 };
}

/** Answers a vendor that makes sure of the address. @throws channelErrors.notFound, inactive, badSignature */
export async function shakeHands(
  deps: InboundDeps & { readonly passing: Passing },
  token: string,
  query: ChannelCall['query'],
): Promise<Reply> {
  const opened = await requireKnown(deps, token);
  requireActive(opened);
  const { channel, adapter } = opened;
  if (!adapter.handshake) throw channelErrors.notFound();
  const reply = adapter.handshake(channel, query);
  if (!reply) throw channelErrors.badSignature();
  deps.passing.proved(channel.id);
  return reply;
}

import type { Activity } from '@tandem/contract';
import { isInfected, isScanAway, PublicError, type Queryable, type ScanFile } from '@tandem/kit';
import {
  type EffectContext,
  type EffectQueue,
  enqueueWork,
  exponential,
  type Outcome,
  type Work,
} from '@tandem/lanes';
import {
  type ChangeSession,
  conversationErrors,
  findActivity,
  findSessionById,
  gatewayQueues,
  insertHop,
  recentActivities,
  type Session,
  type SessionUnit,
} from '../conversations/index.ts';
import { type Says, takeActivity } from '../dialogue/index.ts';
import { insertAttachment, type Tokens, toStoredBody } from '../directline/index.ts';
import { fileUrl } from '../file-links.rules.ts';
import {
  type ChannelAdapter,
  ChannelFailure,
  type InboundMedia,
  type InboundMessage,
  type LoadedFile,
  type OpenChannel,
} from './channels.model.ts';
import { notReadText } from './channels.texts.ts';
import { actionsOf, numberedChoice, readChoiceId, saidBy } from './choices.rules.ts';
import { type ChannelInputWork, type InboundDeps, startThreadSession } from './inbound.usecases.ts';
import { findThreadSession, lockThread } from './threads.store.ts';

export type InputQueueDeps = InboundDeps & {
  readonly change: ChangeSession;
  readonly says: Says;
  readonly tokens: Pick<Tokens, 'signFile'>;
  /** Largest file that is taken in, in bytes. */
  readonly maxUploadBytes: number;
  /** Looks at every file before it is kept. */
  readonly scanFile?: ScanFile;
  readonly log: { readonly warn: (about: object, text: string) => void };
};

const done: Outcome = { kind: 'done' };
/** How often a file is asked for; then its customer's words go on without it. */
const mediaTries = 4;

/** What pressing a button, or typing its number, says. Null: it is simply a text. */
const choiceOf = async (
  { db }: InputQueueDeps,
  session: Session,
  { event, adapter }: { event: InboundMessage; adapter: ChannelAdapter },
): Promise<Partial<Activity> | null> => {
  const pressed = event.choice ? readChoiceId(event.choice) : null;
  if (pressed) {
    const offered = await findActivity(db, session.id, pressed.seq);
    const found =
      offered?.direction === 'user'
        ? undefined
        : actionsOf(offered?.body ?? { type: 'message' })[pressed.index];
    return found ? saidBy(found.action) : null;
  }
  if (!event.text || event.media.length > 0) return null;
  const before = await recentActivities(db, session.id, 20);
  const action = numberedChoice(event.text, before, adapter.capabilities);
  return action && saidBy(action);
};

type File = LoadedFile & { readonly id: string };
type NotRead = { readonly name: string | null; readonly reason: string };
type Loaded = { readonly files: readonly File[]; readonly notRead: readonly NotRead[] };

/** Why a file cannot be had, or may not be kept. */
const whyNotRead = (error: unknown): ChannelFailure => {
  if (error instanceof ChannelFailure) return error;
  if (isInfected(error)) return new ChannelFailure('refused', error.message);
  if (isScanAway(error)) return new ChannelFailure('retry', error.message);
  throw error;
};

/** Files of a message. One that cannot be had is named in the text; a fault that may pass is tried again. */
const loadMedia = async (
  deps: InputQueueDeps,
  given: {
    adapter: ChannelAdapter;
    channel: OpenChannel;
    media: readonly InboundMedia[];
    attempts: number;
    maxBytes: number;
  },
  { signal, budgetMs }: EffectContext,
): Promise<Loaded> => {
  const files: File[] = [];
  const notRead: NotRead[] = [];
  const timeoutMs = Math.max(1000, Math.min(20_000, budgetMs - 500));
  const context = { channel: given.channel, signal, timeoutMs };
  for (const media of given.media) {
    try {
      const file = await given.adapter.fetchMedia(context, media, given.maxBytes);
      await deps.scanFile?.({ bytes: file.data, mime: file.contentType, name: file.name });
      files.push({ ...file, id: deps.ids.uuid() });
    } catch (error) {
      const failure = whyNotRead(error);
      if (failure.kind === 'retry' && given.attempts + 1 < mediaTries) throw failure;
      notRead.push({ name: media.name, reason: failure.reason });
    }
  }
  return { files, notRead };
};

type Heard = {
  readonly event: InboundMessage;
  readonly channel: OpenChannel;
  readonly said: Partial<Activity> | null;
  readonly loaded: Loaded;
  readonly origin: string;
};

const bodyOf = ({ tokens }: InputQueueDeps, session: Session, heard: Heard): Activity => {
  const { event, channel, said, loaded, origin } = heard;
  const notes = loaded.notRead.map(({ name }) => notReadText(session.locale, name));
  const text = [event.text ?? '', ...notes].filter((piece) => piece !== '').join('\n');
  const attachments = loaded.files.map(({ id, name, contentType }) => ({
    ...{ contentType, name },
    contentUrl: fileUrl({ origin, id, signature: tokens.signFile(id) }),
  }));
  const plain: Activity = {
    type: 'message',
    ...(text ? { text } : {}),
    ...(event.value === undefined ? {} : { value: event.value }),
    ...(attachments.length > 0 ? { attachments } : {}),
  };
  const from = event.user.name
    ? { id: session.userId, name: event.user.name }
    : { id: session.userId };
  // The vendor's id tells a repeat of this work from another message.
  const channelData = { clientActivityID: event.id, channel: channel.part.kind };
  return toStoredBody(session, {
    ...(said ? { type: 'message', ...said } : plain),
    from,
    channelData,
  });
};

/** The session that the customer is in by now, where it is another one. */
const nextSession = async (
  tx: Queryable,
  session: Session,
  { channel, event }: ChannelInputWork,
) => {
  const place = { channel, address: event.address };
  const current = await findThreadSession(tx, place, session.endpointId);
  return current === null || current === session.id ? null : findSessionById(tx, current);
};

/** The session holds all that it may: the customer goes on in a new one, with all that waits behind. */
const moveOn = (
  deps: InputQueueDeps,
  session: Session,
  work: ChannelInputWork & { readonly channelOpen: OpenChannel },
) =>
  deps.db.transaction(async (tx) => {
    const { channelOpen: channel, event, origin } = work;
    const endpoint = await deps.directory.byId(session.endpointId);
    if (!endpoint) return [];
    await lockThread(tx, { channel: channel.id, address: event.address });
    const next =
      (await nextSession(tx, session, work)) ??
      (await startThreadSession(tx, deps, { channel, endpoint, event }));
    const { org, part, id: lane } = next;
    const payload: ChannelInputWork & { endpoint: string } = {
      endpoint: endpoint.id,
      channel: channel.id,
      event,
      origin,
    };
    return enqueueWork(tx, [{ org, part, lane, queue: gatewayQueues.channelInput, payload }]);
  });

const isFull = (error: unknown) =>
  error instanceof PublicError && error.code === conversationErrors.full({ limit: '' }).code;

/** Timeline entry of a message; why files of it are missing stands here alone. */
const hopOf = ({ part }: OpenChannel, event: InboundMessage, notRead: readonly NotRead[]) => ({
  kind: 'channel.in',
  summary: 'in',
  ok: true,
  detail: {
    ...{ channel: part.kind, remoteId: event.id, files: event.media.length },
    ...(notRead.length > 0 ? { notRead } : {}),
  },
});

const run = async (deps: InputQueueDeps, work: Work, context: EffectContext): Promise<Outcome> => {
  const input = work.payload as ChannelInputWork;
  const { event, origin } = input;
  const session = await findSessionById(deps.db, work.lane);
  const channel = await deps.channelDirectory.byId(input.channel);
  const adapter = channel && deps.channels.get(channel.part.kind);
  const endpoint = session && (await deps.directory.byId(session.endpointId));
  if (!session || !channel || !adapter || !endpoint) return done;
  const move = async () => {
    deps.lanes().committed(await moveOn(deps, session, { ...input, channelOpen: channel }));
    return done;
  };
  if (await nextSession(deps.db, session, input)) return move();
  const notRead: NotRead[] = [];
  const maxBytes = Math.min(endpoint.uploadBytes ?? deps.maxUploadBytes, deps.maxUploadBytes);
  try {
    const wanted = { adapter, channel, media: event.media, attempts: work.attempts, maxBytes };
    const loaded = await loadMedia(deps, wanted, context);
    notRead.push(...loaded.notRead);
    const said = await choiceOf(deps, session, { event, adapter });
    const body = bodyOf(deps, session, { event, channel, said, loaded, origin });
    const store = async (unit: SessionUnit) => {
      unit.take(loaded.files.reduce((bytes, { data }) => bytes + data.length, 0));
      for (const file of loaded.files)
        await insertAttachment(unit.tx, session, { file, at: unit.now });
    };
    await takeActivity(deps, session, { body, store });
  } catch (error) {
    if (isFull(error)) return move();
    if (!(error instanceof ChannelFailure)) throw error;
    return {
      kind: 'retry',
      reason: error.reason,
      ...(error.afterMs === null ? {} : { afterMs: error.afterMs }),
    };
  }
  const hop = hopOf(channel, event, notRead);
  await insertHop(deps.db, session, { hop, at: deps.clock.now() });
  // Owed to the vendor at best: nothing depends on it.
  adapter
    .taken?.({ channel, signal: context.signal, timeoutMs: 5000 }, event)
    .catch((error) => deps.log.warn({ err: error }, 'channel not thanked'));
  return done;
};

/** What customers said over channels, in order, with their files, into the same dialogue as the web chat. */
export const createChannelInputQueue = (deps: InputQueueDeps): EffectQueue => ({
  name: gatewayQueues.channelInput,
  mode: 'effect',
  retry: exponential({ baseMs: 1000, capMs: 30_000, totalMs: 120_000, jitter: 0.3 }),
  destination: ({ payload }) => (payload as ChannelInputWork).channel,
  maxInFlightPerDestination: 32,
  countsLostTries: true,
  run: (work, context) => run(deps, work, context),
});

import type { Values, WorkPool } from '@tandem/flows';
import type { ThreadChange } from '../conversations/index.ts';
import { isFinished, type StoredThread } from '../threads/index.ts';
import { type RoutingDirectory, watchMisses } from './directory.types.ts';
import type { FlowsAtHand } from './flow-shelf.ts';
import { type InboundItem, inputQueue } from './inbound.types.ts';
import { type InputWork, stepThread } from './input.step.ts';
import type { IntegrationConfig } from './integration-config.ts';
import type { RunSampler } from './run-sampler.ts';

/** A thread without inputs that wait, as of its change number `rev`. */
export type RestingThread = StoredThread & { readonly rev: number };

/** Id of a thread that is not stored yet. */
export const noThread = 0;

/** A thread that its first message makes. */
export const newThread = (item: InboundItem): RestingThread => ({
  org: item.org,
  thread: noThread,
  part: item.part,
  integrationId: item.integrationId,
  conversationId: null,
  conversationEndedAt: null,
  customer: item.customer,
  state: null,
  rev: 0,
});

/** New messages of one thread, in order. */
export type NewInputs = {
  readonly items: readonly InboundItem[];
  /** Id of the conversation they open if they do not join one. */
  readonly opens: string;
  readonly now: Date;
};

export type DirectSurroundings = {
  readonly config: IntegrationConfig;
  readonly directory: RoutingDirectory;
  readonly flows: FlowsAtHand;
  readonly globals?: Values;
  readonly receipts: 'failed' | 'all';
  /** What the step may use up. */
  readonly pool: WorkPool;
  /** Which runs are left to the lane to be recorded. */
  readonly samples?: RunSampler;
};

/**
 * The conversation of the next message: the last one, unless it ended before the threading window; the same choice as
 * `accept_batch` makes.
 */
const conversationFor = (
  { conversationId, conversationEndedAt }: StoredThread,
  { items, opens, now }: NewInputs,
): string => {
  const cutoff = now.getTime() - (items[0] as InboundItem).threadingMs;
  const isOver = conversationEndedAt !== null && Date.parse(conversationEndedAt) <= cutoff;
  return conversationId === null || isOver ? opens : conversationId;
};

const toWork = (item: InboundItem, thread: number, conversation: string): InputWork => ({
  org: item.org,
  queue: inputQueue,
  part: item.part,
  lane: thread,
  id: 0,
  attempts: 0,
  payload: { conversation, ...item.input },
});

const withoutAgents = ({ participants }: ThreadChange['after']): boolean =>
  participants.every(({ purpose }) => purpose === 'customer' || purpose === 'workflow');

/** Nothing of a run but its state, which stands in the thread. */
const isPlainFlow = ({ before, after, work, recorded }: ThreadChange): boolean =>
  !before.flow?.secure && !after.flow?.secure && !work?.length && !recorded?.length;

/** Whoever holds a place, waits in a queue or has a timer is looked after in a transaction with more locks. */
const isSelfContained = (change: ThreadChange): boolean => {
  const { before, after, timers, waiting } = change;
  return (
    timers.length === 0 &&
    waiting.length === 0 &&
    isPlainFlow(change) &&
    withoutAgents(before) &&
    withoutAgents(after)
  );
};

/** The inputs as messages of the change, before those of the step, and told by its event. */
const withInputs = (change: ThreadChange, { items, now }: NewInputs): ThreadChange => {
  const received = items.map(({ id }) => id);
  return {
    ...change,
    messages: [
      ...items.map(({ id, body }) => ({
        id,
        direction: 'inbound' as const,
        communicationId: null,
        userId: null,
        originatingEntity: null,
        time: now.toISOString(),
        body,
      })),
      ...change.messages,
    ],
    events: change.events.map((event, index) =>
      index === 0 ? { ...event, data: { ...event.data, received } } : event,
    ),
  };
};

/**
 * What new messages make of a thread that rests: a change, or nothing, where somebody has the conversation and nobody is
 * told but by the event of their acceptance. Null where their lane has to look after them: more is touched than the
 * thread itself, something it names is not known, the step is too much for the pool, or it fails.
 */
export const directChange = (
  thread: RestingThread,
  inputs: NewInputs,
  { receipts, pool, ...known }: DirectSurroundings,
): ThreadChange | 'nothing' | null => {
  const conversation = conversationFor(thread, inputs);
  const { items, now } = inputs;
  const { flows } = known;
  const watched = watchMisses(known.directory);
  const step = stepThread(
    { ...thread, customer: (items[0] as InboundItem).customer },
    items.map((item) => toWork(item, thread.thread, conversation)),
    {
      surroundings: { ...known, directory: watched.directory, receipts, now, pool: () => pool },
      timers: {},
    },
  );
  if (watched.missed() || flows.missed() || pool.isSpent) return null;
  const { change } = step;
  if (step.taken !== items.length) return null;
  // Of a run it is not known here what it would make of the message: its seals are closed, answers may wait for it.
  if (change === null) return step.receipts.length === 0 && !thread.state?.flow ? 'nothing' : null;
  return change.events.length > 0 && isSelfContained(change) ? withInputs(change, inputs) : null;
};

/** The thread after the change was stored; `id` is what it is called since then. */
export const afterChange = (
  thread: RestingThread,
  { after }: Pick<ThreadChange, 'after'>,
  id: number,
): RestingThread => ({
  ...thread,
  thread: id,
  rev: thread.rev + 1,
  customer: after.customer,
  conversationId: after.conversation.id,
  conversationEndedAt: after.conversation.endedAt,
  state: {
    ...after,
    thread: id,
    participants: after.participants.filter((participant) => !isFinished(participant)),
  },
});

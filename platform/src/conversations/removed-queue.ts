import type { Queryable } from '@tandem/kit';
import { findQueue, findRemoval } from '../routing/index.ts';
import type { WaitingQueue } from './acd.store.ts';
import type { Context, Decision } from './conversation.commit.ts';
import type { ConversationDeps, MessagingPort } from './conversation.deps.ts';
import type { Participant, RoutingRequest, ThreadState } from './conversation.model.ts';
import {
  andThen,
  endConversation,
  enterQueue,
  leave,
  liveOf,
  replaceParticipant,
  stepOf,
  waitsSince,
} from './conversation.rules.ts';
import { attendToQueue } from './offer.rules.ts';
import { findEarlierQueue } from './offer.store.ts';

type Deps = Pick<ConversationDeps, 'db' | 'ids'> & {
  readonly messaging: Pick<MessagingPort, 'integration' | 'textBody'>;
};

/** What is done with everybody who waits for a queue that is gone. */
export type Removal =
  | { readonly kind: 'move'; readonly queueId: string; readonly name: string }
  | { readonly kind: 'end'; readonly farewell: string | null; readonly since: Date | null };

/** Queues that are followed from one deleted queue to the next. */
const mostQueues = 10;

/** The end of the way: a queue may have been deleted in favour of one that was deleted, too. */
export const removalOf = async (
  { db }: { readonly db: Queryable },
  key: WaitingQueue,
): Promise<Removal> => {
  let { queue } = key;
  for (let looked = 0; looked < mostQueues; looked += 1) {
    const plan = await findRemoval(db, { org: key.org, queue });
    if (plan.moveTo === null)
      return { kind: 'end', farewell: plan.farewell, since: plan.removedAt };
    const target = await findQueue(db, key.org, plan.moveTo);
    if (target) return { kind: 'move', queueId: target.id, name: target.name };
    queue = plan.moveTo;
  }
  return { kind: 'end', farewell: null, since: null };
};

/** Whoever waited longest goes on being the one. */
const move = (
  state: ThreadState,
  { acd, to, ctx }: { acd: Participant; to: Extract<Removal, { kind: 'move' }>; ctx: Context },
) => {
  const routing: RoutingRequest = {
    queueId: to.queueId,
    priority: acd.routing?.priority ?? 0,
    // Skills and people asked for in the first queue mean nothing in another.
    skillIds: [],
    languageId: acd.routing?.languageId ?? null,
    preferredUserIds: [],
  };
  const attendant = state.participants.find(({ id }) => id === acd.attendedBy);
  const place = { ...ctx, since: waitsSince(acd) };
  if (attendant) return attendToQueue(state, attendant, { routing, name: to.name, ...place });
  const step = enterQueue(state, routing, place);
  const made = liveOf(step.state, 'acd');
  if (!made) return step;
  return andThen(step, (next) => stepOf(replaceParticipant(next, { ...made, name: to.name })));
};

const farewellOf = async (
  { messaging, ids }: Deps,
  state: ThreadState,
  { acd, text, ctx }: { acd: Participant; text: string; ctx: Context },
): Promise<NonNullable<Decision<void>['extras']>> => {
  const integration = await messaging.integration(state.integrationId);
  if (!integration) return {};
  const id = ids.hex32();
  const { customer, conversation } = state;
  const body = messaging.textBody(
    { integration, customer, conversationId: conversation.id },
    { id, time: ctx.at, text, originatingEntity: 'Bot' },
  );
  const message = {
    id,
    direction: 'outbound' as const,
    communicationId: acd.communicationId,
    userId: null,
    originatingEntity: 'Bot' as const,
    time: ctx.at,
    body,
  };
  const delivery = {
    messageId: id,
    kind: 'message' as const,
    status: null,
    body: JSON.stringify(body),
  };
  return { messages: [message], deliveries: [delivery] };
};

/** Where those go of whom nothing was said: they came to the queue only after it was deleted, from one that is there. */
const elsewhereOf = async (
  state: ThreadState,
  { acd, since, ctx }: { acd: Participant; since: Date | null; ctx: Context },
): Promise<Extract<Removal, { kind: 'move' }> | null> => {
  if (since !== null && Date.parse(acd.startTime) <= since.getTime()) return null;
  const { org, conversation } = state;
  const earlier = await findEarlierQueue(ctx.tx, { org, conversationId: conversation.id });
  return earlier && { kind: 'move', ...earlier };
};

/** Moves one waiting conversation on, or says goodbye and ends it; both in the transaction of `ctx`. */
export const clearOne = async (
  deps: Deps,
  state: ThreadState,
  { removal, ctx }: { readonly removal: Removal; readonly ctx: Context },
): Promise<Omit<Decision<void>, 'answer' | 'from'> | null> => {
  const acd = liveOf(state, 'acd');
  if (!acd) return null;
  if (removal.kind === 'move') return { step: move(state, { acd, to: removal, ctx }) };
  // An agent goes on with the customer: only the search for somebody else is over.
  if (acd.attendedBy) return { step: leave(state, acd, { at: ctx.at, type: 'system' }) };
  const elsewhere = await elsewhereOf(state, { acd, since: removal.since, ctx });
  if (elsewhere) return { step: move(state, { acd, to: elsewhere, ctx }) };
  const text = removal.farewell;
  const extras = text === null ? {} : await farewellOf(deps, state, { acd, text, ctx });
  const step = endConversation(state, { participantId: null, type: 'system', at: ctx.at });
  return { step, extras };
};

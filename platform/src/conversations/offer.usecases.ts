import { ensureAgent, lockUsers } from '../presence/index.ts';
import { findQueue, findReassignment } from '../routing/index.ts';
import { type Person, shownName } from '../users/index.ts';
import { agentRulesOf } from './agent-rules.ts';
import { usersIn } from './agents-of-changes.ts';
import type { Context } from './conversation.commit.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import type { Participant, ThreadState, WayBack } from './conversation.model.ts';
import { type Offer, plainRules } from './offer.rules.ts';
import { findEarlierQueue, findLastQueue } from './offer.store.ts';
import { removalOf } from './removed-queue.ts';

/** Somebody who gives a conversation to an agent, as customers read the name. */
export type Giver = { readonly userId: string; readonly name: string | null };

/** @throws conversationErrors.transferUnknown (400) if the organisation has no such user. */
export const personFor = async (
  { directory }: Pick<ConversationDeps, 'directory'>,
  org: string,
  userId: string,
): Promise<Person> => {
  const person = (await directory.people(org, [userId])).get(userId);
  if (!person) throw conversationErrors.transferUnknown({ kind: 'user', id: userId });
  return person;
};

type Given = {
  readonly state: ThreadState;
  /** The agent or the place in a queue that the conversation comes from. */
  readonly from: Participant | undefined;
  readonly giver: Giver | null;
};

/** The queue the conversation was last in; of one that is deleted, the one that takes its conversations, or an earlier one. */
const queueBack = async ({ state, from }: Given, { tx }: Context): Promise<string | null> => {
  const { org } = state;
  const conversationId = state.conversation.id;
  const queue = from?.queueId ?? (await findLastQueue(tx, { org, conversationId }));
  if (queue === null || (await findQueue(tx, org, queue))) return queue;
  const removal = await removalOf({ db: tx }, { org, queue });
  if (removal.kind === 'move') return removal.queueId;
  return (await findEarlierQueue(tx, { org, conversationId }))?.queueId ?? null;
};

/** Back to the queue; else to whoever gave it. Who is asked instead of another one has the way back of that one. */
const wayBackOf = async (
  person: Person,
  given: Given,
  context: Context,
): Promise<WayBack | undefined> => {
  const queueId = await queueBack(given, context);
  if (queueId !== null) return { queueId };
  const { from, giver } = given;
  // An agent who has accepted is the one who gives it on.
  const ways = [from?.state === 'alerting' ? from.wayBack : undefined, giver];
  return ways.find((way) => way && !('queueId' in way) && way.userId !== person.id) ?? undefined;
};

/** Offer for a named agent, with the rules of the queue the conversation came through, or a way back where there is none. */
export const offerFor = async (person: Person, given: Given, context: Context): Promise<Offer> => {
  const { tx, now } = context;
  const { state, from } = given;
  const { org } = state;
  const queue = from?.queueId ? await findQueue(tx, org, from.queueId) : null;
  const wayBack = queue ? undefined : await wayBackOf(person, given, context);
  const asked = [person.id, ...(wayBack && 'userId' in wayBack ? [wayBack.userId] : [])];
  await lockUsers(tx, org, [...asked, ...usersIn(state)]);
  for (const userId of asked) await ensureAgent(tx, { org, userId }, now);
  return {
    userId: person.id,
    name: shownName(person),
    queueId: queue?.id ?? null,
    routing: from?.routing ?? null,
    rules: queue
      ? agentRulesOf(queue, await findReassignment(tx, { org, queue: queue.id }))
      : plainRules,
    ...(wayBack ? { wayBack } : {}),
  };
};

import type { Principal, TransferRequest } from '@tandem/contract';
import { findQueue } from '../routing/index.ts';
import { type Person, shownName } from '../users/index.ts';
import { type Context, onConversation } from './conversation.commit.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import type { Participant, ThreadState } from './conversation.model.ts';
import {
  andThen,
  enterQueue,
  leave,
  liveOf,
  replaceParticipant,
  type Step,
  stepOf,
} from './conversation.rules.ts';
import { attendToAgent, attendToQueue, offerToAgent, transferToAgent } from './offer.rules.ts';
import { type Giver, offerFor, personFor } from './offer.usecases.ts';
import { locate, requireAgent, requireSelfOr } from './participant.access.ts';

type Move = {
  readonly state: ThreadState;
  readonly from: Participant;
  /** The agent keeps the conversation until somebody accepts. */
  readonly attended: boolean;
};

const toQueue = async (
  { state, from, attended }: Move,
  queueId: string,
  context: Context,
): Promise<Step> => {
  const queue = await findQueue(context.tx, state.org, queueId);
  if (!queue) throw conversationErrors.transferUnknown({ kind: 'queue', id: queueId });
  const routing = {
    queueId: queue.id,
    priority: from.routing?.priority ?? 0,
    // Skills asked for in the first queue mean nothing in another.
    skillIds: [],
    languageId: from.routing?.languageId ?? null,
    preferredUserIds: [],
  };
  if (attended) return attendToQueue(state, from, { routing, name: queue.name, ...context });
  const step = enterQueue(state, routing, context);
  const acd = liveOf(step.state, 'acd');
  return acd
    ? andThen(step, (next) => stepOf(replaceParticipant(next, { ...acd, name: queue.name })))
    : step;
};

const targetsOf = ({ queueId, userId, address }: TransferRequest) =>
  [queueId, userId, address].filter((target) => target !== undefined);

const transferStep = async (
  move: Move,
  { person, queueId }: { readonly person: Person | null; readonly queueId: string },
  context: Context,
): Promise<Step> => {
  const { state, from, attended } = move;
  if (!person) return toQueue(move, queueId, context);
  const giver = from.userId === null ? null : { userId: from.userId, name: from.name };
  const offer = await offerFor(person, { state, from, giver }, context);
  return (attended ? attendToAgent : transferToAgent)(state, from, { ...context, offer });
};

/**
 * The conversation goes to a queue or to another agent; it never ends by it. Unattended (the default), the agent leaves
 * at once; attended, the agent keeps it until somebody accepts, and goes on with it when nobody does.
 * @throws conversationErrors.notFound, notAgent, notYours, wrongState, transferTarget, transferUnknown, unsupported
 */
export const transferConversation = async (
  deps: ConversationDeps,
  principal: Principal,
  input: {
    readonly conversationId: string;
    readonly participantId: string;
    readonly request: TransferRequest;
    readonly correlationId: string;
  },
): Promise<void> => {
  const { request } = input;
  if (targetsOf(request).length !== 1) throw conversationErrors.transferTarget();
  if (request.address !== undefined)
    throw conversationErrors.unsupported({ what: 'A transfer of a message to an address' });
  const person =
    request.userId === undefined ? null : await personFor(deps, principal.org, request.userId);
  return onConversation(
    deps,
    { org: principal.org, conversationId: input.conversationId },
    {
      correlationId: input.correlationId,
      async decide(state, context) {
        const { from, participant } = await locate(context.tx, state, input.participantId);
        requireAgent(participant);
        requireSelfOr(principal, participant, 'conversation:communication:disconnect');
        if (participant.state !== 'connected' && participant.state !== 'parked')
          throw conversationErrors.wrongState({ state: participant.state, wanted: 'transferred' });
        if (person?.id === participant.userId) throw conversationErrors.transferToSelf();
        const attended = request.transferType === 'Attended';
        if (attended && participant.state === 'parked')
          throw conversationErrors.wrongState({ state: 'parked', wanted: 'transferred attended' });
        const step = await transferStep(
          { state: from, from: participant, attended },
          { person, queueId: request.queueId ?? '' },
          context,
        );
        return { from, step, answer: undefined };
      },
    },
  );
};

/** Who assigns, where that is a person. */
const giverOf = async (
  { directory }: ConversationDeps,
  { org, userId }: Principal,
): Promise<Giver | null> => {
  const person = userId === null ? undefined : (await directory.people(org, [userId])).get(userId);
  return person ? { userId: person.id, name: shownName(person) } : null;
};

/**
 * Offers a waiting conversation to a named agent, past the order of the queue.
 * @throws conversationErrors.notFound, ended (409), transferUnknown (400)
 */
export const assignConversation = async (
  deps: ConversationDeps,
  principal: Principal,
  input: {
    readonly conversationId: string;
    readonly userId: string;
    readonly correlationId: string;
  },
): Promise<void> => {
  const { org } = principal;
  const person = await personFor(deps, org, input.userId);
  const giver = await giverOf(deps, principal);
  return onConversation(
    deps,
    { org, conversationId: input.conversationId },
    {
      correlationId: input.correlationId,
      async decide(state, context) {
        const { at, uuid } = context;
        if (state.conversation.endedAt !== null) throw conversationErrors.ended();
        const agent = liveOf(state, 'agent');
        if (agent && agent.state !== 'alerting')
          throw conversationErrors.wrongState({ state: agent.state, wanted: 'assigned' });
        const from = liveOf(state, 'acd') ?? agent;
        const offer = await offerFor(person, { state, from, giver }, context);
        const freed = agent
          ? leave(state, agent, { at, type: 'transfer' })
          : liveOf(state, 'workflow')
            ? leave(state, liveOf(state, 'workflow') as Participant, { at, type: 'transfer' })
            : stepOf(state);
        const step = andThen(freed, (next) =>
          offerToAgent({ ...next, flow: null }, offer, { at, uuid }),
        );
        return { from: state, step, answer: undefined };
      },
    },
  );
};

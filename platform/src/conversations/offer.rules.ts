import type {
  AgentRules,
  Participant,
  RoutingRequest,
  ThreadState,
  WayBack,
} from './conversation.model.ts';
import {
  alertTimer,
  andThen,
  cancel,
  endConversation,
  enterQueue,
  handedOn,
  leave,
  leaveAll,
  liveOf,
  newAcd,
  type PlaceContext,
  replaceParticipant,
  type Step,
  type StepContext,
  stepOf,
  waitsSince,
  withParticipants,
} from './conversation.rules.ts';
import { beginActivity } from './inactivity.rules.ts';
import { connectParticipant, laterBy, newParticipant } from './participant.rules.ts';
import { expectAnswer } from './reassignment.rules.ts';

export type Offer = {
  readonly userId: string;
  readonly name: string | null;
  readonly queueId: string | null;
  readonly routing: RoutingRequest | null;
  readonly rules: AgentRules;
  /** Who keeps the conversation until this agent accepts. */
  readonly attendedBy?: string;
  /** Where the conversation goes when nobody keeps it, it came through no queue and this agent does not take it. */
  readonly wayBack?: WayBack;
};

/** What applies to an agent who is offered a conversation of no queue. */
export const plainRules: AgentRules = {
  alertingMs: 30_000,
  autoAnswer: false,
  wrapupPrompt: 'optional',
  wrapupTimeoutMs: null,
  inactivityMs: null,
};

/** Offers the conversation to an agent, who alerts until accepting, declining or not answering. */
export const offerToAgent = (state: ThreadState, offer: Offer, { at, uuid }: StepContext): Step => {
  const customer = liveOf(state, 'customer');
  const acd = liveOf(state, 'acd');
  const attendedBy = offer.attendedBy ?? acd?.attendedBy;
  const agent = newParticipant({
    id: uuid(),
    communicationId: uuid(),
    purpose: 'agent',
    state: 'alerting',
    startTime: at,
    userId: offer.userId,
    name: offer.name,
    queueId: offer.queueId,
    routing: offer.routing,
    rules: offer.rules,
    peerId: customer?.communicationId ?? null,
    ...(attendedBy ? { attendedBy } : {}),
    ...(offer.wayBack ? { wayBack: offer.wayBack } : {}),
    ...handedOn(state),
  });
  const step = stepOf(withParticipants(state, [...state.participants, agent]), {
    timers: [{ name: alertTimer(agent.id), dueAt: laterBy(at, offer.rules.alertingMs) }],
    waiting: acd ? [{ leave: true, participantId: acd.id }] : [],
  });
  return offer.rules.autoAnswer ? andThen(step, (next) => acceptOffer(next, agent, { at })) : step;
};

/** The agent takes the conversation: the queue hands over, customer and agent become peers. */
export const acceptOffer = (
  state: ThreadState,
  agent: Participant,
  { at }: { readonly at: string },
): Step => {
  // The queue, and an agent who kept the conversation until somebody took it.
  const others = ({ id, purpose }: Participant) =>
    id !== agent.id && (purpose === 'acd' || purpose === 'agent');
  const handed = leaveAll(state, others, { at, type: 'transfer' });
  const connected = connectParticipant(agent, at);
  const customer = liveOf(handed.state, 'customer');
  const withAgent = replaceParticipant(handed.state, connected);
  const paired = customer
    ? replaceParticipant(withAgent, { ...customer, peerId: agent.communicationId })
    : withAgent;
  const expected = andThen(expectAnswer(paired, at), (next) => beginActivity(next, at));
  return {
    state: expected.state,
    waiting: handed.waiting,
    timers: [...handed.timers, ...expected.timers, cancel(alertTimer(agent.id))],
  };
};

/** Waits for somebody else of a queue, with the place of whom was just offered to an agent. */
const waitIn = (
  state: ThreadState,
  agent: Participant,
  place: PlaceContext & { queueId: string },
) => {
  const { queueId, ...ctx } = place;
  const { routing } = agent;
  const same = routing?.queueId === queueId;
  const request: RoutingRequest = {
    queueId,
    priority: routing?.priority ?? 0,
    // Skills asked for in one queue mean nothing in another.
    skillIds: same ? routing.skillIds : [],
    languageId: routing?.languageId ?? null,
    preferredUserIds: [],
  };
  return enterQueue(state, request, { ...ctx, since: agent.startTime });
};

/**
 * An offer past every queue goes back to where the conversation was; to a person once: what that one does not take
 * either has nowhere left to go.
 */
export const goBack = (state: ThreadState, agent: Participant, ctx: StepContext): Step => {
  const { wayBack } = agent;
  if (!wayBack) return endConversation(state, { participantId: null, type: 'system', at: ctx.at });
  if ('queueId' in wayBack) return waitIn(state, agent, { ...ctx, ...wayBack });
  const { routing } = agent;
  return offerToAgent(state, { ...wayBack, queueId: null, routing, rules: plainRules }, ctx);
};

/** The conversation an agent did not take waits on, with the place it had. */
const waitAgain = (state: ThreadState, agent: Participant, ctx: StepContext): Step => {
  const acd = liveOf(state, 'acd');
  if (acd?.routing)
    return stepOf(state, {
      waiting: [{ enter: acd.routing, participantId: acd.id, since: waitsSince(acd) }],
    });
  // The agent who attends the transfer still has it.
  if (liveOf(state, 'agent')) return stepOf(state);
  // A direct transfer that nobody takes goes to the queue it came from.
  const { queueId } = agent;
  return queueId === null ? goBack(state, agent, ctx) : waitIn(state, agent, { ...ctx, queueId });
};

/** The agent declined (`client`) or did not answer in time (`transfer.noanswer`). */
export const refuseOffer = (
  state: ThreadState,
  agent: Participant,
  { type, ...ctx }: StepContext & { readonly type: 'client' | 'transfer.noanswer' },
): Step =>
  andThen(leave(state, agent, { at: ctx.at, type }), (next) => waitAgain(next, agent, ctx));

/** Takes back whatever another agent is asked to take over: an offer that alerts, a place in a queue. */
export const withdrawAttended = (state: ThreadState, at: string): Step =>
  leaveAll(
    state,
    ({ purpose, state: now }) => purpose === 'acd' || (purpose === 'agent' && now === 'alerting'),
    { at, type: 'transfer' },
  );

/** Hands the conversation straight to another agent, who alerts. */
export const transferToAgent = (
  state: ThreadState,
  from: Participant,
  { offer, ...ctx }: StepContext & { readonly offer: Offer },
): Step => {
  const { at } = ctx;
  const alone = andThen(withdrawAttended(state, at), (next) =>
    leave(next, from, { at, type: 'transfer' }),
  );
  return andThen(alone, (next) => offerToAgent(next, offer, ctx));
};

/** Asks another agent to take over; `from` keeps the conversation until that one accepts. */
export const attendToAgent = (
  state: ThreadState,
  from: Participant,
  { offer, ...ctx }: StepContext & { readonly offer: Offer },
): Step =>
  andThen(withdrawAttended(state, ctx.at), (next) =>
    offerToAgent(next, { ...offer, attendedBy: from.id }, ctx),
  );

/** Looks for somebody in a queue to take over; `from` keeps the conversation until one accepts. */
export const attendToQueue = (
  state: ThreadState,
  from: Participant,
  {
    routing,
    name,
    ...ctx
  }: PlaceContext & { readonly routing: RoutingRequest; readonly name: string },
): Step =>
  andThen(withdrawAttended(state, ctx.at), (next) => {
    const acd = { ...newAcd(next, routing, ctx), name, attendedBy: from.id };
    return stepOf(withParticipants(next, [...next.participants, acd]), {
      waiting: [{ enter: routing, participantId: acd.id, since: waitsSince(acd) }],
    });
  });

/** The agent who attends a transfer, or the agent who attends the queue that offered it. */
export const attendantOf = (state: ThreadState, { attendedBy }: Participant): Participant | null =>
  state.participants.find(({ id }) => id === attendedBy) ?? null;

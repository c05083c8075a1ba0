import type {
  AgentRules,
  DisconnectType,
  Owner,
  Participant,
  RoutingRequest,
  ThreadChange,
  ThreadState,
  TimerChange,
} from './conversation.model.ts';
import {
  acwDueAt,
  connectParticipant,
  endParticipant,
  isLive,
  laterBy,
  newParticipant,
} from './participant.rules.ts';

/** What a rule answers: the new state and what has to be set in motion with it. */
export type Step = {
  readonly state: ThreadState;
  readonly timers: readonly TimerChange[];
  readonly waiting: ThreadChange['waiting'];
};

/** Moment of a step (ISO 8601) and the ids of what it makes. */
export type StepContext = { readonly at: string; readonly uuid: () => string };

export const alertTimer = (participantId: string): string => `alert:${participantId}`;
export const acwTimer = (participantId: string): string => `acw:${participantId}`;
export const resumeTimer = (participantId: string): string => `resume:${participantId}`;
export const inactivityTimer = 'inactivity';

const cancel = (name: string): TimerChange => ({ name, dueAt: null });

export const liveOf = (
  state: ThreadState,
  purpose: Participant['purpose'],
): Participant | undefined =>
  state.participants.find((participant) => participant.purpose === purpose && isLive(participant));

/** Exactly one owner: who waits in a queue is the queue's, whom an agent talks to is the agent's. */
export const ownerOf = (state: ThreadState): Owner => {
  if (state.conversation.endedAt !== null) return 'none';
  if (liveOf(state, 'acd')) return 'queue';
  if (liveOf(state, 'agent')) return 'agent';
  return liveOf(state, 'workflow') ? 'flow' : 'none';
};

const withParticipants = (
  state: ThreadState,
  participants: readonly Participant[],
): ThreadState => {
  const next = { ...state, participants };
  return { ...next, conversation: { ...state.conversation, owner: ownerOf(next) } };
};

export const replaceParticipant = (state: ThreadState, changed: Participant): ThreadState =>
  withParticipants(
    state,
    state.participants.map((participant) =>
      participant.id === changed.id ? changed : participant,
    ),
  );

export const stepOf = (state: ThreadState, extra: Partial<Omit<Step, 'state'>> = {}): Step => ({
  state,
  timers: extra.timers ?? [],
  waiting: extra.waiting ?? [],
});

/** One step after another, as one. */
export const andThen = (first: Step, next: (state: ThreadState) => Step): Step => {
  const second = next(first.state);
  return {
    state: second.state,
    timers: [...first.timers, ...second.timers],
    waiting: [...first.waiting, ...second.waiting],
  };
};

type End = { readonly at: string; readonly type: DisconnectType };

/** Timers and waiting entries a participant leaves behind, and the after-call work it begins. */
const afterEnd = (ended: Participant): Omit<Step, 'state'> => {
  const acwDue = acwDueAt(ended);
  const agent = ended.purpose === 'agent';
  return {
    timers: [
      ...(agent ? [cancel(alertTimer(ended.id)), cancel(resumeTimer(ended.id))] : []),
      ...(acwDue ? [{ name: acwTimer(ended.id), dueAt: acwDue }] : []),
    ],
    waiting: ended.purpose === 'acd' ? [{ leave: true, participantId: ended.id }] : [],
  };
};

/** Ends one participant; the conversation goes on. */
export const leave = (state: ThreadState, participant: Participant, end: End): Step => {
  if (!isLive(participant)) return stepOf(state);
  const ended = endParticipant(participant, end.at, end.type);
  return stepOf(replaceParticipant(state, ended), afterEnd(ended));
};

const leaveAll = (state: ThreadState, who: (p: Participant) => boolean, end: End): Step =>
  state.participants
    .filter((participant) => isLive(participant) && who(participant))
    .reduce<Step>((step, p) => andThen(step, (next) => leave(next, p, end)), stepOf(state));

/**
 * Ends the conversation: the one who ends it with `type`, everybody else as `peer`. Nothing is connected afterwards.
 */
export const endConversation = (
  state: ThreadState,
  by: { readonly participantId: string | null; readonly type: DisconnectType; readonly at: string },
): Step => {
  if (state.conversation.endedAt !== null) return stepOf(state);
  const { at, type, participantId } = by;
  const others: DisconnectType = participantId === null ? type : 'peer';
  const first = leaveAll(state, ({ id }) => id === participantId, { at, type });
  const all = andThen(first, (next) => leaveAll(next, () => true, { at, type: others }));
  const ended = { ...all.state.conversation, endedAt: at, owner: 'none' as const };
  return {
    ...all,
    state: { ...all.state, conversation: ended, flow: null },
    timers: [...all.timers, cancel(inactivityTimer)],
  };
};

/** Puts the conversation into a queue: flow, agent or earlier queue hand over to a new acd participant. */
export const enterQueue = (
  state: ThreadState,
  routing: RoutingRequest,
  { at, uuid }: StepContext,
): Step => {
  const customer = liveOf(state, 'customer');
  const left = leaveAll(state, ({ purpose }) => purpose !== 'customer', { at, type: 'transfer' });
  const acd = newParticipant({
    id: uuid(),
    communicationId: uuid(),
    purpose: 'acd',
    startTime: at,
    queueId: routing.queueId,
    routing,
    peerId: customer?.communicationId ?? null,
  });
  return andThen(left, (next) =>
    stepOf(withParticipants({ ...next, flow: null }, [...next.participants, acd]), {
      waiting: [{ enter: routing, participantId: acd.id, since: at }],
      timers: [cancel(inactivityTimer)],
    }),
  );
};

export type Offer = {
  readonly userId: string;
  readonly name: string | null;
  readonly queueId: string | null;
  readonly routing: RoutingRequest | null;
  readonly rules: AgentRules;
};

/** Offers the conversation to an agent, who alerts until accepting, declining or not answering. */
export const offerToAgent = (state: ThreadState, offer: Offer, { at, uuid }: StepContext): Step => {
  const customer = liveOf(state, 'customer');
  const acd = liveOf(state, 'acd');
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
  });
  const step = stepOf(withParticipants(state, [...state.participants, agent]), {
    timers: [{ name: alertTimer(agent.id), dueAt: laterBy(at, offer.rules.alertingMs) }],
    waiting: acd ? [{ leave: true, participantId: acd.id }] : [],
  });
  return offer.rules.autoAnswer ? andThen(step, (next) => acceptOffer(next, agent, { at })) : step;
};

export const inactivityTimers = (agent: Participant, at: string): readonly TimerChange[] =>
  agent.rules?.inactivityMs
    ? [{ name: inactivityTimer, dueAt: laterBy(at, agent.rules.inactivityMs) }]
    : [];

/** The agent takes the conversation: the queue hands over, customer and agent become peers. */
export const acceptOffer = (
  state: ThreadState,
  agent: Participant,
  { at }: { readonly at: string },
): Step => {
  const handed = leaveAll(state, ({ purpose }) => purpose === 'acd', { at, type: 'transfer' });
  const connected = connectParticipant(agent, at);
  const customer = liveOf(handed.state, 'customer');
  const withAgent = replaceParticipant(handed.state, connected);
  const paired = customer
    ? replaceParticipant(withAgent, { ...customer, peerId: agent.communicationId })
    : withAgent;
  return {
    state: paired,
    waiting: handed.waiting,
    timers: [...handed.timers, cancel(alertTimer(agent.id)), ...inactivityTimers(connected, at)],
  };
};

/** The conversation an agent did not take waits on, with the place it had. */
const waitAgain = (state: ThreadState, agent: Participant, ctx: StepContext): Step => {
  const acd = liveOf(state, 'acd');
  if (acd?.routing)
    return stepOf(state, {
      waiting: [{ enter: acd.routing, participantId: acd.id, since: acd.startTime }],
    });
  // A direct transfer that nobody takes goes to the queue it came from.
  if (agent.queueId === null)
    return endConversation(state, { participantId: null, type: 'system', at: ctx.at });
  const routing = agent.routing ?? {
    queueId: agent.queueId,
    priority: 0,
    skillIds: [],
    languageId: null,
    preferredUserIds: [],
  };
  return enterQueue(state, { ...routing, preferredUserIds: [] }, ctx);
};

/** The agent declined (`client`) or did not answer in time (`transfer.noanswer`). */
export const refuseOffer = (
  state: ThreadState,
  agent: Participant,
  { type, ...ctx }: StepContext & { readonly type: 'client' | 'transfer.noanswer' },
): Step =>
  andThen(leave(state, agent, { at: ctx.at, type }), (next) => waitAgain(next, agent, ctx));

/** Hands the conversation straight to another agent, who alerts. */
export const transferToAgent = (
  state: ThreadState,
  from: Participant,
  { offer, ...ctx }: StepContext & { readonly offer: Offer },
): Step =>
  andThen(leave(state, from, { at: ctx.at, type: 'transfer' }), (next) =>
    offerToAgent(next, offer, ctx),
  );

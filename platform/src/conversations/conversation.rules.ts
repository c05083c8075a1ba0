import type {
  DisconnectType,
  Owner,
  Participant,
  RoutingRequest,
  ThreadChange,
  ThreadState,
  TimerChange,
} from './conversation.model.ts';
import { acwDueAt, endParticipant, isLive, newParticipant } from './participant.rules.ts';
import { endFlowTimer } from './saved-flow.model.ts';

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

export const cancel = (name: string): TimerChange => ({ name, dueAt: null });

export const liveOf = (
  state: ThreadState,
  purpose: Participant['purpose'],
): Participant | undefined =>
  state.participants.find((participant) => participant.purpose === purpose && isLive(participant));

/**
 * Exactly one owner: who waits in a queue is the queue's, whom an agent talks to is the agent's, also while that agent
 * looks for somebody else to take over.
 */
export const ownerOf = (state: ThreadState): Owner => {
  if (state.conversation.endedAt !== null) return 'none';
  const acd = liveOf(state, 'acd');
  if (acd && !acd.attendedBy) return 'queue';
  if (liveOf(state, 'agent')) return 'agent';
  return liveOf(state, 'workflow') ? 'flow' : 'none';
};

export const withParticipants = (
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

const leaveAlone = (state: ThreadState, participant: Participant, end: End): Step => {
  if (!isLive(participant)) return stepOf(state);
  const ended = endParticipant(participant, end.at, end.type);
  return stepOf(replaceParticipant(state, ended), afterEnd(ended));
};

/** Ends one participant, and with it whoever reads along with it; the conversation goes on. */
export const leave = (state: ThreadState, participant: Participant, end: End): Step =>
  state.participants
    .filter(({ monitoredId }) => monitoredId === participant.id)
    .reduce<Step>(
      (step, monitor) =>
        andThen(step, (next) => leaveAlone(next, monitor, { at: end.at, type: 'peer' })),
      leaveAlone(state, participant, end),
    );

/** Ends every live participant that `who` picks; the conversation goes on. */
export const leaveAll = (state: ThreadState, who: (p: Participant) => boolean, end: End): Step =>
  state.participants
    .filter((participant) => isLive(participant) && who(participant))
    .reduce<Step>(
      (step, { id }) =>
        andThen(step, (next) => {
          const still = next.participants.find((one) => one.id === id);
          return still ? leave(next, still, end) : stepOf(next);
        }),
      stepOf(state),
    );

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
    timers: [...all.timers, cancel(inactivityTimer), ...endFlowTimer(state.flow)],
  };
};

/** `since` is an earlier moment whose place in the queue is kept; a new place is at the end. */
export type PlaceContext = StepContext & { readonly since?: string };

/** Since when a participant of a queue waits: what its place goes by. */
export const waitsSince = (acd: Participant): string => acd.waitsSince ?? acd.startTime;

/** The screen pop that a flow has set goes along to whoever gets the conversation, its inputs as attributes. */
export const handedOn = ({
  participants,
}: ThreadState): Partial<Pick<Participant, 'screenPop' | 'attributes'>> => {
  const screenPop = participants.findLast((one) => one.screenPop !== undefined)?.screenPop;
  return screenPop ? { screenPop, attributes: screenPop.inputs } : {};
};

/** The participant that stands for a place in a queue. */
export const newAcd = (
  state: ThreadState,
  routing: RoutingRequest,
  { at, uuid, since }: PlaceContext,
): Participant =>
  newParticipant({
    id: uuid(),
    communicationId: uuid(),
    purpose: 'acd',
    startTime: at,
    queueId: routing.queueId,
    routing,
    peerId: liveOf(state, 'customer')?.communicationId ?? null,
    ...(since === undefined ? {} : { waitsSince: since }),
    ...handedOn(state),
  });

/** Those who read along with the customer stay, whoever answers. */
const staysInQueue = ({ purpose }: Participant): boolean =>
  purpose === 'customer' || purpose === 'monitor';

/** Puts the conversation into a queue: flow, agent or earlier queue hand over to a new acd participant. */
export const enterQueue = (
  state: ThreadState,
  routing: RoutingRequest,
  ctx: PlaceContext,
): Step => {
  const { at } = ctx;
  const left = leaveAll(state, (participant) => !staysInQueue(participant), {
    at,
    type: 'transfer',
  });
  const acd = newAcd(state, routing, ctx);
  return andThen(left, (next) =>
    stepOf(withParticipants({ ...next, flow: null }, [...next.participants, acd]), {
      waiting: [{ enter: routing, participantId: acd.id, since: waitsSince(acd) }],
      timers: [cancel(inactivityTimer), ...endFlowTimer(state.flow)],
    }),
  );
};

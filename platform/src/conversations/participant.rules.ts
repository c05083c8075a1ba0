import type { CommunicationState, DisconnectType, Participant } from './conversation.model.ts';

/** What a communication may become; anything else is refused. */
export const communicationTransitions: Readonly<
  Record<CommunicationState, readonly CommunicationState[]>
> = {
  alerting: ['connected', 'disconnected'],
  connected: ['parked', 'disconnected'],
  parked: ['connected', 'disconnected'],
  disconnected: [],
};

export const mayBecome = (from: CommunicationState, to: CommunicationState): boolean =>
  communicationTransitions[from].includes(to);

export const isLive = (participant: Participant): boolean => participant.endedAt === null;

/** Ended, and no after-call work is left. */
export const isDone = (participant: Participant): boolean =>
  !isLive(participant) && (participant.acwStartedAt === null || participant.acwEndedAt !== null);

export const inAfterCallWork = (participant: Participant): boolean =>
  participant.acwStartedAt !== null && participant.acwEndedAt === null;

/**
 * Takes up one place of the agent's capacity: parked conversations do not, nor does after-call work that the agent may
 * leave undone.
 */
export const occupiesAgent = (participant: Participant): boolean =>
  participant.purpose === 'agent' &&
  !isDone(participant) &&
  participant.state !== 'parked' &&
  (isLive(participant) || participant.wrapupRequired);

export type AgentState = 'ALERT' | 'INTERACT' | 'PARKED' | 'MONITORING' | 'WRAPUP' | 'TERMINATED';

/** State of somebody of the contact centre in the conversation, as its topic spells it; null for all others. */
export const agentStateOf = (participant: Participant): AgentState | null => {
  const { purpose, state } = participant;
  if (purpose !== 'agent' && purpose !== 'monitor') return null;
  if (inAfterCallWork(participant)) return 'WRAPUP';
  if (!isLive(participant)) return 'TERMINATED';
  if (state === 'alerting') return 'ALERT';
  if (state === 'parked') return 'PARKED';
  return purpose === 'monitor' ? 'MONITORING' : 'INTERACT';
};

type Seed = Pick<Participant, 'id' | 'communicationId' | 'purpose' | 'startTime'> &
  Partial<Participant>;

/** A participant that has just joined; `alerting` ones are not connected yet. */
export const newParticipant = (seed: Seed): Participant => {
  const state = seed.state ?? 'connected';
  return {
    name: null,
    peerId: null,
    initialState: state,
    direction: 'inbound',
    userId: null,
    queueId: null,
    flow: null,
    routing: null,
    attributes: {},
    alertingAt: state === 'alerting' ? seed.startTime : null,
    connectedAt: state === 'connected' ? seed.startTime : null,
    endedAt: null,
    disconnectType: null,
    wrapupRequired: false,
    wrapup: null,
    acwStartedAt: null,
    acwEndedAt: null,
    ...seed,
    state,
  };
};

/** Work that is offered only ends by itself as well: nobody has to say that there is nothing to note. */
const timed = new Set(['timeout', 'forcedTimeout', 'optional']);
const required = new Set(['mandatory', 'timeout', 'forcedTimeout']);

export const connectParticipant = (participant: Participant, at: string): Participant => ({
  ...participant,
  state: 'connected',
  connectedAt: participant.connectedAt ?? at,
  wrapupRequired:
    participant.purpose === 'agent' && required.has(participant.rules?.wrapupPrompt ?? ''),
});

/** Whether after-call work follows: it is owed, or offered to an agent who talked. */
const worksAfter = (participant: Participant): boolean => {
  const wrapped = participant.wrapup !== null && !participant.wrapup.provisional;
  if (wrapped || participant.wrapupSkipped) return false;
  const offered =
    participant.rules?.wrapupPrompt === 'optional' && participant.connectedAt !== null;
  return participant.wrapupRequired || offered;
};

/** An agent that talked goes into after-call work where the queue wants or offers it; everybody else is done. */
export const endParticipant = (
  participant: Participant,
  at: string,
  type: DisconnectType,
): Participant => {
  if (!isLive(participant)) return participant;
  return {
    ...participant,
    state: 'disconnected',
    endedAt: at,
    disconnectType: type,
    acwStartedAt: worksAfter(participant) ? at : null,
  };
};

/** When after-call work ends by itself; null when it does not or there is none. */
export const acwDueAt = (participant: Participant): string | null => {
  const { rules, acwStartedAt } = participant;
  if (!inAfterCallWork(participant) || acwStartedAt === null || !rules) return null;
  if (!timed.has(rules.wrapupPrompt) || rules.wrapupTimeoutMs === null) return null;
  return laterBy(acwStartedAt, rules.wrapupTimeoutMs);
};

export const laterBy = (at: string, ms: number): string =>
  new Date(Date.parse(at) + ms).toISOString();

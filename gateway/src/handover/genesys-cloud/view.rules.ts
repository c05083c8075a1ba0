import { type Fields, fieldsIn, isFields, textOf } from '@tandem/kit';
import type { Observation } from '../provider.model.ts';

const stateOf = (participant: Fields): 'alerting' | 'connected' | 'ended' => {
  const state = textOf(participant['state'])?.toLowerCase();
  if (participant['endTime'] || state === 'disconnected' || state === 'terminated') return 'ended';
  return state === 'alerting' || state === 'offering' || state === 'dialing'
    ? 'alerting'
    : 'connected';
};

const agentName = (participant: Fields): string | null => {
  const user = participant['user'];
  return textOf(participant['name']) ?? (isFields(user) ? textOf(user['name']) : null);
};

const isAcd = (purpose: string | null) => purpose === 'acd';

/** The queue of the last participant that waits in one; those before it were left by a transfer. */
const queueOf = (
  waiting: readonly Fields[],
  read: (participant: Fields) => string | null,
): string | null => waiting.map(read).findLast((queue) => queue !== null) ?? null;

const refId = (value: unknown): string | null => (isFields(value) ? textOf(value['id']) : null);

const isCustomer = (purpose: string | null) => purpose === 'customer' || purpose === 'external';
const isAgent = (purpose: string | null) => purpose === 'agent' || purpose === 'user';

/** Reads the message view of a conversation; null when the body is none. */
export const readMessageView = (body: unknown): Observation | null => {
  if (!isFields(body) || !Array.isArray(body['participants'])) return null;
  const participants = fieldsIn(body['participants']);
  const of = (fits: (purpose: string | null) => boolean) =>
    participants.filter(({ purpose }) => fits(textOf(purpose)?.toLowerCase() ?? null));
  const waiting = of(isAcd).filter((participant) => stateOf(participant) !== 'ended');
  return {
    isQueued: waiting.length > 0,
    queue: queueOf(waiting, ({ queue, queueId }) => refId(queue) ?? textOf(queueId)),
    customers: of(isCustomer).map((participant) => ({
      id: String(participant['id']),
      ended: stateOf(participant) === 'ended',
      disconnectType: textOf(participant['disconnectType']),
    })),
    agents: of(isAgent).map((participant) => ({
      id: String(participant['id']),
      name: agentName(participant),
      state: stateOf(participant),
      accepted:
        stateOf(participant) === 'connected' || textOf(participant['connectedTime']) !== null,
      disconnectType: textOf(participant['disconnectType']),
    })),
  };
};

const sessionsOf = (participant: Fields) => fieldsIn(participant['sessions']);
const segmentsOf = (participant: Fields) =>
  sessionsOf(participant).flatMap((session) => fieldsIn(session['segments']));

/** A participant of the analytics answer has ended when every segment of its sessions has. */
const analyticsState = (participant: Fields, conversationEnded: boolean) => {
  const segments = segmentsOf(participant).filter(({ segmentType }) => segmentType !== 'wrapup');
  const live = segments.filter(({ segmentEnd }) => !segmentEnd);
  if (conversationEnded || (segments.length > 0 && live.length === 0)) return 'ended';
  return live.some(({ segmentType }) => segmentType === 'alert') ? 'alerting' : 'connected';
};

const lastDisconnect = (participant: Fields) =>
  segmentsOf(participant)
    .map(({ disconnectType }) => textOf(disconnectType))
    .findLast((type) => type !== null) ?? null;

/** Reads the analytics details of a conversation; null when the body is none. */
export const readAnalyticsView = (body: unknown): Observation | null => {
  if (!isFields(body) || !Array.isArray(body['participants'])) return null;
  const ended = Boolean(body['conversationEnd']);
  const participants = fieldsIn(body['participants']);
  const of = (fits: (purpose: string | null) => boolean) =>
    participants.filter(({ purpose }) => fits(textOf(purpose)?.toLowerCase() ?? null));
  const waiting = of(isAcd).filter((each) => analyticsState(each, ended) !== 'ended');
  return {
    isQueued: waiting.length > 0,
    queue: queueOf(
      waiting,
      (each) =>
        segmentsOf(each)
          .map(({ queueId }) => textOf(queueId))
          .findLast(Boolean) ?? null,
    ),
    customers: of(isCustomer).map((participant) => ({
      id: String(participant['participantId']),
      ended: analyticsState(participant, ended) === 'ended',
      disconnectType: lastDisconnect(participant),
    })),
    agents: of(isAgent).map((participant) => ({
      id: String(participant['participantId']),
      name: textOf(participant['participantName']),
      state: analyticsState(participant, ended),
      accepted: segmentsOf(participant).some(({ segmentType }) => segmentType === 'interact'),
      disconnectType: lastDisconnect(participant),
    })),
  };
};

import type { EndReason } from './handover.machine.ts';
import type { Agent, Handover } from './handover.model.ts';
import type { Observation } from './provider.model.ts';

export type Verdict =
  /** `agent`: who ended it, if an agent did. */
  | { readonly kind: 'ended'; readonly reason: EndReason; readonly agent: Agent | null }
  | {
      readonly kind: 'open';
      readonly agent: Agent | null;
      readonly state: 'queued' | 'offered' | 'active';
    }
  | { readonly kind: 'unknown' };

/** Who is in the conversation; the queue alone changes no state. */
type Seen = Pick<Observation, 'customers' | 'agents'>;

const timeouts = new Set(['timeout', 'inactivity', 'session.expired']);

const spelled = (disconnectType: string | null) =>
  (disconnectType ?? '').toLowerCase().replaceAll('_', '.');

/** Why the conversation ended, seen from whoever ended it. Whoever had not accepted it cannot have ended it. */
const endOf = ({ customers, agents }: Seen): Verdict & { kind: 'ended' } => {
  const types = customers.map(({ disconnectType }) => spelled(disconnectType));
  if (types.some((type) => timeouts.has(type)))
    return { kind: 'ended', reason: 'timeout', agent: null };
  const last = agents.findLast(
    ({ state, accepted, disconnectType }) =>
      accepted && state === 'ended' && !spelled(disconnectType).startsWith('transfer'),
  );
  if (last) return { kind: 'ended', reason: 'agent', agent: { id: last.id, name: last.name } };
  return { kind: 'ended', reason: types.includes('error') ? 'error' : 'system', agent: null };
};

/**
 * Judges a handover by the contact centre's view of the conversation. Only a customer that is gone ends it: an agent
 * who declines or transfers does not, and a further customer is there because of a word that came after the end.
 * Participants that had ended before this handover began do not count: a conversation that goes on within the threading
 * window keeps its past.
 */
export const judge = (
  handover: Pick<Handover, 'state' | 'endedParticipants'>,
  observation: Seen,
): Verdict => {
  const past = new Set(handover.endedParticipants);
  const customers = observation.customers.filter(({ id }) => !past.has(id));
  if (customers.length === 0) return { kind: 'unknown' };
  const agents = observation.agents.filter(({ id }) => !past.has(id));
  const gone = customers.filter(({ ended }) => ended);
  if (gone.length > 0) return endOf({ customers: gone, agents });
  const connected = agents.find(({ state }) => state === 'connected');
  if (connected) {
    const state = handover.state === 'active' ? 'active' : 'offered';
    return { kind: 'open', agent: { id: connected.id, name: connected.name }, state };
  }
  const rings = agents.some(({ state }) => state === 'alerting');
  return { kind: 'open', agent: null, state: rings ? 'offered' : 'queued' };
};

/** A conversation may take a while to show up; one that was there long ago and is not any more has ended. */
const showsUpWithinMs = 5 * 60 * 1000;

/** Judges a handover whose conversation the contact centre does not know. */
export const judgeGone = ({ createdAt }: Pick<Handover, 'createdAt'>, now: Date): Verdict =>
  now.getTime() - createdAt.getTime() > showsUpWithinMs
    ? { kind: 'ended', reason: 'system', agent: null }
    : { kind: 'unknown' };

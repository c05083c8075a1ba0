import type { Session } from '../conversations/index.ts';
import { type HandoverDeps, loadHandover } from './handover.context.ts';
import type { Agent } from './handover.model.ts';
import { findLastHandover } from './handover.store.ts';
import { ProviderFailure, type RemoteEvent } from './provider.model.ts';

/** Customer and agent that the contact centre still has together though their handover is over. */
export type StillThere = {
  /** The last handover of the session. */
  readonly handover: number;
  /** Participants of the conversation that are past. */
  readonly endedParticipants: readonly string[];
  /** Who has the customer; null: nobody tells. */
  readonly agent: Agent | null;
};

/** A webhook waits for it: the contact centre repeats what is not answered in time. */
const budgetMs = 3_000;

/** Ends after which an agent's word begins nothing: the customer has left, or the place is another one. */
const final = new Set(['user', 'provider']);

/**
 * Whether the agent who has written has the customer, though no handover is open here: where the conversation is read,
 * both are there, and where the other side tells its ends, it has told none. A word that comes late, of a talk that is
 * over, finds the customer gone. Null: not so, or not told.
 */
export const findStillThere = async (
  deps: HandoverDeps,
  session: Session,
  event: RemoteEvent,
): Promise<StillThere | null> => {
  if (event.kind !== 'message' || event.from !== 'agent' || !event.remoteConversation) return null;
  const last = await findLastHandover(deps.db, session.id);
  if (!last?.endedAt || final.has(last.endReason ?? '')) return null;
  const limits = { signal: AbortSignal.timeout(budgetMs), budgetMs };
  const loaded = await loadHandover(deps, last.id, limits);
  if (!loaded) return null;
  const { provider, context } = loaded;
  if (provider.tellsEnds) {
    const isTheirs = last.remoteConversation === event.remoteConversation;
    if (!isTheirs || last.endReason === 'agent') return null;
    return { handover: last.id, endedParticipants: [], agent: null };
  }
  const seen = await provider.observe(context, event.remoteConversation).catch((error: unknown) => {
    if (error instanceof ProviderFailure) return null;
    throw error;
  });
  if (!seen || seen === 'gone') return null;
  const customers = seen.customers.filter(({ ended }) => ended);
  const agents = seen.agents.filter(({ state }) => state === 'ended');
  const connected = seen.agents.find(({ state }) => state === 'connected');
  if (!connected || customers.length === seen.customers.length) return null;
  const endedParticipants = [...customers, ...agents].map(({ id }) => id);
  const agent = { id: connected.id, name: connected.name };
  return { handover: last.id, endedParticipants, agent };
};

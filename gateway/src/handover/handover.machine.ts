import type { HandoverTelling } from '@tandem/flows';

/**
 * States of one handover. `requested`: asked for, nothing sent; `queued`: the contact centre has it; `offered`: it
 * rings at an agent or was accepted; `active`: an agent has written; the last four are ends.
 */
export type HandoverState =
  | 'requested'
  | 'queued'
  | 'offered'
  | 'active'
  | 'ending'
  | 'completed'
  | 'cancelled'
  | 'timedOut'
  | 'failed';

/** Which state may follow which. A transfer leads from active back to queued: it is no end. */
export const handoverTransitions: Readonly<Record<HandoverState, readonly HandoverState[]>> = {
  requested: ['queued', 'offered', 'active', 'failed', 'cancelled'],
  queued: ['offered', 'active', 'cancelled', 'timedOut', 'failed'],
  offered: ['active', 'queued', 'cancelled', 'timedOut', 'failed'],
  active: ['queued', 'ending', 'cancelled', 'timedOut', 'failed'],
  ending: ['completed'],
  completed: [],
  cancelled: [],
  timedOut: [],
  failed: [],
};

/**
 * `noAgents`: nobody was there or came in time; `closed`: out of hours; `message`, `callback`: the customer has left one
 * for agents who come later; `provider`: its contact centre was left, or no handover begins there just now; `system`:
 * neither side ended it, such as where its endpoint is switched off.
 */
export type EndReason =
  | 'agent'
  | 'user'
  | 'timeout'
  | 'noAgents'
  | 'closed'
  | 'message'
  | 'callback'
  | 'provider'
  | 'system'
  | 'error';
export type BotStatus = 'queue' | 'active' | 'completed' | 'cancelled' | 'error';

export const mayFollow = (from: HandoverState, to: HandoverState): boolean =>
  handoverTransitions[from].includes(to);

export const isOpen = (state: HandoverState): boolean => handoverTransitions[state].length > 0;

/** What the bot is told about a state. */
export const botStatusOf = (state: HandoverState): BotStatus => {
  switch (state) {
    case 'requested':
    case 'queued':
    case 'offered':
      return 'queue';
    case 'active':
      return 'active';
    case 'ending':
    case 'completed':
      return 'completed';
    case 'failed':
      return 'error';
    case 'cancelled':
    case 'timedOut':
      return 'cancelled';
  }
};

/** What a flow calls it, of a handover that is open. */
export const tellingOf = (status: BotStatus): HandoverTelling | null =>
  status === 'queue' ? 'queued' : status === 'active' ? 'active' : null;

/** Whether it tells the bot that it has the conversation again. */
export const isEndStatus = (status: BotStatus): boolean =>
  status !== 'queue' && status !== 'active';

/** A conversation has exactly one owner at a time. An accepted offer belongs to the agent before the first word. */
export const ownerOf = (handover: { state: HandoverState; agent: unknown } | null) => {
  if (!handover || !isOpen(handover.state)) return 'bot';
  return handover.state === 'active' || handover.agent ? 'agent' : 'queue';
};

/**
 * The states to walk through when the contact centre has ended the conversation. What an agent has accepted was taken
 * over, though the agent may have written nothing; an agent who ended it unseen has accepted it before.
 */
export const endPath = (
  handover: { readonly state: HandoverState; readonly agent: unknown },
  reason: EndReason,
): readonly HandoverState[] => {
  const { state: from } = handover;
  if (!isOpen(from)) return [];
  if (from === 'ending') return ['completed'];
  if (reason === 'user') return ['cancelled'];
  if (reason === 'error' || reason === 'provider') return ['failed'];
  if (reason === 'noAgents' || reason === 'closed')
    return from === 'active' ? ['ending', 'completed'] : ['failed'];
  if (reason === 'timeout') return from === 'requested' ? ['cancelled'] : ['timedOut'];
  if (from === 'active') return ['ending', 'completed'];
  if (reason === 'agent' || ownerOf(handover) === 'agent') return ['active', 'ending', 'completed'];
  return ['cancelled'];
};

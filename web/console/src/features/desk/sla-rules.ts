import { type Conversation, isParked, type Work } from './conversation-rules.ts';
import { waitsSince } from './transfer-rules.ts';

/** How a wait stands against the service level of its queue. */
export type SlaState = 'fine' | 'soon' | 'late';

/** From this part of the target on, it is time to hurry. */
const SOON = 0.75;

export const slaState = (waitedMs: number, targetMs: number | null): SlaState => {
  if (targetMs === null) return 'fine';
  if (waitedMs >= targetMs) return 'late';
  return waitedMs >= targetMs * SOON ? 'soon' : 'fine';
};

const timesOf = (conversation: Conversation, purposes: readonly string[]): readonly string[] =>
  (conversation.participants ?? [])
    .filter(({ purpose }) => purposes.includes(purpose ?? ''))
    .flatMap(({ messages }) => messages ?? [])
    .flatMap(({ messageTime }) => (messageTime ? [messageTime] : []))
    .sort();

/** The first message of the customer that no agent has answered. */
export function unansweredSince(conversation: Conversation): string | undefined {
  const answered = timesOf(conversation, ['agent']).at(-1) ?? '';
  return timesOf(conversation, ['customer']).find((time) => time > answered);
}

/** Since when the customer waits for this agent: for somebody at all, or for an answer; undefined: for nothing. */
export function waitOf(work: Work): string | undefined {
  if (work.stage === 'offered') return waitsSince(work.conversation);
  if (work.stage !== 'active' || isParked(work)) return undefined;
  const since = unansweredSince(work.conversation);
  const connected = work.mine.connectedTime ?? '';
  // What was written before the agent came waits for this agent since then only.
  return since === undefined || since > connected ? since : connected;
}

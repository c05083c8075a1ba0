import type { Clock } from '@tandem/kit';
import type { RestingThread } from './direct.rules.ts';
import type { InboundItem } from './inbound.types.ts';

/** Characters of the largest state of a run that is kept in memory with its thread. */
const largestState = 16_384;

/** Threads kept in memory; the ones longest not written to go first. */
const mostThreads = 10_000;
/** For how long a thread that somebody holds is left to its lane without a look. */
const leaveMs = 5_000;

type Remembered = { readonly thread: RestingThread } | { readonly leaveUntilMs: number };

/**
 * Threads as this node last left them, and integrations whose flow is too much to be taken at once. Nothing relies on
 * it: the database refuses what is out of date.
 */
export const createMemory = (clock: Clock) => {
  const known = new Map<string, Remembered>();
  const keys = new Map<number, string>();
  const forget = (key: string) => {
    const found = known.get(key);
    if (found && 'thread' in found) keys.delete(found.thread.thread);
    known.delete(key);
  };
  const set = (key: string, remembered: Remembered) => {
    forget(key);
    known.set(key, remembered);
    if ('thread' in remembered) keys.set(remembered.thread.thread, key);
    const oldest = known.keys().next().value;
    if (known.size > mostThreads && oldest !== undefined) forget(oldest);
  };
  const leave = (key: string) => set(key, { leaveUntilMs: clock.monotonicMs() + leaveMs });
  return {
    /** Undefined: not known; null: left to its lane for now. */
    get(key: string): RestingThread | null | undefined {
      const found = known.get(key);
      if (!found) return undefined;
      if ('thread' in found) return found.thread;
      return found.leaveUntilMs > clock.monotonicMs() ? null : undefined;
    },
    /** A thread whose state is large is left to its lane. */
    remember(key: string, thread: RestingThread) {
      if ((thread.state?.flow?.size ?? 0) > largestState) leave(key);
      else set(key, { thread });
    },
    leave,
    forget,
    forgetThread(thread: number) {
      const key = keys.get(thread);
      if (key !== undefined) forget(key);
    },
  };
};

export type Memory = ReturnType<typeof createMemory>;

/** What a thread is remembered by. */
export const keyOf = ({ integrationId, customerKey }: InboundItem): string =>
  `${integrationId} ${customerKey}`;

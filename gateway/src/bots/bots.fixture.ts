import type { StoredActivity } from '../conversations/index.ts';
import type { BotMemory, BotTurn } from './bots.model.ts';

/** A memory as a test needs it: what was said before is given, what is kept stays in the process. */
export const testMemory = (history: readonly StoredActivity[] = []): BotMemory => {
  let kept: string | null = null;
  return {
    history: async (most) => history.slice(-most),
    recall: async () => (kept === null ? null : JSON.parse(kept)),
    remember: async (value) => {
      kept = JSON.stringify(value);
    },
  };
};

/** A turn in which the customer says something. */
export const testTurn = (change: Partial<BotTurn> = {}): BotTurn => ({
  ...{ idempotencyKey: 'c/1', conversationId: 'c', userId: 'u', locale: 'en' },
  input: { kind: 'message', text: 'Hello', data: null, attachments: [] },
  ...{ canHandOver: true, timeoutMs: 1000, signal: new AbortController().signal },
  memory: testMemory(),
  ...change,
});

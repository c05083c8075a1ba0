import type { BotTrial } from '@tandem/contract';
import type { Clock, Ids } from '@tandem/kit';
import type { OpenPart } from '../endpoints/index.ts';
import { type BotAnswer, type BotBackend, BotFailure, type BotMemory } from './bots.model.ts';

/** A trial may take as long as a turn of a customer. */
const trialMs = 10_000;

/** What a conversation that nobody had knows: what the kind of bot keeps while it is asked, and no longer. */
const trialMemory = (): BotMemory => {
  let kept: object | null = null;
  return {
    history: async () => [],
    recall: async () => kept,
    remember: async (value) => {
      kept = value;
    },
  };
};

const told = ({ messages, handover }: BotAnswer) => ({
  messages: messages.map(({ text, quickReplies, attachments }) => ({
    text,
    choices: quickReplies.map(({ title }) => title),
    attachments: attachments.length,
  })),
  handover: handover !== null,
});

/**
 * Says one message to a bot as a customer of a conversation of its own does, and tells what came back. Nothing is kept
 * here, and nobody is handed over; the other side sees an ordinary turn.
 * @param asked the words, the language they are in, whether there is somebody to hand over to
 */
export const tryBot = async (
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
  { backend, part }: { readonly backend: BotBackend; readonly part: OpenPart },
  asked: {
    readonly text: string;
    readonly locale: string;
    readonly canHandOver: boolean;
    readonly signal: AbortSignal;
  },
): Promise<BotTrial> => {
  const { text, ...rest } = asked;
  const conversationId = `test-${ids.uuid()}`;
  const startedMs = clock.monotonicMs();
  const sinceMs = () => Math.round(clock.monotonicMs() - startedMs);
  try {
    const turn = {
      ...{ ...rest, conversationId, userId: conversationId, idempotencyKey: `${conversationId}/1` },
      input: { kind: 'message', text, data: null, attachments: [] },
      ...{ memory: trialMemory(), timeoutMs: trialMs },
    } as const;
    const answer = await backend.answer(turn, part);
    return { answered: true, ms: sinceMs(), reason: null, ...told(answer) };
  } catch (error) {
    if (!(error instanceof BotFailure)) throw error;
    return { answered: false, ms: sinceMs(), reason: error.reason, messages: [], handover: false };
  }
};

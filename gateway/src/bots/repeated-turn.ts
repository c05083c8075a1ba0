import { isFields } from '@tandem/kit';
import type { BotAnswer, BotTurn } from './bots.model.ts';

/** Asks a bot that keeps no turns apart: a repeat, after a crash, answers what was said first. */
export const answerOnce = async (
  { memory, idempotencyKey: key }: BotTurn,
  ask: () => Promise<BotAnswer>,
): Promise<BotAnswer> => {
  const kept = await memory.recall();
  if (isFields(kept) && kept['key'] === key) return kept['answer'] as BotAnswer;
  const answer = await ask();
  await memory.remember({ key, answer });
  return answer;
};

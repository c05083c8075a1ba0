import type { EffectContext, EffectQueue, Outcome, Untried, Work } from '@tandem/lanes';
import { BotFailure } from '../bots/index.ts';
import { findSessionById, gatewayQueues } from '../conversations/index.ts';
import { findHandover, type HandoverNews, isOldNews } from '../handover/index.ts';
import type { BotTurns } from './bot-turns.ts';
import { callBot, type DialogueDeps, newsTurnOf, retryOf, type Turn } from './dialogue.turn.ts';
import { flowBotKind } from './flows/index.ts';

const done: Outcome = { kind: 'done' };
/** Until the bot's turn, or what follows from it, is over. */
const pauseMs = 250;

/** News is old when the handover has moved on: the bot hears only the latest, and an end always. */
export const isStale = async (deps: DialogueDeps, news: HandoverNews): Promise<boolean> => {
  const handover = await findHandover(deps.db, news.handover);
  return !handover || isOldNews(handover, news);
};

type Telling = { readonly context: EffectContext; readonly attempts: number };

/** What the bot says to it nobody hears: agents have the conversation, or somebody who waits for them. */
const tell = async (
  deps: DialogueDeps,
  turn: Turn,
  { context, attempts }: Telling,
): Promise<Outcome> => {
  try {
    await callBot(deps, turn, context);
    return done;
  } catch (error) {
    if (!(error instanceof BotFailure)) throw error;
    return retryOf(error, attempts) ?? { kind: 'done', info: { failed: error.reason } };
  }
};

const run = async (
  { turns, ...deps }: DialogueDeps & { readonly turns: BotTurns },
  { payload, lane, attempts }: Work,
  context: EffectContext,
): Promise<Outcome | Untried> => {
  const news = payload as HandoverNews;
  const session = await findSessionById(deps.db, lane);
  if (!session || (await isStale(deps, news))) return done;
  const turn = await newsTurnOf(deps, session, news);
  // A flow reads where its handover is, and goes on when it has ended.
  if (!turn || turn.endpoint.bot.kind === flowBotKind) return done;
  const told = await turns.tell(session.id, (broken) => {
    const signal = AbortSignal.any([context.signal, broken]);
    return tell(deps, turn, { context: { ...context, signal }, attempts });
  });
  return told ?? { kind: 'untried', afterMs: pauseMs };
};

/** Tells bots how a handover goes on while it is open. Nothing waits for it: they are silent meanwhile. */
export const createNewsQueue = (
  deps: DialogueDeps & { readonly turns: BotTurns },
): EffectQueue => ({
  name: gatewayQueues.news,
  mode: 'effect',
  retry: (failures, random) =>
    failures > 20 ? null : Math.round(500 * failures * (0.5 + random())),
  destination: ({ payload, org }) => (payload as { endpoint?: string }).endpoint ?? org,
  maxInFlightPerDestination: 64,
  run: (work, context) => run(deps, work, context),
});

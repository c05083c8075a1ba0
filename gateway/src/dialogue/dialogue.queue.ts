import type { EffectContext, EffectQueue, Outcome, Untried, Work } from '@tandem/lanes';
import { BotFailure } from '../bots/index.ts';
import {
  findActivity,
  findSessionById,
  gatewayQueues,
  markHandled,
  type Session,
  type SessionUnit,
  type StoredActivity,
} from '../conversations/index.ts';
import {
  type DialogueWork,
  findHearer,
  type HandoverNews,
  isEndStatus,
  takeInHandover,
  takeSurveyText,
} from '../handover/index.ts';
import type { BotTurns } from './bot-turns.ts';
import {
  callBot,
  commitAnswer,
  commitFailure,
  type DialogueDeps,
  inputOf,
  newsTurnOf,
  retryOf,
  type Turn,
} from './dialogue.turn.ts';
import { dropTalk, type FlowDialogueDeps, flowBotKind, takeFlowTurn } from './flows/index.ts';
import { isStale } from './news.queue.ts';

const done: Outcome = { kind: 'done' };
/** Until it is looked again whether an earlier word has come back. */
const pauseMs = 250;

type Deps = FlowDialogueDeps & { readonly turns: BotTurns };

const takeTurn = async (
  deps: DialogueDeps & Pick<Deps, 'turns'>,
  turn: Turn,
  { context, attempts }: { context: EffectContext; attempts: number },
): Promise<Outcome> => {
  try {
    const { id } = turn.session;
    const answer = await deps.turns.take(id, () => callBot(deps, turn, context));
    await commitAnswer(deps, turn, answer);
    return done;
  } catch (error) {
    if (!(error instanceof BotFailure)) throw error;
    const again = retryOf(error, attempts);
    if (again) return again;
    await commitFailure(deps, turn, error.reason);
    return { kind: 'done', info: { failed: error.reason } };
  }
};

/** A flow that has begun with the news goes on, though it is old by now. */
const turnOfNews = async (deps: DialogueDeps, session: Session, news: HandoverNews) => {
  const turn = await newsTurnOf(deps, session, news);
  if (!turn || turn.endpoint.bot.kind === flowBotKind) return turn;
  return (await isStale(deps, news)) ? null : turn;
};

const turnOf = async (deps: DialogueDeps, session: Session, work: DialogueWork) => {
  if (work.kind === 'handover') return turnOfNews(deps, session, work);
  const endpoint = await deps.directory.byId(session.endpointId);
  if (!endpoint) return null;
  const base = { session, endpoint, activity: null };
  if (work.kind === 'start') return { ...base, input: { kind: 'start' } as const, key: 'start' };
  // Only flows hear of these: they are no turns of other bots.
  if (work.kind === 'timer' || work.kind === 'left')
    return { ...base, input: { kind: 'start' } as const, key: work.kind };
  const activity = await findActivity(deps.db, session.id, work.seq);
  if (!activity) return null;
  return { ...base, activity, input: inputOf(activity), key: String(work.seq) };
};

const answersSurvey = async (
  unit: SessionUnit,
  { handled, seq, body }: StoredActivity,
): Promise<boolean> => {
  if (handled || !(await takeSurveyText(unit, body.text ?? ''))) return false;
  await markHandled(unit.tx, unit.session.id, seq);
  return true;
};

/**
 * What becomes of a word before the bot is asked; null: it is for the bot. While a handover is open, or the customer is
 * asked for what to leave, it is for the agents. After the end it waits for earlier ones that come back.
 */
const forward = (
  deps: DialogueDeps,
  { session, activity }: Turn,
): Promise<Outcome | Untried | null> =>
  deps.change(session.id, async (unit) => {
    if (!activity) return null;
    const { seq, handled } = activity;
    const hearer = await findHearer(unit.tx, { session: session.id, seq, now: unit.now });
    if (hearer === 'agents') {
      if (await markHandled(unit.tx, session.id, seq)) await takeInHandover(unit, activity);
      return done;
    }
    // The repeat of a turn that has begun waits for nothing.
    if (!handled && hearer === 'later') return { kind: 'untried', afterMs: pauseMs };
    if (!handled && hearer === 'behind') {
      const work: DialogueWork = { kind: 'activity', seq };
      await unit.queue(gatewayQueues.dialogue, work);
      return done;
    }
    return (await answersSurvey(unit, activity)) ? done : null;
  });

const run = async (deps: Deps, work: Work, context: EffectContext): Promise<Outcome | Untried> => {
  const payload = work.payload as DialogueWork;
  const session = await findSessionById(deps.db, work.lane);
  const turn = session && (await turnOf(deps, session, payload));
  if (!turn) return done;
  const forwarded = await forward(deps, turn);
  if (forwarded) return forwarded;
  const { attempts } = work;
  if (turn.endpoint.bot.kind === flowBotKind) {
    await takeFlowTurn(deps, { ...turn, work: payload }, { context, attempts });
    return done;
  }
  if (payload.kind === 'handover' && !isEndStatus(payload.status)) {
    // A flow wanted to do something about it, and another bot is there by now: that one keeps nobody waiting with it.
    await deps.change(session.id, (unit) => unit.queue(gatewayQueues.news, payload));
    return done;
  }
  if (payload.kind === 'timer') await dropTalk(deps, turn);
  // A repeat of a turn that a flow would go on with is none for a bot.
  if (payload.kind === 'timer' || payload.kind === 'left' || turn.activity?.handled) return done;
  return takeTurn(deps, turn, { context, attempts });
};

/** The dialogue: the customer's words in order, to the bot or, while a handover is open, to the agents. */
export const createDialogueQueue = (deps: Deps): EffectQueue => ({
  name: gatewayQueues.dialogue,
  mode: 'effect',
  retry: (failures, random) =>
    failures > 20 ? null : Math.round(500 * failures * (0.5 + random())),
  // A bot that does not answer keeps nobody waiting but its own customers.
  destination: ({ payload, org }) => (payload as { endpoint?: string }).endpoint ?? org,
  maxInFlightPerDestination: 128,
  countsLostTries: true,
  run: (work, context) => run(deps, work, context),
});

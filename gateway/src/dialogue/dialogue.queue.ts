import type { EffectContext, EffectQueue, Outcome, Work } from '@tandem/lanes';
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
  findHandover,
  isOldQueueNews,
  isWithAgents,
  takeInHandover,
  takeSurveyText,
} from '../handover/index.ts';
import {
  callBot,
  commitAnswer,
  commitFailure,
  type DialogueDeps,
  inputOf,
  type Turn,
} from './dialogue.turn.ts';
import { dropTalk, type FlowDialogueDeps, flowBotKind, takeFlowTurn } from './flows/index.ts';

const done: Outcome = { kind: 'done' };
/** Attempts of one turn of the bot before the conversation is taken from it. */
const botAttempts = 3;

const takeTurn = async (
  deps: DialogueDeps,
  turn: Turn,
  { context, attempts }: { context: EffectContext; attempts: number },
): Promise<Outcome> => {
  try {
    await commitAnswer(deps, turn, await callBot(deps, turn, context));
    return done;
  } catch (error) {
    if (!(error instanceof BotFailure)) throw error;
    const { reason, afterMs } = error;
    if (error.passing && attempts + 1 < botAttempts)
      return { kind: 'retry', reason, ...(afterMs === null ? {} : { afterMs }) };
    await commitFailure(deps, turn, reason);
    return { kind: 'done', info: { failed: reason } };
  }
};

/** News is old when the handover has moved on: the bot hears only the latest, and an end always. */
const isStale = async (deps: DialogueDeps, work: DialogueWork): Promise<boolean> => {
  if (work.kind !== 'handover') return false;
  const handover = await findHandover(deps.db, work.handover);
  const ends = ['completed', 'cancelled', 'error'].includes(work.status);
  return !handover || (!ends && handover.endedAt !== null) || isOldQueueNews(handover, work);
};

const turnOf = async (deps: DialogueDeps, session: Session, work: DialogueWork) => {
  const endpoint = await deps.directory.byId(session.endpointId);
  if (!endpoint) return null;
  const base = { session, endpoint, activity: null };
  if (work.kind === 'start') return { ...base, input: { kind: 'start' } as const, key: 'start' };
  if (work.kind === 'handover') {
    const { status, reason, queue = null } = work;
    const key = `handover:${work.handover}:${work.version}`;
    return { ...base, input: { kind: 'handover', status, reason, queue } as const, key };
  }
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

/** While a handover is open, or the customer is asked for what to leave, the bot is not even asked. */
const forwardIfOpen = (deps: DialogueDeps, { session, activity }: Turn) =>
  deps.change(session.id, async (unit) => {
    if (!activity) return false;
    if (!(await isWithAgents(unit.tx, session.id))) return answersSurvey(unit, activity);
    if (await markHandled(unit.tx, session.id, activity.seq)) await takeInHandover(unit, activity);
    return true;
  });

const run = async (
  deps: FlowDialogueDeps,
  work: Work,
  context: EffectContext,
): Promise<Outcome> => {
  const payload = work.payload as DialogueWork;
  const session = await findSessionById(deps.db, work.lane);
  if (!session || (await isStale(deps, payload))) return done;
  const turn = await turnOf(deps, session, payload);
  if (!turn) return done;
  if (await forwardIfOpen(deps, turn)) return done;
  const { attempts } = work;
  if (turn.endpoint.bot.kind === flowBotKind) {
    await takeFlowTurn(deps, { ...turn, work: payload }, { context, attempts });
    return done;
  }
  if (payload.kind === 'timer') await dropTalk(deps, turn);
  // A repeat of a turn that a flow would go on with is none for a bot.
  if (payload.kind === 'timer' || payload.kind === 'left' || turn.activity?.handled) return done;
  return takeTurn(deps, turn, { context, attempts });
};

/** The dialogue: the customer's words in order, to the bot or, while a handover is open, to the agents. */
export const createDialogueQueue = (deps: FlowDialogueDeps): EffectQueue => ({
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

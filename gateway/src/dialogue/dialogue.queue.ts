import type { EffectContext, EffectQueue, Outcome, Work } from '@tandem/lanes';
import {
  type BotAnswer,
  type BotBackend,
  BotFailure,
  type BotInput,
  emptyHandover,
  type HandoverAsk,
} from '../bots/index.ts';
import {
  findActivity,
  findSessionById,
  gatewayQueues,
  insertHop,
  markHandled,
  type Session,
  type SessionUnit,
  type StoredActivity,
} from '../conversations/index.ts';
import type { OpenEndpoint } from '../endpoints/index.ts';
import {
  type DialogueWork,
  findHandover,
  findOpenHandover,
  type HandoverDeps,
  openHandover,
  queueForHandover,
} from '../handover/index.ts';
import { apology, botFailedNote, toBotActivity } from './dialogue.activities.ts';

export type DialogueDeps = HandoverDeps & { readonly bots: ReadonlyMap<string, BotBackend> };

const done: Outcome = { kind: 'done' };
const botTimeoutMs = 10_000;
/** Attempts of one turn of the bot before the conversation is taken from it. */
const botAttempts = 3;

type Turn = {
  readonly session: Session;
  readonly endpoint: OpenEndpoint;
  readonly input: BotInput;
  /** Names the turn within the session: what it says is said once, however often it runs. */
  readonly key: string;
  readonly activity: StoredActivity | null;
};

const inputOf = ({ body }: StoredActivity): BotInput => ({
  kind: 'message',
  text: body.text || (typeof body.value === 'string' ? body.value : null),
  data: body.value ?? null,
  attachments: body.attachments ?? [],
});

const callBot = async (deps: DialogueDeps, turn: Turn, context: EffectContext) => {
  const { session, endpoint, input, key } = turn;
  const backend = deps.bots.get(endpoint.bot.kind);
  if (!backend) throw new BotFailure('the kind of bot is not known here', false);
  const startedMs = deps.clock.monotonicMs();
  const record = (ok: boolean, detail: object) => {
    const ms = Math.round(deps.clock.monotonicMs() - startedMs);
    const hop = { kind: 'bot', summary: `${endpoint.bot.kind}: ${input.kind}`, ok };
    insertHop(deps.db, session, {
      hop: { ...hop, detail: { ms, ...detail } },
      at: deps.clock.now(),
    }).catch((error) => deps.log.warn({ err: error }, 'timeline entry lost'));
  };
  try {
    const answer = await backend.answer(
      {
        idempotencyKey: `${session.conversationId}/${key}`,
        conversationId: session.conversationId,
        userId: session.userId,
        locale: session.locale,
        input,
        timeoutMs: Math.max(1000, Math.min(botTimeoutMs, context.budgetMs - 500)),
        signal: context.signal,
      },
      endpoint.bot,
    );
    record(true, { messages: answer.messages.length, handover: answer.handover !== null });
    return answer;
  } catch (error) {
    if (error instanceof BotFailure) record(false, { reason: error.reason });
    throw error;
  }
};

type Wish = { readonly ask: HandoverAsk; readonly note: string | null };

const requestOf = (unit: SessionUnit, turn: Turn, { ask, note }: Wish) => ({
  ...ask,
  note,
  transcript: { upTo: unit.lastSeq(), userUpTo: turn.activity?.seq ?? unit.lastSeq() },
});

const forward = async (unit: SessionUnit, activity: StoredActivity): Promise<boolean> => {
  const open = await findOpenHandover(unit.tx, unit.session.id);
  if (!open) return false;
  await queueForHandover(unit, open, { kind: 'message', seq: activity.seq });
  return true;
};

/** Says what the bot answered and begins a handover when it asks for one, all at once. */
const commitAnswer = (deps: DialogueDeps, turn: Turn, answer: BotAnswer) =>
  deps.change(turn.session.id, async (unit) => {
    const { activity, key, endpoint } = turn;
    // A run before this one got as far as here.
    if (activity && !(await markHandled(unit.tx, unit.session.id, activity.seq))) return;
    // The owner changed while the bot was thinking: it stays silent, the customer's words go to the agents.
    if (activity && (await forward(unit, activity))) return;
    if (!activity && (await findOpenHandover(unit.tx, unit.session.id))) return;
    let fresh = answer.messages.length === 0;
    for (const [index, message] of answer.messages.entries()) {
      const body = toBotActivity(message);
      const appended = await unit.append({ direction: 'bot', key: `bot:${key}:${index}`, body });
      fresh ||= appended.fresh;
    }
    if (!answer.handover || !fresh) return;
    if (endpoint.handover)
      await openHandover(
        unit,
        endpoint,
        requestOf(unit, turn, { ask: answer.handover, note: null }),
      );
    else
      await unit.append({
        direction: 'bot',
        key: `sorry:${key}`,
        body: apology(unit.session.locale),
      });
  });

/** The bot has failed for good: a human takes over where one can, else the customer gets an apology. */
const commitFailure = (deps: DialogueDeps, turn: Turn, reason: string) =>
  deps.change(turn.session.id, async (unit) => {
    const { activity, endpoint, session, key } = turn;
    if (!activity || !(await markHandled(unit.tx, session.id, activity.seq))) return;
    if (await forward(unit, activity)) return;
    if (endpoint.handover) {
      const ask = { ...emptyHandover, reason: 'bot failed' };
      await openHandover(
        unit,
        endpoint,
        requestOf(unit, turn, { ask, note: botFailedNote(reason) }),
      );
      return;
    }
    const body = apology(session.locale);
    await unit.append({ direction: 'bot', key: `sorry:${key}`, body });
  });

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
    const reason = error.reason;
    if (error.passing && attempts + 1 < botAttempts) return { kind: 'retry', reason };
    await commitFailure(deps, turn, reason);
    return { kind: 'done', info: { failed: reason } };
  }
};

/** News is old when the handover has moved on: the bot hears only the latest, and an end always. */
const isStale = async (deps: DialogueDeps, work: DialogueWork): Promise<boolean> => {
  if (work.kind !== 'handover') return false;
  const handover = await findHandover(deps.db, work.handover);
  const ends = ['completed', 'cancelled', 'error'].includes(work.status);
  return !handover || (!ends && handover.endedAt !== null);
};

const turnOf = async (deps: DialogueDeps, session: Session, work: DialogueWork) => {
  const endpoint = await deps.directory.byId(session.endpointId);
  if (!endpoint) return null;
  const base = { session, endpoint, activity: null };
  if (work.kind === 'start') return { ...base, input: { kind: 'start' } as const, key: 'start' };
  if (work.kind === 'handover') {
    const { status, reason } = work;
    const key = `handover:${work.handover}:${work.version}`;
    return { ...base, input: { kind: 'handover', status, reason } as const, key };
  }
  const activity = await findActivity(deps.db, session.id, work.seq);
  if (!activity || activity.handled) return null;
  return { ...base, activity, input: inputOf(activity), key: String(work.seq) };
};

/** While a handover is open, the bot is not even asked. */
const forwardIfOpen = (deps: DialogueDeps, { session, activity }: Turn) =>
  deps.change(session.id, async (unit) => {
    if (!activity || !(await findOpenHandover(unit.tx, session.id))) return false;
    if (await markHandled(unit.tx, session.id, activity.seq)) await forward(unit, activity);
    return true;
  });

const run = async (deps: DialogueDeps, work: Work, context: EffectContext): Promise<Outcome> => {
  const payload = work.payload as DialogueWork;
  const session = await findSessionById(deps.db, work.lane);
  if (!session || (await isStale(deps, payload))) return done;
  const turn = await turnOf(deps, session, payload);
  if (!turn) return done;
  if (await forwardIfOpen(deps, turn)) return done;
  return takeTurn(deps, turn, { context, attempts: work.attempts });
};

/** The dialogue: the customer's words in order, to the bot or, while a handover is open, to the agents. */
export const createDialogueQueue = (deps: DialogueDeps): EffectQueue => ({
  name: gatewayQueues.dialogue,
  mode: 'effect',
  retry: (failures, random) =>
    failures > 20 ? null : Math.round(500 * failures * (0.5 + random())),
  destination: () => 'dialogue',
  maxInFlightPerDestination: 256,
  run: (work, context) => run(deps, work, context),
});

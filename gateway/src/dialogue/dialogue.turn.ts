import type { EffectContext, Outcome } from '@tandem/lanes';
import {
  type BotAnswer,
  type BotBackend,
  BotFailure,
  type BotInput,
  createBotMemory,
  emptyHandover,
  type HandoverAsk,
} from '../bots/index.ts';
import {
  hasLeftSince,
  lastHandled,
  markHandled,
  type NewHop,
  type Session,
  type SessionUnit,
  type StoredActivity,
} from '../conversations/index.ts';
import type { OpenEndpoint } from '../endpoints/index.ts';
import {
  botConnectorKind,
  findOpenHandover,
  type HandoverDeps,
  type HandoverNews,
  type HandoverRequest,
  openHandover,
  takeInHandover,
  toAnswerEvent,
} from '../handover/index.ts';
import { apology, botFailedNote, nobodyToCall, toBotActivity } from './dialogue.activities.ts';
import { inAnswerOf, mayHandOver } from './dialogue.in-answer.ts';

export type DialogueDeps = HandoverDeps & { readonly bots: ReadonlyMap<string, BotBackend> };

const botTimeoutMs = 10_000;

/** One turn of the bot: what it is asked, and how its answer is told from a repeat. */
export type Turn = {
  readonly session: Session;
  readonly endpoint: OpenEndpoint;
  readonly input: BotInput;
  /** Names the turn within the session: what it says is said once, however often it runs. */
  readonly key: string;
  readonly activity: StoredActivity | null;
};

/** The turn in which the bot is told how a handover goes; null: the endpoint is gone. */
export const newsTurnOf = async (
  { directory }: Pick<DialogueDeps, 'directory'>,
  session: Session,
  { handover, version, status, reason, queue }: HandoverNews,
): Promise<Turn | null> => {
  const endpoint = await directory.byId(session.endpointId);
  const key = `handover:${handover}:${version}`;
  const input = { kind: 'handover', status, reason, queue: queue ?? null } as const;
  return endpoint && { session, endpoint, activity: null, input, key };
};

export const inputOf = ({ body }: StoredActivity): BotInput => ({
  kind: 'message',
  text: body.text || (typeof body.value === 'string' ? body.value : null),
  data: body.value ?? null,
  attachments: body.attachments ?? [],
});

/** Asks the bot and notes the hop. @throws BotFailure */
export const callBot = async (deps: DialogueDeps, turn: Turn, context: EffectContext) => {
  const { session, endpoint, input, key } = turn;
  const backend = deps.bots.get(endpoint.bot.kind);
  if (!backend) throw new BotFailure('the kind of bot is not known here', false);
  const startedMs = deps.clock.monotonicMs();
  const record = (ok: boolean, detail: object) => {
    const ms = Math.round(deps.clock.monotonicMs() - startedMs);
    const hop = { kind: 'bot', summary: `${endpoint.bot.kind}: ${input.kind}`, ok };
    deps.noteHop(session, { hop: { ...hop, detail: { ms, ...detail } }, at: deps.clock.now() });
  };
  const canHandOver = await mayHandOver(deps.db, turn);
  try {
    const answer = await backend.answer(
      {
        idempotencyKey: `${session.conversationId}/${key}`,
        conversationId: session.conversationId,
        userId: session.userId,
        locale: session.locale,
        input,
        canHandOver,
        memory: createBotMemory(deps, {
          session: session.id,
          slot: `${endpoint.bot.kind}:${endpoint.id}`,
          before: turn.activity?.seq ?? null,
        }),
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

/** Attempts of one turn of the bot before the conversation is taken from it. */
const botAttempts = 3;

/** What a failed attempt leads to; null: there is no other. */
export const retryOf = (
  { passing, reason, afterMs }: BotFailure,
  attempts: number,
): Outcome | null => {
  if (!passing || attempts + 1 >= botAttempts) return null;
  return { kind: 'retry', reason, ...(afterMs === null ? {} : { afterMs }) };
};

type Wish = { readonly ask: HandoverAsk; readonly note: string | null };

/** What the contact centre is asked for, with the conversation so far; what waits for the bot follows as messages. */
export const requestOf = async (
  unit: SessionUnit,
  turn: Turn,
  { ask, note }: Wish,
): Promise<HandoverRequest> => {
  const inAnswer = await inAnswerOf(unit.tx, turn);
  const userUpTo = turn.activity?.seq ?? (await lastHandled(unit.tx, unit.session.id));
  return {
    ...ask,
    note,
    transcript: { upTo: unit.lastSeq(), userUpTo },
    ...(inAnswer > 0 ? { inAnswer } : {}),
  };
};

const notAgain: NewHop = {
  kind: 'bot',
  summary: 'handover not begun',
  ok: false,
  detail: { reason: 'The bot asks for agents again, and the customer has said nothing since.' },
};

/** A customer who left while the bot was thinking is not put before an agent any more. */
const isGone = async ({ tx, session }: SessionUnit, { activity }: Turn): Promise<boolean> =>
  activity !== null && (await hasLeftSince(tx, session.id, activity.seq));

/** Says what the bot answered and begins a handover when it asks for one, all at once. */
export const commitAnswer = (deps: DialogueDeps, turn: Turn, answer: BotAnswer) =>
  deps.change(turn.session.id, async (unit) => {
    const { activity, key, endpoint } = turn;
    // A run before this one got as far as here.
    if (activity && !(await markHandled(unit.tx, unit.session.id, activity.seq))) return;
    // The owner changed while the bot was thinking: it stays silent, the customer's words go to the agents.
    if (activity && (await takeInHandover(unit, activity))) return;
    if (!activity && (await findOpenHandover(unit.tx, unit.session.id))) return;
    if (answer.data !== undefined && endpoint.handover?.kind === botConnectorKind) {
      const body = toAnswerEvent(answer.data);
      await unit.append({ direction: 'bot', key: `answer:${key}`, body });
    }
    let fresh = answer.messages.length === 0;
    for (const [index, message] of answer.messages.entries()) {
      const body = toBotActivity(message);
      const appended = await unit.append({ direction: 'bot', key: `bot:${key}:${index}`, body });
      fresh ||= appended.fresh;
    }
    if (!answer.handover || !fresh || (await isGone(unit, turn))) return;
    if (endpoint.handover) {
      if (!(await mayHandOver(unit.tx, turn))) return unit.hop(notAgain);
      const request = await requestOf(unit, turn, { ask: answer.handover, note: null });
      await openHandover(unit, endpoint, request);
    } else
      await unit.append({
        direction: 'bot',
        key: `sorry:${key}`,
        body: nobodyToCall(unit.session.locale),
      });
  });

/** The bot has failed for good: a human takes over where one can, else the customer gets an apology. */
export const commitFailure = (deps: DialogueDeps, turn: Turn, reason: string) =>
  deps.change(turn.session.id, async (unit) => {
    const { activity, endpoint, session, key } = turn;
    if (!activity || !(await markHandled(unit.tx, session.id, activity.seq))) return;
    if (await takeInHandover(unit, activity)) return;
    if (endpoint.handover && !(await isGone(unit, turn))) {
      const ask = { ...emptyHandover, reason: 'bot failed' };
      const request = await requestOf(unit, turn, { ask, note: botFailedNote(reason) });
      await openHandover(unit, endpoint, request);
      return;
    }
    const body = apology(session.locale);
    await unit.append({ direction: 'bot', key: `sorry:${key}`, body });
  });

import type { SettingField } from '@tandem/contract';
import { type Clock, isFields, textOf } from '@tandem/kit';
import type { BotDeps } from './bot-http.ts';
import { type BotAnswer, type BotBackend, BotFailure, type BotTurn } from './bots.model.ts';
import { createDirectLineApi, type DirectLineApi, type Patience } from './directline-api.ts';
import {
  activityFor,
  directLineUser,
  type HeardActivity,
  isEcho,
  progressOf,
  readTalk,
} from './directline-talk.rules.ts';

const plain = { type: 'text', required: true, secret: false } as const;

const fields: readonly SettingField[] = [
  {
    ...plain,
    name: 'directLineUrl',
    label: 'Direct Line address',
    help: 'Such as https://directline.botframework.com or https://europe.directline.botframework.com.',
    type: 'url',
    // Query and fragment would end up behind the path.
    pattern: '^[^?#]+$',
  },
  {
    ...plain,
    name: 'directLineKey',
    label: 'Direct Line secret',
    help: 'Of the Direct Line channel of the bot; in Copilot Studio under Security, Web channel security.',
    secret: true,
  },
];

const pollMs = 400;
/** Left of a turn for what comes after the bot. */
const marginMs = 300;
/**
 * How long an answer is waited for where none has to come. The customer's words wait meanwhile; with an agent there they
 * must not, and the bot is silent anyway.
 */
const waits = { start: 4_000, handover: 2_000 };
const mostHeard = 200;

/** Where the conversation stands at the bot's side. */
type Place = {
  readonly base: string;
  readonly conversation: string;
  readonly watermark: string | null;
  /** Key of the turn that may have been sent and is not answered yet. */
  readonly sending: string | null;
  readonly said: { readonly key: string; readonly answer: BotAnswer } | null;
};

type Line = {
  readonly api: DirectLineApi;
  readonly turn: BotTurn;
  readonly clock: Clock;
  readonly patience: Patience;
  readonly activity: object;
};

/** The stored place; null: none, or one at another server. */
const placeOf = (kept: unknown, base: string): Place | null =>
  isFields(kept) && kept['base'] === base && textOf(kept['conversation'])
    ? (kept as unknown as Place)
    : null;

const openPlace = async ({ api, turn }: Line): Promise<Place> => {
  const conversation = await api.open(directLineUser(turn.userId));
  const place = { base: api.base, conversation, watermark: null, sending: null, said: null };
  await turn.memory.remember(place);
  return place;
};

/** Whether a run before this one got as far as the server; null: the conversation is gone. */
const wasSent = async ({ api, turn }: Line, place: Place): Promise<boolean | null> => {
  if (place.sending !== turn.idempotencyKey) return false;
  const page = await api.read(place.conversation, place.watermark);
  if (!page) return null;
  return page.activities.some((activity) => isEcho(activity, turn.idempotencyKey));
};

/** Sends the turn once, however often it runs; null: the conversation is gone. */
const sendOnce = async (line: Line, place: Place): Promise<Place | null> => {
  const sent = await wasSent(line, place);
  if (sent === null) return null;
  if (sent) return place;
  const sending = { ...place, sending: line.turn.idempotencyKey };
  await line.turn.memory.remember(sending);
  return (await line.api.send(place.conversation, line.activity)) ? sending : null;
};

/** A conversation that the server has forgotten is begun again, once. */
const sendSomewhere = async (line: Line): Promise<Place> => {
  const kept = placeOf(await line.turn.memory.recall(), line.api.base);
  const sent = kept && (await sendOnce(line, kept));
  if (sent) return sent;
  const again = await sendOnce(line, await openPlace(line));
  if (again) return again;
  throw new BotFailure('the Direct Line server does not know the conversation it has opened', true);
};

/** Adds what was not heard yet: a server may answer the same twice. */
const addNew = (heard: HeardActivity[], page: readonly HeardActivity[]): boolean => {
  const known = new Set(heard.map(({ id }) => id));
  const fresh = page.filter(({ id }) => typeof id !== 'string' || !known.has(id));
  heard.push(...fresh.slice(0, mostHeard - heard.length));
  return fresh.length > 0;
};

type Heard = { readonly activities: readonly HeardActivity[]; readonly watermark: string | null };

/** Listens until the bot has said its part: it is whole, or nothing follows it for one look, or time is up. */
const listen = async (line: Line, place: Place): Promise<Heard & { answered: boolean }> => {
  const { api, turn, clock, patience } = line;
  const { kind } = turn.input;
  const until = clock.monotonicMs() + (kind === 'message' ? patience.leftMs() : waits[kind]);
  const heard: HeardActivity[] = [];
  let { watermark } = place;
  for (;;) {
    const page = await api.read(place.conversation, watermark);
    if (!page) throw new BotFailure('the Direct Line server has lost the conversation', true);
    watermark = page.watermark;
    const moved = addNew(heard, page.activities);
    const progress = progressOf(heard, turn);
    const answered = progress !== 'none';
    const over = progress === 'whole' || (progress === 'more' && !moved);
    const left = Math.min(until - clock.monotonicMs(), patience.leftMs());
    if (over || heard.length >= mostHeard || left <= pollMs)
      return { activities: heard, watermark, answered };
    await clock.sleep(pollMs, patience.signal);
  }
};

const silent: BotAnswer = { messages: [], handover: null };

const isTold = ({ input }: BotTurn) => input.kind === 'handover' && input.status === 'active';

const ask = async (line: Line): Promise<BotAnswer> => {
  const { turn } = line;
  const place = await sendSomewhere(line);
  if (isTold(turn)) return silent;
  const { activities, watermark, answered } = await listen(line, place);
  // What was heard is heard again by the repeat, which does not send again.
  if (!answered && turn.input.kind === 'message')
    throw new BotFailure('the bot did not answer in time', true);
  const answer = readTalk(activities, directLineUser(turn.userId));
  const said = { key: turn.idempotencyKey, answer };
  await turn.memory.remember({ ...place, watermark, sending: null, said });
  return answer;
};

/** How much of the turn is left. */
const patienceOf = ({ timeoutMs, signal }: BotTurn, clock: Clock): Patience => {
  const until = clock.monotonicMs() + timeoutMs - marginMs;
  return { signal, leftMs: () => until - clock.monotonicMs() };
};

/** A bot of the Bot Framework or of Copilot Studio, as a client of its Direct Line channel (version 3.0). */
export const createDirectLineBot = (deps: BotDeps): BotBackend => ({
  kind: 'directline',
  label: 'Direct Line',
  fields: [...fields],
  async answer(turn, bot) {
    const activity = activityFor(turn);
    if (!activity) return silent;
    const { clock } = deps;
    const patience = patienceOf(turn, clock);
    const api = createDirectLineApi(deps, { bot, patience });
    const place = placeOf(await turn.memory.recall(), api.base);
    if (place?.said?.key === turn.idempotencyKey) return place.said.answer;
    return ask({ api, turn, clock, patience, activity });
  },
});

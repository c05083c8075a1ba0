import type { SettingField } from '@tandem/contract';
import { isFields } from '@tandem/kit';
import type { OpenPart } from '../endpoints/index.ts';
import {
  type BotDeps,
  botSecret,
  callBotServer,
  isSuccess,
  jsonOf,
  statusFailure,
} from './bot-http.ts';
import type { BotAnswer, BotBackend, BotTurn, Recognition } from './bots.model.ts';
import { readRasaAnswer } from './rasa-answer.rules.ts';
import { answerOnce } from './repeated-turn.ts';

const plain = { type: 'text', required: false, secret: false } as const;
const intent = '^[A-Za-z_][\\w.-]{0,99}$';

const fields: readonly SettingField[] = [
  {
    ...plain,
    name: 'rasaUrl',
    label: 'Address of the server',
    help: 'Up to the part before /webhooks/rest/webhook.',
    type: 'url',
    required: true,
    // Query and fragment would end up behind the path.
    pattern: '^[^?#]+$',
  },
  {
    ...plain,
    name: 'rasaToken',
    label: 'Token',
    help: 'The auth token that the server was started with.',
    secret: true,
  },
  {
    ...plain,
    name: 'startIntent',
    label: 'Intent at the beginning',
    help: 'Sent when a conversation begins, such as greet. Left empty: the customer speaks first.',
    pattern: intent,
  },
  {
    ...plain,
    name: 'handoverIntent',
    label: 'Intent after a handover',
    help: 'Sent with the entities status and reason when a handover is over.',
    pattern: intent,
  },
];

/** An intent as Rasa takes it from a message (its regular expression interpreter). */
const intentMessage = (name: unknown, entities: object = {}): string | null =>
  name ? `/${name}${Object.keys(entities).length > 0 ? JSON.stringify(entities) : ''}` : null;

/** What is said to the bot; null: nothing. */
const wordsFor = ({ input }: BotTurn, { settings }: OpenPart): string | null => {
  if (input.kind === 'start') return intentMessage(settings['startIntent']);
  if (input.kind === 'message') return input.text ?? '';
  const { status, reason } = input;
  if (status === 'queue' || status === 'active') return null;
  return intentMessage(settings['handoverIntent'], { status, ...(reason ? { reason } : {}) });
};

const metadataOf = ({ input, locale, userId, canHandOver, idempotencyKey }: BotTurn) => ({
  // Whoever chats may write the name of an intent as well.
  ...{ type: input.kind, userId, locale, canHandOver, idempotencyKey },
  ...(input.kind === 'message' && input.data !== null ? { data: input.data } : {}),
  ...(input.kind === 'message' && input.attachments.length > 0
    ? { attachments: input.attachments }
    : {}),
});

/** The server takes its token nowhere else; the address is shown and logged nowhere. */
const addressOf = (bot: OpenPart, path: string): string => {
  const token = botSecret(bot, 'rasaToken', 'the token');
  const base = String(bot.settings['rasaUrl']).replace(/\/+$/, '');
  return `${base}${path}${token ? `?token=${encodeURIComponent(token)}` : ''}`;
};

const refusals: Readonly<Record<number, string>> = {
  401: 'the server refuses the token',
  403: 'the server refuses the token',
};

const say = async (
  { http, clock }: BotDeps,
  { turn, bot, message }: { turn: BotTurn; bot: OpenPart; message: string },
): Promise<BotAnswer> => {
  const response = await callBotServer(http, turn, {
    method: 'POST',
    url: addressOf(bot, '/webhooks/rest/webhook'),
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sender: turn.conversationId, message, metadata: metadataOf(turn) }),
  });
  const words: Record<number, string> = {
    ...refusals,
    404: 'the server has no REST channel at this address',
  };
  if (!isSuccess(response)) throw statusFailure(response, clock.now(), words[response.status]);
  return readRasaAnswer(jsonOf(response));
};

/** Below it, the server guesses. */
const leastConfidence = 0.5;

/** What the server understands, by its HTTP API; no conversation hears of it. */
const parse = async (
  { http, clock }: BotDeps,
  { asked, bot }: { readonly asked: Recognition; readonly bot: OpenPart },
): Promise<boolean> => {
  const response = await callBotServer(http, asked, {
    method: 'POST',
    url: addressOf(bot, '/model/parse'),
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ text: asked.text, message_id: asked.idempotencyKey }),
  });
  const words = { ...refusals, 404: 'the server was started without its HTTP API' };
  if (!isSuccess(response))
    throw statusFailure(response, clock.now(), (words as Record<number, string>)[response.status]);
  const answer = jsonOf(response);
  const intent = isFields(answer) ? answer['intent'] : null;
  if (!isFields(intent) || intent['name'] !== asked.intent) return false;
  const { confidence = 1 } = intent;
  return typeof confidence === 'number' && confidence >= leastConfidence;
};

/** A Rasa server, by its REST channel. The server keeps the conversation, under the id that it has here. */
export const createRasaBot = (deps: BotDeps): BotBackend => ({
  kind: 'rasa',
  label: 'Rasa',
  fields: [...fields],
  async answer(turn, bot) {
    const message = wordsFor(turn, bot);
    if (message === null) return { messages: [], handover: null };
    return answerOnce(turn, () => say(deps, { turn, bot, message }));
  },
  recognise: (asked, bot) => parse(deps, { asked, bot }),
});

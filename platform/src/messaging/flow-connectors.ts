import { botStates, type Utterance } from '@tandem/contract';
import type { FlowInput, FlowValue, HttpRequest, HttpResponse } from '@tandem/flows';
import { type Fields, fieldsIn, fieldsOf, isFields, textOf } from '@tandem/kit';
import {
  askBot,
  type BotCall,
  type BotMessage,
  messagesIn,
  toAttachment,
  wordsOf,
} from './bot-exchange.ts';
import type { CallAnswer } from './flow-answer.ts';

/** Where a bot of an integration is called, with what proves the call; or why it cannot be. */
export type FoundConnector =
  | {
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly botId: string;
      readonly version: string;
    }
  | { readonly refused: string };

/** Finds the bot that a flow names, by ids or names; a version of '' is the latest of the list. */
export type FindConnector = (
  org: string,
  asked: { readonly integration: string; readonly bot: string; readonly version: string },
) => Promise<FoundConnector>;

export const noConnectors: FindConnector = async () => ({
  refused: 'There are no Genesys Bot Connector integrations here.',
});

const sessionMinutes = 12 * 60;

/**
 * The request of a Bot Connector: the run's session with the bot, and a message id that is the same for a repeat.
 * Inputs travel as texts.
 */
export const connectorRequest = (
  effect: BotCall,
  found: Exclude<FoundConnector, { refused: string }>,
  who: { readonly conversationId: string; readonly run: string },
): HttpRequest => {
  const inputs = Object.entries(effect.inputs).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value ?? null),
  ]);
  const body: Utterance = {
    botId: found.botId,
    botVersion: found.version,
    botSessionId: who.run,
    messageId: effect.id,
    inputMessage: { type: 'Text', text: effect.text.slice(0, 10_000) },
    languageCode: 'en-us',
    botSessionTimeout: sessionMinutes,
    genesysConversationId: who.conversationId,
    parameters: Object.fromEntries(inputs),
  };
  return askBot(effect, {
    target: { kind: 'url', url: found.url },
    headers: Object.entries(found.headers),
    body,
  });
};

const failure = (reason: string, told: Readonly<Record<string, FlowValue>> = {}): FlowInput => ({
  kind: 'result',
  outlet: 'failure',
  data: { botState: 'FAILED', ...told, reason },
});

const toReply = ({ quickReply }: Fields) => {
  const { text, payload } = fieldsOf(quickReply);
  const title = wordsOf(text);
  return title === '' ? [] : [{ title, value: wordsOf(payload) || title }];
};

const mediaTypes = ['Image', 'Video', 'Audio', 'File'] as const;

const attachmentOf = ({ attachment }: Fields) => {
  const { url, mime, filename, mediaType: given } = fieldsOf(attachment);
  const mediaType = mediaTypes.find((one) => one === given) ?? 'File';
  return toAttachment({ url, mediaType, mime, filename });
};

const toMessage = (value: unknown): BotMessage => {
  const { text, content } = fieldsOf(value);
  const parts = fieldsIn(content);
  return {
    text: wordsOf(text),
    quickReplies: parts.flatMap(toReply),
    attachments: parts.flatMap(attachmentOf),
  };
};

/** Slots by name, from any of the spellings that are in use. */
const slotsOf = (answer: Fields): Fields => {
  const given = answer['slotValues'] ?? answer['slots'] ?? answer['entities'];
  if (isFields(given)) return given;
  return Object.fromEntries(
    fieldsIn(given).map((one) => [wordsOf(one['name']), one['value'] ?? one['values'] ?? null]),
  );
};

const stateOf = (answer: Fields): (typeof botStates)[number] | null => {
  const state = wordsOf(answer['botState']).toUpperCase();
  return botStates.find((one) => one === state) ?? null;
};

const errorOf = ({ errorInfo }: Fields): string => {
  const said = textOf(fieldsOf(errorInfo)['errorMessage']);
  return said ?? 'the bot says that it failed';
};

/** What the answer means: what the bot says, and whether it goes on, has finished or has failed. */
export const readConnectorReply = ({ status, body }: HttpResponse): CallAnswer => {
  if (status < 200 || status >= 300) return { input: failure(`HTTP ${status}`) };
  let answer: unknown = null;
  try {
    answer = JSON.parse(body);
  } catch {
    return { input: failure('The answer is not JSON.') };
  }
  const state = isFields(answer) ? stateOf(answer) : null;
  if (!isFields(answer) || state === null)
    return { input: failure('The answer has no botState of COMPLETE, FAILED or MOREDATA.') };
  const given = answer['replymessages'] ?? answer['replyMessages'];
  const says = messagesIn(given, toMessage);
  const confidence = Number(answer['confidence'] ?? Number.NaN);
  const told = {
    botState: state,
    intent: wordsOf(answer['intent']),
    confidence: Number.isFinite(confidence) ? confidence : null,
    slots: slotsOf(answer),
    attributes: fieldsOf(answer['parameters']),
  } as Readonly<Record<string, FlowValue>>;
  if (state === 'FAILED') return { input: failure(errorOf(answer), told), says };
  return { input: { kind: 'result', outlet: 'next', data: told }, says };
};

/** A call that was not completed leaves by the outlet `failure`, with why. */
export const connectorFailure = (reason: string): CallAnswer => ({ input: failure(reason) });

import type { Activity, Utterance, UtteranceReply } from '@tandem/contract';
import { isFields, textOf } from '@tandem/kit';
import { attributesOf } from '../bots/index.ts';
import type { StoredActivity } from '../conversations/index.ts';
import { botAnswerEvent, botFailed, type Handover } from '../handover/index.ts';

type ReplyMessage = UtteranceReply['replymessages'][number];

/** What the customer said; a button's payload counts before its text. Null: nothing. */
export const saidIn = ({ inputMessage: { text, content = [] } }: Utterance): string | null => {
  const chosen = content.flatMap((part) => {
    const response = isFields(part) ? part['buttonResponse'] : null;
    return isFields(response) ? [textOf(response['payload']) ?? textOf(response['text'])] : [];
  });
  return chosen.find((one) => one !== null) ?? textOf(text?.trim());
};

const attachmentsOf = ({ attachments = [] }: Activity): readonly unknown[] =>
  attachments.flatMap(({ contentType, contentUrl, name }) => {
    if (!contentUrl) return [];
    const [family = ''] = contentType.split('/');
    const mediaType = { image: 'Image', video: 'Video', audio: 'Audio' }[family] ?? 'File';
    const attachment = {
      ...{ mediaType, url: contentUrl, mime: contentType },
      ...(name ? { filename: name } : {}),
    };
    return [{ contentType: 'Attachment', attachment }];
  });

const repliesOf = ({ suggestedActions }: Activity): readonly unknown[] =>
  (suggestedActions?.actions ?? []).map(({ title, value }) => ({
    contentType: 'QuickReply',
    quickReply: { text: title, payload: String(value ?? title), action: 'Message' },
  }));

const toReply = ({ body }: StoredActivity): ReplyMessage[] => {
  if (body.type !== 'message') return [];
  const content = [...repliesOf(body), ...attachmentsOf(body)];
  const text = body.text ?? '';
  if (content.length > 0) return [{ type: 'Structured', text, content }];
  return text === '' ? [] : [{ type: 'Text', text }];
};

/** Intent and slots as bots spell them: `intent` a name or `{name, confidence}`, `slots` or `entities` by name. */
const toldBy = (data: unknown) => {
  const fields = isFields(data) ? data : {};
  const { intent } = fields;
  const name = textOf(isFields(intent) ? intent['name'] : intent);
  const told = isFields(intent) ? intent['confidence'] : fields['confidence'];
  const slots = fields['slots'] ?? fields['slotValues'] ?? fields['entities'];
  const listed = Array.isArray(slots)
    ? Object.fromEntries(
        slots.filter(isFields).map((slot) => [String(slot['name']), slot['value'] ?? null]),
      )
    : isFields(slots)
      ? slots
      : {};
  return {
    ...(name ? { intent: name } : {}),
    ...(typeof told === 'number' ? { confidence: told } : {}),
    ...(Object.keys(listed).length > 0 ? { slotValues: listed } : {}),
    attributes: attributesOf(fields['attributes']),
    ends: fields['end'] === true,
  };
};

/** Intents of every bot, beside those it names itself. */
export const handoverIntent = 'handover';
export const completedIntent = 'completed';

/** What the flow is told of a handover that the bot asked for. */
const wishesOf = ({ request }: Handover): Record<string, string> => {
  const { reason, queue, language, skills, priority } = request;
  const wishes = { reason, queue, language, skills: skills?.join(',') ?? null, priority };
  return {
    ...Object.fromEntries(
      Object.entries(wishes).flatMap(([name, value]) =>
        value === null || value === '' ? [] : [[name, String(value)]],
      ),
    ),
    ...request.customAttributes,
  };
};

export type Answered = {
  /** Everything of the conversation behind the customer's words, up to the next. */
  readonly since: readonly StoredActivity[];
  /** The handover that the bot asked for; null: none. */
  readonly handover: Handover | null;
  /** The bot is a flow, and it has come to its end. */
  readonly isOver: boolean;
};

/** Why the bot's own failure led to the handover; null: it asked for it. */
const failureOf = ({ request }: Handover): string | null =>
  request.reason === botFailed ? (request.note ?? 'The bot could not answer.') : null;

/** What the calling flow is answered. */
export const toUtteranceReply = ({ since, handover, isOver }: Answered): UtteranceReply => {
  // What the bot says when it hears of its own handover is not part of its answer.
  const upTo = handover?.request.transcript.upTo ?? Number.POSITIVE_INFINITY;
  const said = since.filter(({ seq, direction }) => direction === 'bot' && seq <= upTo);
  const replymessages = said.flatMap(toReply);
  const event = since.findLast(({ body }) => body.name === botAnswerEvent);
  const { attributes, ends, ...told } = toldBy(event?.body.value);
  const failed = handover && failureOf(handover);
  if (failed)
    return {
      ...{ replymessages, botState: 'FAILED' },
      errorInfo: { errorCode: 'bot.failed', errorMessage: failed },
    };
  if (handover) {
    const parameters = { ...attributes, ...wishesOf(handover) };
    const exit = { botState: 'COMPLETE', confidence: 1 } as const;
    return { replymessages, ...exit, ...told, intent: handoverIntent, parameters };
  }
  const parameters = Object.keys(attributes).length > 0 ? { parameters: attributes } : {};
  if (ends || isOver)
    return {
      ...{ replymessages, botState: 'COMPLETE', intent: completedIntent, confidence: 1 },
      ...told,
      ...parameters,
    };
  return { replymessages, botState: 'MOREDATA', ...told, ...parameters };
};

import {
  type Activity,
  type CardAction,
  cardContentType,
  directLineEvents,
} from '@tandem/contract';
import type { StoredActivity } from '../conversations/index.ts';
import type { ChannelCapabilities, NumberedAction, Option } from './channels.model.ts';

const { survey: surveyEvent, surveyAnswer: surveyAnswerEvent } = directLineEvents;

type Survey = { readonly id?: unknown; readonly question?: unknown; readonly scale?: unknown };

const surveyActions = (value: unknown): readonly CardAction[] => {
  const { id, scale } = (value ?? {}) as Survey;
  const most = typeof scale === 'number' && scale > 1 && scale <= 10 ? scale : 5;
  return Array.from({ length: most }, (_, index) => ({
    type: 'postBack' as const,
    title: String(index + 1),
    value: { [surveyAnswerEvent]: { id, score: index + 1 } },
  }));
};

const buttonsOf = (content: unknown): readonly CardAction[] => {
  const { buttons } = (content ?? {}) as { buttons?: unknown };
  return Array.isArray(buttons) ? buttons : [];
};

/** Everything a customer can press in an activity, in the order that names it. */
export const actionsOf = (body: Activity): readonly NumberedAction[] => {
  const cards = (body.attachments ?? []).flatMap(({ contentType, content }) =>
    contentType.startsWith(cardContentType) ? buttonsOf(content) : [],
  );
  const survey =
    body.type === 'event' && body.name === surveyEvent ? surveyActions(body.value) : [];
  const all = [...(body.suggestedActions?.actions ?? []), ...cards, ...survey];
  return all.map((action, index) => ({ index, action }));
};

const saying: ReadonlySet<CardAction['type']> = new Set(['imBack', 'postBack', 'messageBack']);

/** Vendors carry few characters with a button: it names the message and the place in it. */
export const choiceId = (seq: number, index: number): string => `c:${seq}:${index}`;

export const readChoiceId = (id: string): { seq: number; index: number } | null => {
  const found = /^c:(\d{1,15}):(\d{1,4})$/.exec(id);
  return found ? { seq: Number(found[1]), index: Number(found[2]) } : null;
};

export const titleOf = ({ title, text, value }: CardAction): string =>
  title || text || (typeof value === 'string' ? value : '');

/** What an action is on a channel; null: nothing that can be shown. */
export const optionOf = (seq: number, { index, action }: NumberedAction): Option | null => {
  const title = titleOf(action);
  if (saying.has(action.type))
    return title ? { kind: 'choice', id: choiceId(seq, index), title } : null;
  const url = typeof action.value === 'string' ? action.value : '';
  return /^(https?|tel|mailto):/i.test(url) ? { kind: 'link', url, title: title || url } : null;
};

/** Choices are numbered where the vendor has no, or too few, buttons; who takes activities whole shows them itself. */
export const isNumbered = (choices: number, { buttons, whole }: ChannelCapabilities): boolean =>
  !whole && choices > buttons;

/** What pressing it says, as the web chat does. */
export const saidBy = (action: CardAction): Partial<Activity> => {
  const title = titleOf(action);
  const value = typeof action.value === 'string' ? action.value : undefined;
  const survey = (action.value as Record<string, unknown> | undefined)?.[surveyAnswerEvent];
  if (survey) return { type: 'event', name: surveyAnswerEvent, value: survey };
  if (action.type === 'imBack') return { type: 'message', text: value ?? title };
  if (action.type === 'messageBack')
    return {
      type: 'message',
      text: action.displayText ?? action.text ?? title,
      value: action.value,
    };
  if (value !== undefined) return { type: 'message', text: value };
  return { type: 'message', text: title, value: action.value };
};

/** The choice that a number stands for: of the newest message, where its choices were numbered. */
export const numberedChoice = (
  text: string,
  before: readonly StoredActivity[],
  capabilities: ChannelCapabilities,
): CardAction | null => {
  const said = /^\s*(\d{1,2})[.)]?\s*$/.exec(text);
  const newest = before.findLast(
    ({ direction, body }) =>
      direction !== 'user' && (body.type === 'message' || body.name === surveyEvent),
  );
  if (!said || !newest) return null;
  const choices = actionsOf(newest.body).filter(
    (action) => optionOf(newest.seq, action)?.kind === 'choice',
  );
  if (!isNumbered(choices.length, capabilities)) return null;
  return choices[Number(said[1]) - 1]?.action ?? null;
};

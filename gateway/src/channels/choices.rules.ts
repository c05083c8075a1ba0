import { type Activity, type CardAction, cardContentType } from '@tandem/contract';
import type { StoredActivity } from '../conversations/index.ts';
import type { ChannelCapabilities, NumberedAction, Option } from './channels.model.ts';

const buttonsOf = (content: unknown): readonly CardAction[] => {
  const { buttons } = (content ?? {}) as { buttons?: unknown };
  return Array.isArray(buttons) ? buttons : [];
};

/** Everything a customer can press in an activity, in the order that names it. */
export const actionsOf = (body: Activity): readonly NumberedAction[] => {
  const cards = (body.attachments ?? []).flatMap(({ contentType, content }) =>
    contentType.startsWith(cardContentType) ? buttonsOf(content) : [],
  );
  const all = [...(body.suggestedActions?.actions ?? []), ...cards];
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
    ({ direction, body }) => direction !== 'user' && body.type === 'message',
  );
  if (!said || !newest) return null;
  const choices = actionsOf(newest.body).filter(
    (action) => optionOf(newest.seq, action)?.kind === 'choice',
  );
  if (!isNumbered(choices.length, capabilities)) return null;
  return choices[Number(said[1]) - 1]?.action ?? null;
};

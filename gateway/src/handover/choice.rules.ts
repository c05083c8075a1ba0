import { type Activity, type CardAction, cardContentType } from '@tandem/contract';
import type { StoredActivity } from '../conversations/index.ts';

/** What a customer chose of what an agent or the contact centre's flow had offered. */
export type Choice = {
  readonly kind: 'quickReply' | 'button' | 'date';
  /** What the button says. */
  readonly text: string;
  readonly payload: string;
  /** Id that the contact centre gave the message with the buttons. */
  readonly remoteMessageId: string;
};

type Offer = { readonly kind: Choice['kind']; readonly actions: readonly CardAction[] };

const dataOf = ({ channelData }: Activity): { remoteMessageId?: unknown; pick?: unknown } =>
  (channelData ?? {}) as object;

const buttonsOf = (content: unknown): readonly CardAction[] => {
  const { buttons } = (content ?? {}) as { buttons?: unknown };
  return Array.isArray(buttons) ? buttons : [];
};

/** Buttons of a message. Those of cards stay; suggestions are gone once anything else was said. */
const offersOf = (body: Activity, newest: boolean): readonly Offer[] => {
  const cards = (body.attachments ?? []).flatMap(({ contentType, content }) =>
    contentType.startsWith(cardContentType) ? buttonsOf(content) : [],
  );
  const suggested = newest ? (body.suggestedActions?.actions ?? []) : [];
  const pick = dataOf(body).pick === 'date' ? 'date' : 'quickReply';
  return [
    { kind: pick, actions: suggested },
    { kind: 'button', actions: cards },
  ];
};

const isChosen = (said: Activity, { type, title, text: says, value }: CardAction): boolean => {
  if (type === 'openUrl' || typeof value !== 'string') return false;
  if (said.value !== undefined && said.value !== null) return said.value === value;
  const text = said.text?.trim();
  return text === value || (text !== undefined && (text === title || text === says));
};

/**
 * The choice that a customer's message stands for, or null when it is simply a text.
 * @param before messages before it, oldest first
 */
export const choiceOf = (said: Activity, before: readonly StoredActivity[]): Choice | null => {
  if (said.attachments?.length) return null;
  const spoken = before.filter(({ body }) => body.type === 'message');
  const newest = spoken.findLast(({ direction }) => direction !== 'user');
  for (const message of spoken.toReversed()) {
    const { remoteMessageId } = dataOf(message.body);
    if (message.direction === 'user' || typeof remoteMessageId !== 'string') continue;
    for (const { kind, actions } of offersOf(message.body, message === newest)) {
      const chosen = actions.find((action) => isChosen(said, action));
      if (!chosen) continue;
      const payload = String(chosen.value);
      return { kind, text: chosen.text ?? chosen.title ?? payload, payload, remoteMessageId };
    }
  }
  return null;
};

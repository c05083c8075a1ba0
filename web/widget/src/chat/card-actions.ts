import type { CardAction } from '@tandem/contract';
import type { Draft } from '../directline/index.ts';
import { linkUrl } from './safe-url.ts';

/** What pressing a button does: say something, follow a link, or nothing (then it is not shown). */
export type ActionEffect =
  | { readonly kind: 'say'; readonly draft: Draft }
  | { readonly kind: 'open'; readonly href: string }
  | { readonly kind: 'none' };

/** The label of a button. */
export const actionTitle = ({ title, text, value }: CardAction): string =>
  title ?? text ?? (typeof value === 'string' ? value : '');

/** Reads a Bot Framework card action. */
export function actionEffect(action: CardAction, endpoint: string): ActionEffect {
  const title = actionTitle(action);
  const value = typeof action.value === 'string' ? action.value : undefined;
  switch (action.type) {
    case 'imBack':
      return say({ text: value ?? title });
    case 'postBack':
      return say(value === undefined ? { text: title, value: action.value } : { text: value });
    case 'messageBack':
      return say({ text: action.displayText ?? action.text ?? title, value: action.value });
    case 'call':
      return open(value && !value.startsWith('tel:') ? `tel:${value}` : value, endpoint);
    default:
      return open(value, endpoint);
  }
}

const say = (draft: Draft): ActionEffect => ({ kind: 'say', draft });

function open(value: string | undefined, endpoint: string): ActionEffect {
  const href = value && linkUrl(value, endpoint);
  return href ? { kind: 'open', href } : { kind: 'none' };
}

import type { Delivery, MessageItem } from '../chat/index.ts';
import type { Language, TextKey } from '../locales/index.ts';
import { useUi } from './context.ts';

const TEXTS: Readonly<Record<Exclude<Delivery, 'failed'>, TextKey>> = {
  sending: 'sending',
  waiting: 'waiting',
  limited: 'limited',
  sent: 'sent',
  undelivered: 'undelivered',
  delivered: 'delivered',
  read: 'read',
};

/** Refusals that the chat has words of its own for. */
const REFUSALS: Readonly<Record<string, TextKey>> = {
  MessageSizeTooBig: 'failedTooLarge',
  ConversationSizeTooBig: 'failedFull',
};

function failureText({ failure, failureCode = '' }: MessageItem, { text }: Language): string {
  const known = REFUSALS[failureCode];
  if (known) return text(known);
  return failure ? text('failedBecause', { reason: failure }) : text('failed');
}

/** Time and fate of an own message: below the last of a group, and wherever something is not as it should be. */
export function DeliveryLine({ item, last }: { item: MessageItem; last: boolean }) {
  const { chat, language } = useUi();
  const { delivery = 'sent', clientId = '' } = item;
  if (delivery === 'failed') {
    return (
      <div class="meta failed" role="alert">
        <span>{failureText(item, language)}</span>{' '}
        <button type="button" class="retry" onClick={() => chat.retry(clientId)}>
          {language.text('retry')}
        </button>
      </div>
    );
  }
  const amiss = delivery === 'waiting' || delivery === 'limited' || delivery === 'undelivered';
  if (!last && !amiss) return null;
  return (
    <div class={delivery === 'undelivered' ? 'meta failed' : 'meta'}>
      <time>{language.time(item.at)}</time> · {stateText(item, delivery, language)}
    </div>
  );
}

function stateText(
  item: MessageItem,
  delivery: Exclude<Delivery, 'failed'>,
  { text }: Language,
): string {
  if (delivery === 'sending' && item.progress !== undefined) {
    return text('uploading', { percent: Math.round(item.progress * 100) });
  }
  return text(TEXTS[delivery]);
}

import type { Delivery, MessageItem } from '../chat/index.ts';
import type { Language, TextKey } from '../locales/index.ts';
import { useUi } from './context.ts';

const TEXTS: Readonly<Record<Exclude<Delivery, 'failed'>, TextKey>> = {
  sending: 'sending',
  waiting: 'waiting',
  sent: 'sent',
  undelivered: 'undelivered',
  delivered: 'delivered',
  read: 'read',
};

/** Time and fate of an own message: below the last of a group, and wherever something is not as it should be. */
export function DeliveryLine({ item, last }: { item: MessageItem; last: boolean }) {
  const { chat, language } = useUi();
  const { delivery = 'sent', clientId = '' } = item;
  if (delivery === 'failed') {
    return (
      <div class="meta failed" role="alert">
        <span>
          {item.failure
            ? language.text('failedBecause', { reason: item.failure })
            : language.text('failed')}
        </span>{' '}
        <button type="button" class="retry" onClick={() => chat.retry(clientId)}>
          {language.text('retry')}
        </button>
      </div>
    );
  }
  const amiss = delivery === 'waiting' || delivery === 'undelivered';
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

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
  FilesLost: 'failedLost',
  UnsupportedMediaType: 'failedFile',
};

/** Refusals that another try of the same does not change. */
const FINAL: readonly string[] = Object.keys(REFUSALS);

function failureText({ failure, failureCode = '' }: MessageItem, { text }: Language): string {
  const known = REFUSALS[failureCode];
  if (known) return text(known);
  return failure ? text('failedBecause', { reason: failure }) : text('failed');
}

/** Time and fate of an own message: below the last of a group, and wherever something is not as it should be. */
export function DeliveryLine({ item, last }: { item: MessageItem; last: boolean }) {
  const { language } = useUi();
  const { delivery = 'sent' } = item;
  if (delivery === 'failed') return <FailedLine item={item} />;
  const amiss = delivery === 'waiting' || delivery === 'limited' || delivery === 'undelivered';
  if (!last && !amiss) return null;
  return (
    <div class={delivery === 'undelivered' ? 'meta failed' : 'meta'}>
      <time>{language.time(item.at)}</time> · {stateText(item, delivery, language)}
    </div>
  );
}

/** Why it was not sent, and what the visitor can do about it. */
function FailedLine({ item }: { item: MessageItem }) {
  const { chat, language, takeBack } = useUi();
  const { clientId = '', failureCode = '' } = item;
  const action = (label: TextKey, onClick: () => void) => (
    <button type="button" class="retry" onClick={onClick}>
      {language.text(label)}
    </button>
  );
  return (
    <div class="meta failed">
      <span role="alert">{failureText(item, language)}</span>{' '}
      <span class="ways-on">
        {!FINAL.includes(failureCode) && action('retry', () => chat.retry(clientId))}
        {takeBack && action('edit', () => takeBack(item, true))}
        {takeBack && action('discard', () => takeBack(item, false))}
      </span>
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

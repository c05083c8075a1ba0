import { Group, Text } from '@mantine/core';
import { IconAlertCircle, IconCheck, IconChecks, IconRobot } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { inRegion } from '#src/i18n/region.ts';
import type { FileNote } from './attachment-rules.ts';
import classes from './desk.module.css';
import { FoldingText } from './folding-text.tsx';
import { MessageContent } from './message-content.tsx';
import type { ChatMessage } from './message-rules.ts';
import { TranscriptBlock } from './transcript-block.tsx';

const DELIVERY_ICONS = { sent: IconCheck, delivered: IconChecks, failed: IconAlertCircle } as const;

type MessageBubbleProps = { readonly message: ChatMessage; readonly customer: string };

/** Who said a message. */
export function useAuthor(customer: string): (message: ChatMessage) => string {
  const { t } = useTranslation('desk');
  return (message) => {
    if (message.side === 'customer') return customer;
    return message.side === 'bot' ? t('bot') : (message.author ?? t('agent'));
  };
}

/** An empty file has lost nothing, so nothing alarms. */
const lookOf = ({ kind }: FileNote) =>
  kind === 'empty' ? { c: 'dimmed' } : { className: classes['refusal'] ?? '' };

/** One message. Long ones, such as a transcript of the bot, fold. */
export function MessageBubble({ message, customer }: MessageBubbleProps) {
  const { t, i18n } = useTranslation('desk');
  const author = useAuthor(customer)(message);
  const time = new Intl.DateTimeFormat(inRegion(i18n.language), { timeStyle: 'short' });
  const Delivery = DELIVERY_ICONS[message.delivery];
  return (
    <article
      className={classes['bubble']}
      data-side={message.side}
      data-state={message.delivery}
      data-kind={message.isTranscript ? 'transcript' : undefined}
      aria-label={`${author}, ${time.format(new Date(message.time))}`}
    >
      {message.isTranscript ? (
        <TranscriptBlock text={message.text} />
      ) : (
        message.text && (
          <FoldingText marked={message.side !== 'customer'}>{message.text}</FoldingText>
        )
      )}
      <MessageContent content={message.content} />
      <Group gap={6} mt={2} wrap="nowrap">
        {message.side === 'bot' && <IconRobot size={14} aria-hidden />}
        <Text size="xs" c="dimmed">
          {author} · {time.format(new Date(message.time))}
        </Text>
        {message.side !== 'customer' && (
          <Delivery size={14} role="img" aria-label={t(`message.delivery.${message.delivery}`)} />
        )}
      </Group>
      {message.notes.map((note) => (
        <Text key={JSON.stringify(note)} size="xs" {...lookOf(note)}>
          {note.kind === 'other' ? note.message : t(`message.file.${note.kind}`, note)}
        </Text>
      ))}
      {message.delivery === 'failed' && (
        <Text size="xs" className={classes['refusal'] ?? ''} role="alert">
          {t('message.notDelivered')}{' '}
          {message.problem && t(`message.problem.${message.problem.kind}`, message.problem)}
        </Text>
      )}
    </article>
  );
}

import { Group, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { inRegion } from '#src/i18n/region.ts';
import classes from './desk.module.css';
import type { TransferNote } from './transfer-rules.ts';
import type { Note } from './use-colleagues.ts';

type BubbleProps = {
  readonly label: string;
  readonly text: string;
  readonly from: string;
  readonly time: string;
};

function Bubble({ label, text, from, time }: BubbleProps) {
  const { i18n } = useTranslation('desk');
  const clock = new Intl.DateTimeFormat(inRegion(i18n.language), { timeStyle: 'short' });
  const at = clock.format(new Date(time));
  return (
    <article className={classes['note']} aria-label={`${label}, ${from}, ${at}`}>
      <Text size="sm" className={classes['text'] ?? ''}>
        {text}
      </Text>
      <Group gap={6} mt={2} wrap="nowrap">
        <IconLock size={14} aria-hidden />
        <Text size="xs">
          {label} · {from} · {at}
        </Text>
      </Group>
    </article>
  );
}

/** A note of a colleague: it stands among the messages, and no customer sees it. */
export function NoteBubble({ note }: { readonly note: Note }) {
  const { t } = useTranslation('desk');
  const from = note.asked
    ? t('note.asks', { author: note.author.name, asked: note.asked.name })
    : note.author.name;
  return <Bubble label={t('note.label')} text={note.text} from={from} time={note.dateCreated} />;
}

/** What a colleague wrote who gave the conversation away. */
export function TransferNoteBubble({ note }: { readonly note: TransferNote }) {
  const { t } = useTranslation('desk');
  return <Bubble label={t('note.transfer')} text={note.text} from={note.author} time={note.time} />;
}

import { Group, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { inRegion } from '#src/i18n/region.ts';
import classes from './desk.module.css';
import type { Note } from './use-colleagues.ts';

/** A note of a colleague: it stands among the messages, and no customer sees it. */
export function NoteBubble({ note }: { readonly note: Note }) {
  const { t, i18n } = useTranslation('desk');
  const time = new Intl.DateTimeFormat(inRegion(i18n.language), { timeStyle: 'short' });
  const at = time.format(new Date(note.dateCreated));
  const from = note.asked
    ? t('note.asks', { author: note.author.name, asked: note.asked.name })
    : note.author.name;
  return (
    <article className={classes['note']} aria-label={`${t('note.label')}, ${from}, ${at}`}>
      <Text size="sm" className={classes['text'] ?? ''}>
        {note.text}
      </Text>
      <Group gap={6} mt={2} wrap="nowrap">
        <IconLock size={14} aria-hidden />
        <Text size="xs">
          {t('note.label')} · {from} · {at}
        </Text>
      </Group>
    </article>
  );
}

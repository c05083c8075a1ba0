import { Anchor, Group, Text } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MarkedWords } from '#src/components/marked-words.tsx';
import classes from './desk.module.css';
import { foldTranscript, readTranscript, type TranscriptLine } from './transcript-rules.ts';

function Lines({ lines }: { readonly lines: readonly TranscriptLine[] }) {
  const { t } = useTranslation('desk');
  return lines.map(({ speaker, role, head, words }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id and never move
    <Text key={index} size="sm" className={classes['text'] ?? ''}>
      {speaker && (
        <Text span size="sm" fw={600}>
          {role ? t(`speakers.${role}`) : speaker}:{' '}
        </Text>
      )}
      {head && (
        <Text span size="sm" fw={words === '' ? 400 : 600}>
          {t(`heads.${head}`)}
          {words === '' ? '' : ': '}
        </Text>
      )}
      {role === null || role === 'customer' ? words : <MarkedWords>{words}</MarkedWords>}
    </Text>
  ));
}

/** What was said before the handover, one line a message; all of it on request. */
export function TranscriptBlock({ text }: { readonly text: string }) {
  const { t } = useTranslation('desk');
  const [open, setOpen] = useState(false);
  const id = useId();
  const { title, lines } = readTranscript(text);
  const { head, folded, tail } = foldTranscript(lines);
  return (
    <section aria-labelledby={id} className={classes['transcript']}>
      <Group gap={6}>
        <IconMessages size={14} aria-hidden />
        <Text id={id} size="xs" fw={600}>
          {title ?? t('message.transcript')}
        </Text>
      </Group>
      <Lines lines={head} />
      {folded.length > 0 && (
        <Anchor
          component="button"
          type="button"
          size="xs"
          ta="start"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? t('message.less') : t('message.moreLines', { count: folded.length })}
        </Anchor>
      )}
      {open && <Lines lines={folded} />}
      <Lines lines={tail} />
    </section>
  );
}

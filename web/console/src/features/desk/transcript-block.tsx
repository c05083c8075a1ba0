import { Anchor, Group, Text } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MarkedWords } from '#src/components/marked-words.tsx';
import classes from './desk.module.css';
import { readTranscript } from './transcript-rules.ts';

/** Lines that are shown at first: the newest say why the customer is here. */
const SHOWN = 6;

/** What was said before the handover, one line a message; all of it on request. */
export function TranscriptBlock({ text }: { readonly text: string }) {
  const { t } = useTranslation('desk');
  const [open, setOpen] = useState(false);
  const id = useId();
  const { title, lines } = readTranscript(text);
  const folds = lines.length > SHOWN;
  const shown = open || !folds ? lines : lines.slice(-SHOWN);
  return (
    <section aria-labelledby={id} className={classes['transcript']}>
      <Group gap={6} justify="space-between">
        <Group gap={6}>
          <IconMessages size={14} aria-hidden />
          <Text id={id} size="xs" fw={600}>
            {title ?? t('message.transcript')}
          </Text>
        </Group>
        {folds && (
          <Anchor
            component="button"
            type="button"
            size="xs"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? t('message.less') : t('message.moreLines', { count: lines.length - SHOWN })}
          </Anchor>
        )}
      </Group>
      {shown.map(({ speaker, role, words }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id and never move
        <Text key={index} size="sm" className={classes['text'] ?? ''}>
          {speaker && (
            <Text span size="sm" fw={600}>
              {role ? t(`speakers.${role}`) : speaker}:{' '}
            </Text>
          )}
          {role === null || role === 'customer' ? words : <MarkedWords>{words}</MarkedWords>}
        </Text>
      ))}
    </section>
  );
}

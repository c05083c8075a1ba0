import { Stack, Text } from '@mantine/core';
import type { CopilotLine } from '@tandem/contract';
import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { MarkedWords } from '#src/components/marked-words.tsx';
import { inRegion } from '#src/i18n/region.ts';
import classes from './copilot.module.css';
import { TileEmpty } from './tile.tsx';

type TranscriptProps = { readonly lines: readonly CopilotLine[]; readonly customer: string | null };

/** What was said, the newest in sight. */
export function TranscriptTile({ lines, customer }: TranscriptProps) {
  const { t, i18n } = useTranslation('copilot');
  const end = useRef<HTMLDivElement>(null);
  const time = new Intl.DateTimeFormat(inRegion(i18n.language), { timeStyle: 'short' });
  const last = lines.at(-1)?.seq;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what moves it
  useLayoutEffect(() => {
    // Only the tile scrolls, not the page around it.
    const box = end.current?.parentElement?.parentElement;
    box?.scrollTo({ top: box.scrollHeight });
  }, [last]);
  if (lines.length === 0) return <TileEmpty text={t('transcript.none')} />;
  return (
    <Stack gap={6} role="log" aria-label={t('tiles.transcript')}>
      {lines.map(({ seq, from, name, text, files, date }) => (
        <div key={seq} className={classes['line']} data-from={from}>
          <Text size="xs" fw={600}>
            {t('transcript.said', {
              name: (from === 'customer' ? customer : name) ?? t(`transcript.${from}`),
              time: time.format(new Date(date)),
            })}
          </Text>
          <Text size="sm">{from === 'customer' ? text : <MarkedWords>{text}</MarkedWords>}</Text>
          {files.map((file) => (
            <Text key={file} size="xs" fs="italic">
              {t('transcript.file', { name: file })}
            </Text>
          ))}
        </div>
      ))}
      <div ref={end} />
    </Stack>
  );
}

import { Text, UnstyledButton } from '@mantine/core';
import { contextOf } from './context-rules.ts';
import type { Work } from './conversation-rules.ts';
import classes from './desk.module.css';
import { useDataWords } from './use-data-words.ts';

type DataBarProps = { readonly work: Work; readonly onOpen: () => void };

/** What came with the conversation, where there is no room for it beside; a click shows all of it. */
export function DataBar({ work, onOpen }: DataBarProps) {
  const inWords = useDataWords();
  const attributes = contextOf(work).attributes.map(([key, value]) => ({
    key,
    ...inWords([key, value]),
  }));
  if (attributes.length === 0) return null;
  return (
    <UnstyledButton hiddenFrom="lg" className={classes['data'] ?? ''} onClick={onOpen}>
      <Text size="xs" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
        {attributes.map(({ key, label, value }, index) => (
          <span key={key}>
            {index > 0 && ' · '}
            <Text span inherit c="dimmed">
              {label}:
            </Text>{' '}
            {value}
          </span>
        ))}
      </Text>
    </UnstyledButton>
  );
}

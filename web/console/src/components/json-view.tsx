import { Box, Code, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyIcon } from './copy-field.tsx';

type JsonViewProps = {
  readonly label: string;
  /** Anything; a text that holds JSON is shown indented and copied as it is. */
  readonly value: unknown;
  readonly maxHeight?: number;
};

function readable(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2) ?? '';
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

/** A payload to read and to copy. */
export function JsonView({ label, value, maxHeight = 320 }: JsonViewProps) {
  const { t } = useTranslation('common');
  const text = readable(value);
  const copied = typeof value === 'string' ? value : text;
  return (
    <Box component="figure" m={0}>
      <Group justify="space-between" component="figcaption">
        <Text size="sm" fw="var(--mantine-font-weight-medium)">
          {label}
        </Text>
        <CopyIcon value={copied} label={t('copyNamed', { name: label })} />
      </Group>
      <Code
        block
        tabIndex={0}
        aria-label={label}
        style={{
          maxHeight,
          overflow: 'auto',
          whiteSpace: 'pre-wrap',
          overflowWrap: 'anywhere',
          fontSize: 12,
        }}
      >
        {text}
      </Code>
    </Box>
  );
}

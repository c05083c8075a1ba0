import { Anchor, Paper, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

type FigureProps = {
  readonly label: string;
  /** A number is written as the language does; a text stands as it is. */
  readonly value: number | string;
  /** What the figure is a part of, or how it came about. */
  readonly note?: string | undefined;
  readonly bad?: boolean;
  readonly to?: string | undefined;
};

/** One number with its name, and where it leads. */
export function Figure({ label, value, note, bad, to }: FigureProps) {
  const { i18n } = useTranslation();
  const isBad = bad && typeof value === 'number' && value > 0;
  const words = (
    <>
      <Text size="sm" c="dimmed" component="span" display="block">
        {label}
      </Text>
      <Text
        fz={28}
        fw={700}
        component="span"
        display="block"
        {...(isBad ? { c: 'var(--mantine-color-error)' } : {})}
      >
        {typeof value === 'number' ? new Intl.NumberFormat(i18n.language).format(value) : value}
      </Text>
      {note && (
        <Text size="xs" c="dimmed" component="span" display="block">
          {note}
        </Text>
      )}
    </>
  );
  return (
    <Paper withBorder p="md">
      {to ? (
        <Anchor component={Link} to={to} underline="never" c="inherit">
          {words}
        </Anchor>
      ) : (
        words
      )}
    </Paper>
  );
}

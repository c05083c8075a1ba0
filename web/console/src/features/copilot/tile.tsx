import { Alert, Paper, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './copilot.module.css';

type TileProps = {
  readonly title: string;
  /** Why it is not as good as it could be. */
  readonly problem?: string | null;
  /** Who wrote it, where that is worth knowing. */
  readonly note?: string | undefined;
  readonly children: ReactNode;
};

/** A box of the workspace: heading, content, and what is wrong with it. */
export function Tile({ title, problem, note, children }: TileProps) {
  const { t } = useTranslation('copilot');
  const heading = useId();
  return (
    <Paper
      withBorder
      p="sm"
      component="section"
      aria-labelledby={heading}
      className={classes['tile']}
    >
      <Title order={2} size="h6" mb={6} id={heading}>
        {title}
      </Title>
      {problem && (
        <Alert
          color="orange"
          variant="light"
          p={6}
          mb={6}
          role="status"
          icon={<IconAlertTriangle size={16} />}
        >
          <Text size="xs">{t('tile.problem', { reason: problem })}</Text>
        </Alert>
      )}
      {children}
      {note && (
        <Text size="xs" c="dimmed" mt={4}>
          {note}
        </Text>
      )}
    </Paper>
  );
}

/** The part of a tile that scrolls; reachable by the keyboard. */
export function TileBody({ children }: { readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by the keyboard
    <div className={classes['body']} tabIndex={0}>
      {children}
    </div>
  );
}

/** Nothing to show yet. */
export function TileEmpty({ text }: { readonly text: string }) {
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  );
}

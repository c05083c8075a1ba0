import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';

/** Readable on every colour; the colour only repeats what the words say. */
const styles = { title: { color: 'var(--mantine-color-text)' } };

type OutcomeNoticeProps = {
  readonly ok: boolean;
  readonly title: string;
  readonly children: ReactNode;
};

/** What came of something that was tried, or what is wrong with it. */
export function OutcomeNotice({ ok, title, children }: OutcomeNoticeProps) {
  return (
    <Alert color={ok ? 'teal' : 'orange'} variant="light" styles={styles} title={title}>
      {children}
    </Alert>
  );
}

import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiError, adviceFor } from '../api/api-error.ts';
import { CopyIcon } from './copy-field.tsx';
import { ErrorAlert } from './error-alert.tsx';
import { useProblem } from './use-problem.ts';

type ErrorNoticeProps = {
  readonly error: unknown;
  /** What was tried, such as "Not published"; otherwise the heading tells the kind of error. */
  readonly title?: string | undefined;
  /** Why, where the error itself does not say it in the person's words. */
  readonly reason?: string;
  readonly onRetry?: () => void;
};

/** What happened, why, what to do, and the id under which the server's log knows it. */
export function ErrorNotice({ error, title, reason: worded, onRetry }: ErrorNoticeProps) {
  const { t } = useTranslation('common');
  const advice = adviceFor(error);
  const problemOf = useProblem();
  const reason = worded ?? problemOf(error);
  const correlationId = error instanceof ApiError ? error.correlationId : null;
  return (
    <ErrorAlert title={title ?? t(`errors.${advice}.title`)}>
      <Stack gap="xs" align="flex-start">
        {reason && <Text size="sm">{reason}</Text>}
        <Text size="sm">{t(`errors.${advice}.advice`)}</Text>
        {correlationId && (
          <Group gap={4}>
            <Text size="xs">{t('errors.correlationId')}</Text>
            <Code>{correlationId}</Code>
            <CopyIcon value={correlationId} label={t('errors.copyCorrelationId')} />
          </Group>
        )}
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('errors.retry')}
          </Button>
        )}
      </Stack>
    </ErrorAlert>
  );
}

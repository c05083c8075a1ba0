import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { CopyField } from '#src/components/copy-field.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import { OutcomeNotice } from '#src/components/outcome-notice.tsx';
import { useSession } from '#src/session/session.ts';

type Result = ReplyOf<'POST /tandem/messaging/integrations/{integrationId}/test'>;

/** What goes wrong before a word is sent. */
const BEFORE: readonly Result['problem'][] = ['blocked', 'unresolved', 'connect', 'certificate'];

/** What its words tell whole; of the others the server knows more, such as what was blocked. */
const WHOLE: readonly Result['problem'][] = ['unresolved', 'timeout'];

function Outcome({ result }: { readonly result: Result }) {
  const { t } = useTranslation('platforms');
  const { ok, status, ms, problem, reason } = result;
  const isSent = !BEFORE.includes(problem);
  const answered =
    status === null ? t('test.noAnswer', { ms }) : t('test.answered', { status, ms });
  return (
    <Stack gap="sm">
      <OutcomeNotice ok={ok} title={ok ? t('test.ok') : t('test.failed')}>
        <Text size="sm">{isSent ? answered : t('test.unsent')}</Text>
        {problem && <Text size="sm">{t(`test.problems.${problem}`)}</Text>}
        {status === null && reason && !WHOLE.includes(problem) && (
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {reason}
          </Text>
        )}
        {result.bySecretBefore && <Text size="sm">{t('test.bySecretBefore')}</Text>}
      </OutcomeNotice>
      {isSent && (
        <>
          <CopyField label={t('test.signature')} value={result.signature} />
          <JsonView label={t('test.body')} value={result.body} />
        </>
      )}
    </Stack>
  );
}

/** Calls the saved webhook once, signed as every delivery is, and tells what came of it. */
export function WebhookTest({ integrationId }: { readonly integrationId: string }) {
  const { t } = useTranslation('platforms');
  const { api, can } = useSession();
  const test = useMutation({
    mutationFn: () =>
      api.call('POST /tandem/messaging/integrations/{integrationId}/test', {
        params: { integrationId },
      }),
  });
  if (!can({ all: ['messaging:integration:edit'] })) return null;
  return (
    <Paper withBorder p="lg" component="section">
      <Group justify="space-between" mb="sm">
        <div style={{ flex: '1 1 16rem' }}>
          <Title order={2} size="h4">
            {t('test.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('test.help')}
          </Text>
        </div>
        <Button
          variant="default"
          leftSection={<IconSend size={16} aria-hidden />}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t('test.run')}
        </Button>
      </Group>
      {test.isError && <ErrorNotice error={test.error} />}
      <div role="status">{test.data && <Outcome result={test.data} />}</div>
    </Paper>
  );
}

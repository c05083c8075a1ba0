import { Alert, Paper, Switch, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useSession } from '#src/session/session.ts';

/** Whether secrets may be typed straight into fields. */
export function PolicyPanel() {
  const { t } = useTranslation('vault');
  const { api, can } = useSession();
  const cache = useQueryClient();
  const policy = useQuery({
    queryKey: ['vault', 'policy'],
    queryFn: () => api.call('GET /tandem/vault/policy'),
  });
  const save = useMutation({
    mutationFn: (allowed: boolean) =>
      api.call('PUT /tandem/vault/policy', {
        body: { insecureStrings: allowed ? 'allowed' : 'forbidden' },
      }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['vault', 'policy'] }),
  });
  const allowed = policy.data?.insecureStrings === 'allowed';
  return (
    <Paper withBorder p="lg" component="section" aria-busy={policy.isPending}>
      <Title order={2} size="h4" mb="sm">
        {t('policy.title')}
      </Title>
      {policy.isError && <ErrorNotice error={policy.error} />}
      {policy.data && (
        <Switch
          label={t('policy.allow')}
          description={t('policy.help')}
          checked={allowed}
          disabled={!can({ all: ['vault:policy:edit'] }) || save.isPending}
          onChange={(event) => save.mutate(event.currentTarget.checked)}
        />
      )}
      {allowed && (
        <Alert color="yellow" mt="sm" p="xs">
          {t('policy.warning')}
        </Alert>
      )}
      {save.isError && <ErrorNotice error={save.error} />}
    </Paper>
  );
}

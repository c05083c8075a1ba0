import { Button, Container, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { useSession } from '#src/session/session.ts';
import { BotTrial } from './bot-trial.tsx';
import { ConnectionTest } from './connection-test.tsx';
import { EndSignals } from './end-signals.tsx';
import { EndpointAddresses } from './endpoint-addresses.tsx';
import { EndpointForm } from './endpoint-form.tsx';
import { EndpointHandling } from './endpoint-handling.tsx';
import { withChoices } from './endpoint-rules.ts';

/** Bot flows that can be chosen: those that are published. */
function useBotFlows() {
  const { api, can } = useSession();
  return useQuery({
    queryKey: ['bot-flows'],
    queryFn: async () => {
      const all = await readAll(100, (page) =>
        api.call('GET /tandem/gateway/flows', { query: { ...page, kind: 'bot' } }),
      );
      return all.filter(({ active, publishedVersion }) => active && publishedVersion !== null);
    },
    enabled: can({ all: ['architect:flow:view'] }),
  });
}

/** Handover providers of the organisation. */
function useDesks() {
  const { api } = useSession();
  return useQuery({
    queryKey: ['handover-providers', 'all'],
    queryFn: () =>
      readAll(100, (page) => api.call('GET /tandem/gateway/handover-providers', { query: page })),
  });
}

/** An endpoint that exists, or a new one: bot, handover, addresses, connection test. */
export function EndpointPage() {
  const { t } = useTranslation('bots');
  const { api, can } = useSession();
  const { endpointId } = useParams({ strict: false }) as { endpointId?: string };
  const providers = useQuery({
    queryKey: ['bot-providers'],
    queryFn: () => api.call('GET /tandem/gateway/providers'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const read = useQuery({
    queryKey: ['endpoints', endpointId],
    queryFn: () =>
      api.call('GET /tandem/gateway/endpoints/{endpointId}', {
        params: { endpointId: endpointId ?? '' },
      }),
    enabled: endpointId !== undefined,
  });
  const flows = useBotFlows();
  const desks = useDesks();
  const endpoint = read.data ?? null;
  const error = providers.error ?? read.error;
  const isListed = !flows.isLoading && !desks.isLoading;
  const ready = providers.data && isListed && (endpointId === undefined || endpoint);
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/bots', label: t('title') }}
        title={endpointId ? (endpoint?.name ?? t('one')) : t('new')}
        description={t('pageDescription')}
        actions={
          endpoint && (
            <Button component={Link} to={`/console/bots/${endpoint.id}/copilot`} variant="default">
              {t('copilot')}
            </Button>
          )
        }
      />
      {error && <ErrorNotice error={error} />}
      {!ready && !error && <LoadingState />}
      {ready && (
        <Stack>
          {endpoint && <EndpointAddresses endpoint={endpoint} />}
          {endpoint && <EndSignals endpoint={endpoint} />}
          {endpoint && endpoint.bot.kind !== 'flow' && can({ all: ['gateway:endpoint:edit'] }) && (
            <BotTrial key={`trial ${endpoint.dateModified}`} endpointId={endpoint.id} />
          )}
          {endpoint?.handover && can({ all: ['gateway:endpoint:edit'] }) && (
            <ConnectionTest key={`test ${endpoint.dateModified}`} endpointId={endpoint.id} />
          )}
          <EndpointForm
            key={`form ${endpoint?.dateModified ?? 'new'}`}
            endpoint={endpoint}
            providers={withChoices(providers.data, {
              ...{ flows: flows.data ?? [], desks: desks.data ?? [], endpoint },
            })}
          />
          {endpoint && <EndpointHandling endpointId={endpoint.id} />}
        </Stack>
      )}
    </Container>
  );
}

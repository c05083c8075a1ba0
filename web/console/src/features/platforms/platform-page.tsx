import { Button, Container, Group, Stack } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { IdentitySettings } from './identity-settings.tsx';
import { LastDeliveries } from './last-deliveries.tsx';
import { PlatformDetails } from './platform-details.tsx';
import { PlatformForm } from './platform-form.tsx';
import { PlatformMark } from './platform-mark.tsx';
import { type OpenPlatform, statusOf } from './platform-rules.ts';
import { SecretRollover } from './secret-rollover.tsx';
import { WebhookTest } from './webhook-test.tsx';

function DeletePlatform({ platform }: { readonly platform: OpenPlatform }) {
  const { t } = useTranslation('platforms');
  const { t: common } = useTranslation('common');
  const { api, can } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  if (!can({ all: ['messaging:integration:delete'] })) return null;
  return (
    <>
      <Button
        variant="light"
        color="red"
        leftSection={<IconTrash size={16} />}
        onClick={() => setAsking(true)}
      >
        {common('delete.confirm')}
      </Button>
      <ConfirmDelete
        name={asking ? platform.name : null}
        consequence={t('deleteConsequence', { name: platform.name })}
        onConfirm={async () => {
          await api.call(
            'DELETE /api/v2/conversations/messaging/integrations/open/{integrationId}',
            { params: { integrationId: platform.id ?? '' } },
          );
          await client.invalidateQueries({ queryKey: ['platforms'], refetchType: 'none' });
          void navigate({ to: '/console/platforms' });
        }}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

/** A saved platform: its settings, its id, its last webhooks. */
export function PlatformPage() {
  const { t } = useTranslation('platforms');
  const { api } = useSession();
  const { integrationId = '' } = useParams({ strict: false }) as { integrationId?: string };
  const read = useQuery({
    queryKey: ['platforms', integrationId],
    queryFn: () =>
      api.call('GET /api/v2/conversations/messaging/integrations/open/{integrationId}', {
        params: { integrationId },
      }),
  });
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/platforms', label: t('title') }}
        title={read.data?.name ?? t('openMessaging')}
        description={t('savedDescription')}
        actions={
          read.data && (
            <Group>
              <PlatformMark status={statusOf(read.data)} />
              <DeletePlatform platform={read.data} />
            </Group>
          )
        }
      />
      {read.isPending && <LoadingState />}
      {read.isError && <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />}
      {read.data && (
        <Stack>
          <PlatformForm
            key={`${integrationId} ${read.data.dateModified}`}
            platform={read.data}
            onSaved={() => notifyDone(t('saved'))}
          />
          <WebhookTest integrationId={integrationId} />
          <SecretRollover integrationId={integrationId} />
          <IdentitySettings integrationId={integrationId} />
          <PlatformDetails platform={read.data} />
          <LastDeliveries integrationId={integrationId} />
        </Stack>
      )}
    </Container>
  );
}

import { Button, Container, Group, Stack, Tabs } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { CallsTab } from './calls-tab.tsx';
import { DeadLettersTab } from './dead-letters-tab.tsx';
import type { Destination } from './destination-rules.ts';
import { DestinationSettings } from './destination-settings.tsx';
import { OwnerLink, StateBadge, StateNotice } from './destination-state.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { ReplaysTab } from './replays-tab.tsx';
import { useDestination, useDestinationChanges } from './use-destinations.ts';

type Props = { readonly destination: Destination };

const TABS = ['overview', 'calls', 'deadLetters', 'replays', 'settings'] as const;
type Tab = (typeof TABS)[number];

/** Pauses and resumes; nothing is lost meanwhile. */
function RunButton({ destination }: Props) {
  const { t } = useTranslation('event-destinations');
  const { turn } = useDestinationChanges();
  const isRunning = destination.state === 'running';
  const change = useMutation({
    mutationFn: (state: 'paused' | 'running') => turn(destination, state),
    // What is shown has changed by then: what was asked for is told.
    onSuccess: (_, state) => notifyDone(t(state === 'paused' ? 'pauseDone' : 'resumeDone')),
  });
  const Icon = isRunning ? IconPlayerPause : IconPlayerPlay;
  return (
    <Stack gap="xs" align="flex-end">
      <Button
        variant="default"
        leftSection={<Icon size={16} aria-hidden />}
        loading={change.isPending}
        onClick={() => change.mutate(isRunning ? 'paused' : 'running')}
      >
        {t(isRunning ? 'pause' : 'resume')}
      </Button>
      {change.isError && <ErrorNotice error={change.error} />}
    </Stack>
  );
}

function DeleteButton({ destination }: Props) {
  const { t } = useTranslation('event-destinations');
  const navigate = useNavigate();
  const { remove, forget } = useDestinationChanges();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('delete.run')}
      </Button>
      <ConfirmDelete
        name={asking ? destination.name : null}
        consequence={t('delete.consequence')}
        onConfirm={async () => {
          await remove(destination.id);
          await navigate({ to: '/console/event-destinations' });
          await forget(destination.id);
        }}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

/** What can be done with the destination: one that belongs to something else is led to there. */
function Actions({ destination }: Props) {
  const { can } = useSession();
  const isOwn = !destination.managed;
  return (
    <Group align="center">
      <StateBadge destination={destination} />
      <OwnerLink destination={destination} />
      {isOwn && can({ all: ['integrations:integration:edit'] }) && (
        <RunButton destination={destination} />
      )}
      {isOwn && can({ all: ['integrations:integration:delete'] }) && (
        <DeleteButton destination={destination} />
      )}
    </Group>
  );
}

function Sections({ destination }: Props) {
  const { t } = useTranslation('event-destinations');
  const [tab, setTab] = useState<Tab>('overview');
  const { id, managed } = destination;
  return (
    <Tabs
      value={tab}
      onChange={(value) => setTab(TABS.find((one) => one === value) ?? 'overview')}
      keepMounted={false}
    >
      <Tabs.List mb="md">
        {TABS.filter((one) => !(managed && one === 'settings')).map((one) => (
          <Tabs.Tab key={one} value={one}>
            {t(`tabs.${one}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="overview">
        <OverviewTab destination={destination} />
      </Tabs.Panel>
      <Tabs.Panel value="calls">
        <CallsTab destinationId={id} />
      </Tabs.Panel>
      <Tabs.Panel value="deadLetters">
        <DeadLettersTab destinationId={id} />
      </Tabs.Panel>
      <Tabs.Panel value="replays">
        <ReplaysTab destination={destination} />
      </Tabs.Panel>
      <Tabs.Panel value="settings">
        <DestinationSettings stored={destination} onSaved={() => notifyDone(t('saved'))} />
      </Tabs.Panel>
    </Tabs>
  );
}

/** One destination: how it stands, what was sent, what was given up, what is sent once more. */
export function DestinationPage() {
  const { t } = useTranslation('event-destinations');
  const { destinationId = '' } = useParams({ strict: false }) as { destinationId?: string };
  const read = useDestination(destinationId);
  const destination = read.data;
  return (
    <Container size="xl" py="lg">
      <DetailHeader
        back={{ to: '/console/event-destinations', label: t('title') }}
        title={destination?.name ?? t('one')}
        {...(destination
          ? { description: t(`kinds.${destination.kind}`, { defaultValue: destination.kind }) }
          : {})}
        actions={destination && <Actions destination={destination} />}
      />
      {read.isError && <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />}
      {read.isPending && <LoadingState />}
      {destination && (
        <Stack>
          <StateNotice destination={destination} />
          <Sections destination={destination} />
        </Stack>
      )}
    </Container>
  );
}

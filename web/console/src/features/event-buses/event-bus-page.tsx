import { Button, Container, Stack, Tabs } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { OutcomeNotice } from '#src/components/outcome-notice.tsx';
import { useSession } from '#src/session/session.ts';
import { ArchivesTab } from './archives-tab.tsx';
import { type EventBus, suffixOf } from './bus-rules.ts';
import { DeliveriesTab } from './deliveries-tab.tsx';
import { EventsTab } from './events-tab.tsx';
import { RulesTab } from './rules-tab.tsx';

const FOLLOW_MS = 5_000;
const TABS = ['rules', 'events', 'deliveries', 'archives'] as const;
type Tab = (typeof TABS)[number];

function DeleteBus({ bus }: { readonly bus: EventBus }) {
  const { t } = useTranslation('event-buses');
  const { api } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('buses.delete')}
      </Button>
      <ConfirmDelete
        name={asking ? suffixOf(bus.name) : null}
        consequence={t(bus.ruleCount > 0 ? 'buses.deleteBlocked' : 'buses.deleteText')}
        blocked={bus.ruleCount > 0}
        onConfirm={async () => {
          await api.call('DELETE /tandem/events/buses/{busId}', { params: { busId: bus.id } });
          cache.removeQueries({ queryKey: ['event-buses', bus.id] });
          await cache.invalidateQueries({ queryKey: ['event-buses', 'list'] });
          void navigate({ to: '/console/event-buses' });
        }}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

/** What is the matter with the bus, when something is. */
function BusState({ bus }: { readonly bus: EventBus }) {
  const { t } = useTranslation('event-buses');
  const words = (title: string, text: string) => (
    <OutcomeNotice ok={false} title={title}>
      {text}
    </OutcomeNotice>
  );
  if (bus.sourceState === 'PENDING') return words(t('state.pending'), t('state.pendingText'));
  if (bus.sourceState !== 'ACTIVE') return words(t('state.deleted'), t('state.deletedText'));
  return bus.keptEvents > 0
    ? words(t('state.kept', { count: bus.keptEvents }), t('state.keptText'))
    : null;
}

/** One bus: its rules, the last events, what became of them, archives and replays. */
export function EventBusPage() {
  const { t } = useTranslation('event-buses');
  const { api, can } = useSession();
  const { busId = '' } = useParams({ strict: false }) as { busId?: string };
  const [tab, setTab] = useState<Tab>('rules');
  const read = useQuery({
    queryKey: ['event-buses', busId, 'bus'],
    queryFn: () => api.call('GET /tandem/events/buses/{busId}', { params: { busId } }),
    refetchInterval: FOLLOW_MS,
  });
  const bus = read.data;
  return (
    <Container size="xl" py="lg">
      <DetailHeader
        back={{ to: '/console/event-buses', label: t('title') }}
        title={bus ? suffixOf(bus.name) : t('buses.one')}
        {...(bus ? { description: bus.name } : {})}
        actions={
          bus && can({ all: ['integrations:integration:delete'] }) && <DeleteBus bus={bus} />
        }
      />
      {read.error && <ErrorNotice error={read.error} />}
      {read.isPending && <LoadingState />}
      {bus && (
        <Stack>
          <BusState bus={bus} />
          <Tabs
            value={tab}
            onChange={(value) => setTab(TABS.find((one) => one === value) ?? 'rules')}
            keepMounted={false}
          >
            <Tabs.List mb="md">
              {TABS.map((one) => (
                <Tabs.Tab key={one} value={one}>
                  {t(`tabs.${one}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="rules">
              <RulesTab busId={busId} />
            </Tabs.Panel>
            <Tabs.Panel value="events">
              <EventsTab bus={bus} />
            </Tabs.Panel>
            <Tabs.Panel value="deliveries">
              <DeliveriesTab busId={busId} />
            </Tabs.Panel>
            <Tabs.Panel value="archives">
              <ArchivesTab busId={busId} />
            </Tabs.Panel>
          </Tabs>
        </Stack>
      )}
    </Container>
  );
}

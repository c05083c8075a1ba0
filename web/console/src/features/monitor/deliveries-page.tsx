import { Anchor, Drawer, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { DateText } from '#src/components/date-text.tsx';
import { DeliveryBadge } from '#src/components/delivery-badge.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { ListFilter } from '#src/components/list-filter.tsx';
import { ListPage } from '#src/components/list-page.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { useSession } from '#src/session/session.ts';
import { FOLLOW_MS, isUnderWay } from './delivery-rules.ts';
import { DeliveryView } from './delivery-view.tsx';

type Delivery = ReplyOf<'GET /tandem/monitor/deliveries'>['entities'][number];
const STATES = ['all', 'pending', 'retrying', 'delivered', 'dead'] as const;

function DeliveryDetails({ deliveryId }: { readonly deliveryId: string }) {
  const { t } = useTranslation('monitor');
  const { api, can } = useSession();
  const read = useQuery({
    queryKey: ['deliveries', deliveryId],
    queryFn: () =>
      api.call('GET /tandem/monitor/deliveries/{deliveryId}', { params: { deliveryId } }),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.state) ? FOLLOW_MS : false),
  });
  const client = useQueryClient();
  const reached = read.data?.state;
  useEffect(() => {
    // The list behind it shows the same state.
    if (reached)
      void client.invalidateQueries({
        queryKey: ['deliveries'],
        predicate: ({ queryKey }) => typeof queryKey[1] === 'object',
      });
  }, [client, reached]);
  if (read.isPending) return <LoadingState />;
  if (read.isError) return <ErrorNotice error={read.error} />;
  const { conversationId } = read.data;
  return (
    <Stack>
      {conversationId && can({ all: ['monitor:conversation:view'] }) && (
        <Anchor component={Link} to={`/console/conversations/${conversationId}`} size="sm">
          {t('deliveries.conversation')}
        </Anchor>
      )}
      <DeliveryView delivery={read.data} />
    </Stack>
  );
}

/** Webhooks: what waits, what went out, what was given up and can be sent again. */
export function DeliveriesPage() {
  const { t } = useTranslation('monitor');
  const { t: common } = useTranslation('common');
  const { api } = useSession();
  const [state, setState] = useState<string>('all');
  const [open, setOpen] = useState<Delivery | null>(null);
  const kindOf = (kind: string) => t(`messageTypes.${kind}`, { defaultValue: kind });
  return (
    <>
      <ListPage<Delivery>
        key={state}
        title={t('deliveries.title')}
        description={t('deliveries.description')}
        queryKey={['deliveries', { state }]}
        load={({ search: _, ...page }) =>
          api.call('GET /tandem/monitor/deliveries', {
            query: { ...page, state: state === 'all' ? undefined : state },
          })
        }
        columns={[
          {
            key: 'at',
            header: t('fields.created'),
            render: ({ dateCreated }) => <DateText value={dateCreated} seconds />,
          },
          {
            key: 'kind',
            header: t('fields.kind'),
            minor: true,
            render: ({ kind }) => kindOf(kind),
          },
          {
            key: 'platform',
            header: t('fields.platform'),
            minor: true,
            render: ({ integration }) => integration.name,
          },
          {
            key: 'state',
            header: t('fields.state'),
            render: (delivery) => <DeliveryBadge state={delivery.state} />,
          },
          {
            key: 'attempts',
            header: t('fields.attempts'),
            minor: true,
            render: ({ attempts }) => attempts,
          },
          {
            key: 'reason',
            header: t('fields.answer'),
            minor: true,
            render: ({ lastStatus, reason }) => <Text size="sm">{reason ?? lastStatus ?? ''}</Text>,
          },
        ]}
        rowId={({ id }) => id}
        onOpen={setOpen}
        actions={
          <ListFilter
            label={t('deliveries.filter')}
            options={STATES.map((value) => ({
              value,
              label: value === 'all' ? t('states.all') : common(`delivery.${value}`),
            }))}
            value={state}
            onChange={setState}
          />
        }
        empty={{
          title: t(state === 'dead' ? 'deliveries.noDeadTitle' : 'deliveries.emptyTitle'),
          text: t(state === 'dead' ? 'deliveries.noDeadText' : 'deliveries.emptyText'),
          icon: <IconSend />,
        }}
      />
      <Drawer
        opened={open !== null}
        onClose={() => setOpen(null)}
        position="right"
        size="lg"
        title={open ? `${kindOf(open.kind)} · ${open.integration.name}` : ''}
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        {open && <DeliveryDetails deliveryId={open.id} />}
      </Drawer>
    </>
  );
}

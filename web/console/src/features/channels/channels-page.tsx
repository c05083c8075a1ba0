import { Group } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { ConfirmEnding } from '#src/components/confirm-ending.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { ListPage } from '#src/components/list-page.tsx';
import { DeleteAction } from '#src/components/row-actions.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { type Row, rowOfChannel, rowOfEndpoint, WEB_CHAT } from './channel-rules.ts';
import { KindMark, useKindName } from './kind-mark.tsx';

function State({ row }: { readonly row: Row }) {
  const { t } = useTranslation('channels');
  if (!row.active) return <StatusBadge tone="neutral">{t('states.inactive')}</StatusBadge>;
  if (row.deadLetters > 0) return <StatusBadge tone="bad">{t('states.failing')}</StatusBadge>;
  return <StatusBadge tone="good">{t('states.active')}</StatusBadge>;
}

function Moment({ value }: { readonly value: string | null }) {
  const { t } = useTranslation('channels');
  return value ? <DateText value={value} /> : t('never');
}

/** Every way to customers: the web chat of each endpoint, and the channels beside it. */
function useRows() {
  const { api } = useSession();
  return async () => {
    const channels = await readAll(100, (page) =>
      api.call('GET /tandem/gateway/channels', { query: page }),
    );
    const endpoints = await readAll(100, (page) =>
      api.call('GET /tandem/gateway/endpoints', { query: page }),
    );
    return [...channels.map(rowOfChannel), ...endpoints.map(rowOfEndpoint)];
  };
}

/** Channels: how customers reach the endpoints. */
export function ChannelsPage() {
  const { t } = useTranslation('channels');
  const { api, can } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const kindName = useKindName();
  const rows = useRows();
  const [doomed, setDoomed] = useState<Row | null>(null);
  const moment = (key: 'lastInbound' | 'lastOutbound') => ({
    ...{ key, header: t(`fields.${key}`), minor: true },
    render: (row: Row) => (row.kind === WEB_CHAT ? '–' : <Moment value={row[key]} />),
  });
  return (
    <>
      <ListPage<Row>
        title={t('title')}
        description={t('description')}
        queryKey={['channels']}
        load={async ({ pageNumber, pageSize }) => {
          const all = await rows();
          const entities = all.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
          return { entities, total: all.length };
        }}
        columns={[
          { key: 'name', header: t('fields.name'), render: ({ name }) => name },
          {
            key: 'kind',
            header: t('fields.kind'),
            render: ({ kind }) => (
              <Group gap="xs" wrap="nowrap">
                <KindMark kind={kind} size={28} />
                {kindName(kind)}
              </Group>
            ),
          },
          {
            key: 'endpoint',
            header: t('fields.endpoint'),
            minor: true,
            render: ({ endpoint }) => endpoint,
          },
          { key: 'state', header: t('fields.state'), render: (row) => <State row={row} /> },
          moment('lastInbound'),
          moment('lastOutbound'),
        ]}
        rowId={({ id }) => id}
        linkTo={({ to }) => to}
        rowActions={(row) =>
          row.kind !== WEB_CHAT &&
          can({ all: ['gateway:endpoint:delete'] }) && (
            <DeleteAction name={row.name} onClick={() => setDoomed(row)} />
          )
        }
        {...(can({ all: ['gateway:endpoint:add'] })
          ? { newLabel: t('add'), onNew: () => void navigate({ to: '/console/channels/new' }) }
          : {})}
        empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconRoute /> }}
      />
      <ConfirmEnding
        name={doomed?.name ?? null}
        consequence={t('deleteConsequence')}
        code="gateway.channel.running"
        ending={{
          title: t('running.title', { name: doomed?.name ?? '' }),
          consequence: (count) => t('running.delete', { count }),
          confirm: t('running.confirmDelete'),
          done: t('running.deleted', { name: doomed?.name ?? '' }),
        }}
        remove={async (query) => {
          const params = { channelId: doomed?.id ?? '' };
          await api.call('DELETE /tandem/gateway/channels/{channelId}', { params, query });
          await client.invalidateQueries({ queryKey: ['channels'] });
        }}
        onClose={() => setDoomed(null)}
      />
    </>
  );
}

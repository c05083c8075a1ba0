import { IconRoute } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { ListPage } from '#src/components/list-page.tsx';
import type { Column } from '#src/components/list-table.tsx';
import { DeleteAction } from '#src/components/row-actions.tsx';
import { useSession } from '#src/session/session.ts';
import { DESTINATIONS, type Destination, FOLLOW_MS } from './destination-rules.ts';
import { OwnerLink, RemoteCell, StateCell, Waiting } from './destination-state.tsx';
import { useDestinationChanges } from './use-destinations.ts';

function useColumns(): readonly Column<Destination>[] {
  const { t, i18n } = useTranslation('event-destinations');
  const number = new Intl.NumberFormat(i18n.language);
  return [
    { key: 'name', header: t('fields.name'), render: ({ name }) => name },
    {
      key: 'kind',
      header: t('fields.kind'),
      minor: true,
      render: ({ kind }) => t(`kinds.${kind}`, { defaultValue: kind }),
    },
    {
      key: 'state',
      header: t('fields.state'),
      render: (destination) => <StateCell destination={destination} />,
    },
    {
      key: 'remote',
      header: t('fields.remote'),
      minor: true,
      render: ({ id }) => <RemoteCell id={id} />,
    },
    {
      key: 'lag',
      header: t('fields.waiting'),
      minor: true,
      render: ({ lag }) => <Waiting lag={lag} />,
    },
    {
      key: 'parked',
      header: t('fields.parkedKeys'),
      minor: true,
      render: ({ lag }) => number.format(lag.parkedKeys),
    },
    {
      key: 'dead',
      header: t('fields.deadLetters'),
      minor: true,
      render: ({ deadLetters }) => number.format(deadLetters),
    },
  ];
}

/** Where events go: destinations of their own, and those that integrations and triggers make. */
export function DestinationsPage() {
  const { t } = useTranslation('event-destinations');
  const { api, can } = useSession();
  const navigate = useNavigate();
  const columns = useColumns();
  const { remove, forget } = useDestinationChanges();
  const [deleted, setDeleted] = useState<Destination | null>(null);
  const mayDelete = can({ all: ['integrations:integration:delete'] });
  return (
    <>
      <ListPage<Destination>
        title={t('title')}
        description={t('description')}
        queryKey={[...DESTINATIONS, 'list']}
        followMs={FOLLOW_MS}
        load={({ pageNumber, pageSize }) =>
          api.call('GET /tandem/events/destinations', { query: { pageNumber, pageSize } })
        }
        columns={columns}
        rowId={({ id }) => id}
        linkTo={({ id }) => `/console/event-destinations/${id}`}
        rowActions={(row) => (
          <>
            <OwnerLink destination={row} />
            {mayDelete && !row.managed && (
              <DeleteAction name={row.name} onClick={() => setDeleted(row)} />
            )}
          </>
        )}
        {...(can({ all: ['integrations:integration:add'] })
          ? {
              newLabel: t('new'),
              onNew: () => void navigate({ to: '/console/event-destinations/new' }),
            }
          : {})}
        empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconRoute size={28} /> }}
      />
      <ConfirmDelete
        name={deleted?.name ?? null}
        consequence={t('delete.consequence')}
        onConfirm={async () => {
          if (!deleted) return;
          await remove(deleted.id);
          await forget(deleted.id);
        }}
        onClose={() => setDeleted(null)}
      />
    </>
  );
}

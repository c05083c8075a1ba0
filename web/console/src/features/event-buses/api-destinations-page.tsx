import { Text } from '@mantine/core';
import { IconTarget } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import type { FormValues } from '#src/components/form-rules.ts';
import { ListPage } from '#src/components/list-page.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { ReasonText } from '#src/components/reason-text.tsx';
import { DeleteAction, EditAction } from '#src/components/row-actions.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import {
  type ApiDestination,
  destinationFields,
  destinationToForm,
  followTemplate,
  formToDestination,
} from './bus-rules.ts';

type Open =
  | { readonly kind: 'edit'; readonly row: ApiDestination | null }
  | { readonly kind: 'delete'; readonly row: ApiDestination }
  | null;

function useOperations() {
  const { api } = useSession();
  const cache = useQueryClient();
  const reread = () => cache.invalidateQueries({ queryKey: ['api-destinations'] });
  return {
    async save(values: FormValues, old: ApiDestination | null) {
      const body = formToDestination(values);
      if (old)
        await api.call('PUT /tandem/events/api-destinations/{apiDestinationId}', {
          params: { apiDestinationId: old.id },
          body,
        });
      else await api.call('POST /tandem/events/api-destinations', { body });
      await reread();
    },
    async remove({ id }: ApiDestination) {
      await api.call('DELETE /tandem/events/api-destinations/{apiDestinationId}', {
        params: { apiDestinationId: id },
      });
      await reread();
    },
  };
}

/** Whether events wait for a destination, and what the youngest of them was told. */
function State({ problem }: Pick<ApiDestination, 'problem'>) {
  const { t } = useTranslation('event-buses');
  if (!problem) return <StatusBadge tone="good">{t('destinations.taken')}</StatusBadge>;
  return (
    <>
      <StatusBadge tone="bad">{t('state.kept', { count: problem.waiting })}</StatusBadge>
      <ReasonText code={problem.code} reason={problem.reason} />
    </>
  );
}

/** What rules send to over HTTP, with how calls prove themselves. */
export function ApiDestinationsPage() {
  const { t } = useTranslation('event-buses');
  const { api, can } = useSession();
  const operations = useOperations();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const may = (action: 'add' | 'edit' | 'delete') =>
    can({ all: [`integrations:integration:${action}`] });
  const edited = open?.kind === 'edit' ? open.row : null;
  const edit = (row: ApiDestination) => setOpen({ kind: 'edit', row });
  return (
    <>
      <ListPage<ApiDestination>
        title={t('destinations.title')}
        description={t('destinations.description')}
        queryKey={['api-destinations']}
        load={({ search: _, ...page }) =>
          api.call('GET /tandem/events/api-destinations', { query: page })
        }
        columns={[
          { key: 'name', header: t('fields.name'), render: ({ name }) => name },
          {
            key: 'url',
            header: t('fields.url'),
            render: ({ method, url }) => (
              <Text size="sm" miw={140} style={{ overflowWrap: 'anywhere' }}>
                {`${method} ${url}`}
              </Text>
            ),
          },
          {
            key: 'state',
            header: t('fields.state'),
            render: ({ problem }) => <State {...(problem ? { problem } : {})} />,
          },
          {
            key: 'kind',
            header: t('fields.kind'),
            minor: true,
            render: ({ connection }) => t(`kinds.${connection.kind}`),
          },
          {
            key: 'rules',
            header: t('fields.rules'),
            minor: true,
            render: ({ ruleCount }) => ruleCount,
          },
        ]}
        rowId={({ id }) => id}
        onOpen={edit}
        rowActions={(row) => (
          <>
            {may('edit') && <EditAction name={row.name} onClick={() => edit(row)} />}
            {may('delete') && (
              <DeleteAction name={row.name} onClick={() => setOpen({ kind: 'delete', row })} />
            )}
          </>
        )}
        {...(may('add')
          ? {
              newLabel: t('destinations.new'),
              onNew: () => setOpen({ kind: 'edit', row: null }),
            }
          : {})}
        empty={{
          title: t('destinations.emptyTitle'),
          text: t('destinations.emptyText'),
          icon: <IconTarget />,
        }}
      />
      <FormDrawer
        opened={open?.kind === 'edit'}
        title={edited?.name ?? t('destinations.new')}
        fields={destinationFields(t, edited).map((field) =>
          may('edit') ? field : { ...field, disabled: true },
        )}
        initial={destinationToForm(edited)}
        follow={followTemplate(window.location.origin)}
        readOnly={!may('edit')}
        onSubmit={(values) => operations.save(values, edited)}
        onDone={() => {
          notifyDone(t('destinations.saved'));
          close();
        }}
        onClose={close}
      />
      <ConfirmDelete
        name={open?.kind === 'delete' ? open.row.name : null}
        consequence={t('destinations.deleteText')}
        onConfirm={async () => {
          if (open?.kind === 'delete') await operations.remove(open.row);
        }}
        onClose={close}
      />
    </>
  );
}

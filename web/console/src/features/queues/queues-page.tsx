import { ActionIcon, Tooltip } from '@mantine/core';
import { IconUsers, IconUsersGroup } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import type { FieldOption, FormValues } from '#src/components/form-rules.ts';
import { ListPage } from '#src/components/list-page.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { DeleteAction, EditAction } from '#src/components/row-actions.tsx';
import { useSession } from '#src/session/session.ts';
import { DeleteQueue } from './delete-queue.tsx';
import { QueueDrawer } from './queue-drawer.tsx';
import { queueFields } from './queue-fields.ts';
import { formToQueue, type Queue, queueToForm } from './queue-rules.ts';

type Open =
  | { readonly kind: 'edit'; readonly queue: Queue | null }
  | { readonly kind: 'members'; readonly queue: Queue }
  | { readonly kind: 'delete'; readonly queue: Queue }
  | null;

function useQueueOperations() {
  const { api } = useSession();
  const client = useQueryClient();
  const reread = () => client.invalidateQueries({ queryKey: ['queues'] });
  return {
    async save(values: FormValues, old: Queue | null) {
      const body = formToQueue(values, old);
      if (old?.id) {
        await api.call('PUT /api/v2/routing/queues/{queueId}', {
          params: { queueId: old.id },
          body,
        });
      } else await api.call('POST /api/v2/routing/queues', { body });
      await reread();
    },
  };
}

/** Libraries of canned responses that a queue may choose from; none for whoever may not see them. */
function useLibraryOptions(): readonly FieldOption[] {
  const { api, can } = useSession();
  const libraries = useQuery({
    queryKey: ['response-libraries', 'all'],
    enabled: can({ all: ['responses:library:view'] }),
    queryFn: () =>
      readAll(100, (query) => api.call('GET /api/v2/responsemanagement/libraries', { query })),
  });
  return (libraries.data ?? []).map(({ id = '', name }) => ({ value: id, label: name }));
}

/** Queues: list, create, edit, members, delete. */
export function QueuesPage() {
  const { t } = useTranslation('queues');
  const { api, can } = useSession();
  const operations = useQueueOperations();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const mayEdit = can({ all: ['routing:queue:edit'] });
  const libraries = useLibraryOptions();
  const edited = open?.kind === 'edit' ? open.queue : null;
  const columns = [
    { key: 'name', header: t('columns.name'), render: (queue: Queue) => queue.name ?? '' },
    {
      key: 'members',
      header: t('columns.members'),
      render: (queue: Queue) => queue.memberCount ?? 0,
    },
    {
      key: 'joined',
      header: t('columns.joined'),
      minor: true,
      render: (queue: Queue) => queue.joinedMemberCount ?? 0,
    },
    {
      key: 'wrapup',
      header: t('columns.wrapup'),
      minor: true,
      render: (queue: Queue) => t(`wrapup.${queue.acwSettings?.wrapupPrompt ?? 'OPTIONAL'}`),
    },
  ];
  return (
    <>
      <ListPage<Queue>
        title={t('title')}
        description={t('description')}
        queryKey={['queues']}
        load={({ search, ...page }) =>
          api.call('GET /api/v2/routing/queues', {
            query: { ...page, name: search ? `*${search}*` : undefined },
          })
        }
        columns={columns}
        rowId={(queue) => queue.id ?? ''}
        onOpen={(queue) => setOpen({ kind: mayEdit ? 'edit' : 'members', queue })}
        rowActions={(queue) => (
          <>
            <Tooltip label={t('members.open', { name: queue.name })}>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('members.open', { name: queue.name })}
                onClick={() => setOpen({ kind: 'members', queue })}
              >
                <IconUsers size={18} />
              </ActionIcon>
            </Tooltip>
            {mayEdit && (
              <EditAction
                name={queue.name ?? ''}
                onClick={() => setOpen({ kind: 'edit', queue })}
              />
            )}
            {can({ all: ['routing:queue:delete'] }) && (
              <DeleteAction
                name={queue.name ?? ''}
                onClick={() => setOpen({ kind: 'delete', queue })}
              />
            )}
          </>
        )}
        searchable
        {...(can({ all: ['routing:queue:add'] })
          ? { newLabel: t('new'), onNew: () => setOpen({ kind: 'edit', queue: null }) }
          : {})}
        empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconUsersGroup /> }}
      />
      <FormDrawer
        opened={open?.kind === 'edit'}
        title={edited ? t('edit', { name: edited.name }) : t('new')}
        fields={queueFields(t, libraries)}
        initial={queueToForm(edited)}
        onSubmit={(values) => operations.save(values, edited)}
        onDone={() => {
          notifyDone(t('saved'));
          close();
        }}
        onClose={close}
      />
      <QueueDrawer queue={open?.kind === 'members' ? open.queue : null} onClose={close} />
      <DeleteQueue queue={open?.kind === 'delete' ? open.queue : null} onClose={close} />
    </>
  );
}

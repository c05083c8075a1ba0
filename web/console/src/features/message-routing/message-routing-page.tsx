import { IconRoute } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { readAll } from '#src/api/read-all.ts';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import { type FormValues, textOf } from '#src/components/form-rules.ts';
import { ListPage } from '#src/components/list-page.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { EditAction } from '#src/components/row-actions.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { useAddressRouting } from './use-address-routing.ts';

type Recipient = ReplyOf<'GET /api/v2/routing/message/recipients/{recipientId}'>;
type Open = { readonly recipient: Recipient | null } | null;

/** Addresses that can be chosen: those without a flow, or the one that is being changed. */
function useChoices(open: Open) {
  const { api, can } = useSession();
  const flows = useQuery({
    queryKey: ['flows', 'choices'],
    queryFn: () =>
      readAll(100, (page) =>
        api.call('GET /api/v2/flows', { query: { ...page, type: ['inboundshortmessage'] } }),
      ),
    enabled: can({ all: ['architect:flow:view'] }),
  });
  const addresses = useQuery({
    queryKey: ['message-routing', 'choices'],
    queryFn: () =>
      readAll(100, (page) =>
        api.call('GET /api/v2/routing/message/recipients', {
          query: { ...page, messengerType: 'open' },
        }),
      ),
    enabled: open !== null,
  });
  const free = (addresses.data ?? []).filter(({ flow }) => !flow?.id);
  return {
    flows: (flows.data ?? []).map(({ id = '', name }) => ({ value: id, label: name })),
    addresses: (open?.recipient ? [open.recipient] : free).map(({ id = '', name = '' }) => ({
      value: id,
      label: name,
    })),
  };
}

const loadRecipients =
  (api: ReturnType<typeof useSession>['api']) =>
  ({ search, ...page }: { pageNumber: number; pageSize: number; search: string }) =>
    api.call('GET /api/v2/routing/message/recipients', {
      query: { ...page, messengerType: 'open', name: search ? `*${search}*` : undefined },
    });

/** Message routing: which flow answers at which address. */
export function MessageRoutingPage() {
  const { t } = useTranslation('message-routing');
  const { api, can } = useSession();
  const [open, setOpen] = useState<Open>(null);
  const choices = useChoices(open);
  const route = useAddressRouting();
  const close = () => setOpen(null);
  const edited = open?.recipient ?? null;
  const first = can({ all: ['messaging:integration:add'] })
    ? { to: '/console/platforms/add', label: t('platforms:add') }
    : undefined;
  return (
    <>
      <ListPage<Recipient>
        title={t('title')}
        description={t('description')}
        queryKey={['message-routing']}
        load={loadRecipients(api)}
        columns={[
          { key: 'address', header: t('address'), render: ({ name }) => name ?? '' },
          {
            key: 'flow',
            header: t('flow'),
            render: ({ flow }) =>
              flow?.id ? (
                (flow.name ?? flow.id)
              ) : (
                <StatusBadge tone="warning">{t('noFlow')}</StatusBadge>
              ),
          },
        ]}
        rowId={({ id = '' }) => id}
        onOpen={(recipient) => setOpen({ recipient })}
        rowActions={(recipient) => (
          <EditAction name={recipient.name ?? ''} onClick={() => setOpen({ recipient })} />
        )}
        searchable
        newLabel={t('new')}
        onNew={() => setOpen({ recipient: null })}
        empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconRoute />, first }}
      />
      <FormDrawer
        opened={open !== null}
        title={edited ? t('edit', { name: edited.name }) : t('new')}
        fields={[
          {
            kind: 'select',
            name: 'flow',
            label: t('flow'),
            description: t('flowHelp'),
            required: true,
            options: choices.flows,
          },
          {
            kind: 'select',
            name: 'address',
            label: t('address'),
            description: t('addressHelp'),
            required: true,
            disabled: edited !== null,
            options: choices.addresses,
          },
        ]}
        initial={{ flow: edited?.flow?.id ?? null, address: edited?.id ?? null }}
        onSubmit={(values: FormValues) => route(textOf(values, 'address'), textOf(values, 'flow'))}
        onDone={() => {
          notifyDone(t('saved'));
          close();
        }}
        onClose={close}
      />
    </>
  );
}

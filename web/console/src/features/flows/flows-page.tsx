import { Button, Select } from '@mantine/core';
import { IconGitBranch, IconUpload } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import { type FormValues, textOf } from '#src/components/form-rules.ts';
import { ListPage } from '#src/components/list-page.tsx';
import type { Column } from '#src/components/list-table.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { DeleteAction } from '#src/components/row-actions.tsx';
import { useSession } from '#src/session/session.ts';
import { FLOW_KINDS, type FlowKind, HALF_OF } from './document/flow-document.ts';
import { type Flow, flowApiOf, useHalves } from './flow-api.ts';
import { FlowState } from './flow-state.tsx';
import { CreateDrawer } from './library/create-drawer.tsx';
import { DeleteFlow } from './library/delete-flow.tsx';
import { FlowActions } from './library/flow-actions.tsx';
import { ImportDialog } from './library/import-dialog.tsx';
import { loadFlows } from './library/load-flows.ts';

type Open =
  | { readonly deed: 'create' | 'import' }
  | { readonly deed: 'rename' | 'copy' | 'delete'; readonly flow: Flow }
  | null;

/** Name and description of a flow, or the name of its copy. */
function NameDrawer({ open, onClose }: { readonly open: Open; readonly onClose: () => void }) {
  const { t } = useTranslation('flows');
  const { api } = useSession();
  const client = useQueryClient();
  const flow = open && 'flow' in open ? open.flow : null;
  const copying = open?.deed === 'copy';
  const save = async (values: FormValues) => {
    if (!flow) return;
    const flows = flowApiOf(api, HALF_OF[flow.kind]);
    const name = textOf(values, 'name');
    if (copying) await flows.copy(flow.id, name);
    else await flows.change(flow.id, { name, description: textOf(values, 'description') || null });
    await client.invalidateQueries({ queryKey: ['flows'] });
    notifyDone(t('library.saved'));
  };
  return (
    <FormDrawer
      opened={open?.deed === 'rename' || copying}
      title={t(copying ? 'library.copyOf' : 'edit', { name: flow?.name ?? '' })}
      fields={[
        { kind: 'text', name: 'name', label: t('fields.name'), required: true, maxLength: 256 },
        ...(copying
          ? []
          : [
              {
                kind: 'textarea',
                name: 'description',
                label: t('fields.description'),
                maxLength: 4000,
              } as const,
            ]),
      ]}
      initial={{
        name: copying ? t('library.copyName', { name: flow?.name }) : (flow?.name ?? ''),
        description: flow?.description ?? '',
      }}
      onSubmit={save}
      onClose={onClose}
    />
  );
}

function useColumns(): readonly Column<Flow>[] {
  const { t } = useTranslation('flows');
  return [
    { key: 'name', header: t('fields.name'), render: ({ name }) => name },
    {
      key: 'kind',
      header: t('fields.kind'),
      minor: true,
      render: ({ kind }) => t(`kinds.${kind}`),
    },
    // Every flow belongs to the one division that there is.
    { key: 'division', header: t('fields.division'), minor: true, render: () => t('home') },
    { key: 'state', header: t('fields.state'), render: (flow) => <FlowState flow={flow} /> },
    {
      key: 'modified',
      header: t('fields.modified'),
      minor: true,
      render: ({ dateModified }) => <DateText value={dateModified} />,
    },
  ];
}

const pathOf = ({ kind, id }: Flow): string => `/console/flows/${HALF_OF[kind]}/${id}`;

/** Flows of all kinds this server has: what answers customers, bots, and what runs by itself. */
export function FlowsPage() {
  const { t } = useTranslation('flows');
  const { api, can } = useSession();
  const navigate = useNavigate();
  const halves = useHalves();
  const columns = useColumns();
  const [kind, setKind] = useState<FlowKind | null>(null);
  const [open, setOpen] = useState<Open>(null);
  const kinds = FLOW_KINDS.filter((one) => halves.includes(HALF_OF[one]));
  const close = () => setOpen(null);
  const show = (flow: Flow) => void navigate({ to: pathOf(flow) });
  const mayAdd = can({ all: ['architect:flow:add'] });
  return (
    <>
      <ListPage<Flow>
        title={t('title')}
        description={t('description')}
        queryKey={['flows', 'list', kind]}
        load={(request) =>
          loadFlows(api, {
            ...request,
            kind,
            halves: kind ? [HALF_OF[kind]] : halves,
          })
        }
        columns={columns}
        rowId={({ id }) => id}
        linkTo={pathOf}
        searchable
        actions={
          <>
            <Select
              w={220}
              aria-label={t('library.filter')}
              placeholder={t('library.allKinds')}
              data={kinds.map((one) => ({ value: one, label: t(`kinds.${one}`) }))}
              value={kind}
              clearable
              clearButtonProps={{ 'aria-label': t('library.allKinds') }}
              onChange={(next) => setKind(kinds.find((one) => one === next) ?? null)}
            />
            {mayAdd && (
              <Button
                variant="default"
                leftSection={<IconUpload size={16} />}
                onClick={() => setOpen({ deed: 'import' })}
              >
                {t('import.button')}
              </Button>
            )}
          </>
        }
        rowActions={(flow) => (
          <>
            <FlowActions
              flow={flow}
              onRename={() => setOpen({ deed: 'rename', flow })}
              onCopy={() => setOpen({ deed: 'copy', flow })}
            />
            {can({ all: ['architect:flow:delete'] }) && (
              <DeleteAction name={flow.name} onClick={() => setOpen({ deed: 'delete', flow })} />
            )}
          </>
        )}
        {...(mayAdd ? { newLabel: t('new'), onNew: () => setOpen({ deed: 'create' }) } : {})}
        empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconGitBranch /> }}
      />
      <CreateDrawer
        opened={open?.deed === 'create'}
        kinds={kind ? [kind] : kinds}
        onClose={close}
        onMade={show}
      />
      <ImportDialog
        opened={open?.deed === 'import'}
        halves={halves}
        onClose={close}
        onOpen={show}
      />
      <NameDrawer open={open} onClose={close} />
      <DeleteFlow flow={open?.deed === 'delete' ? open.flow : null} onClose={close} />
    </>
  );
}

import { IconGitBranch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { type FieldDescriptor, textOf } from '#src/components/form-rules.ts';
import { ResourcePage } from '#src/components/resource-page.tsx';
import { useSession } from '#src/session/session.ts';
import { FlowState } from './flow-state.tsx';
import { deleteFlow } from './flow-uses.ts';

type Flow = ReplyOf<'GET /api/v2/flows/{flowId}'>;

/** Flows: what answers before an agent does. */
export function FlowsPage() {
  const { t } = useTranslation('flows');
  const { api, can } = useSession();
  const navigate = useNavigate();
  const fields: readonly FieldDescriptor[] = [
    { kind: 'text', name: 'name', label: t('fields.name'), required: true, maxLength: 256 },
    { kind: 'textarea', name: 'description', label: t('fields.description') },
  ];
  const open = (id: string | undefined) => void navigate({ to: `/console/flows/${id}` });
  return (
    <ResourcePage<Flow>
      title={t('title')}
      description={t('description')}
      queryKey={['flows']}
      load={({ search, ...page }) =>
        api.call('GET /api/v2/flows', {
          query: { ...page, name: search ? `*${search}*` : undefined },
        })
      }
      columns={[
        { key: 'name', header: t('fields.name'), render: ({ name }) => name },
        { key: 'type', header: t('fields.type'), minor: true, render: () => t('type') },
        {
          key: 'division',
          header: t('fields.division'),
          minor: true,
          render: ({ division }) => division?.name ?? t('home'),
        },
        { key: 'state', header: t('fields.state'), render: (flow) => <FlowState flow={flow} /> },
      ]}
      rowId={({ id = '' }) => id}
      rowName={({ name }) => name}
      onOpen={({ id }) => open(id)}
      editTitle={({ name }) => t('edit', { name })}
      savedText={t('saved')}
      deleteConsequence={t('deleteConsequence')}
      searchable
      newLabel={t('new')}
      fields={() => fields}
      toForm={(flow) => ({ name: flow?.name ?? '', description: flow?.description ?? '' })}
      create={
        can({ all: ['architect:flow:add'] })
          ? async (values) => {
              const made = await api.call('POST /api/v2/flows', {
                body: {
                  name: textOf(values, 'name'),
                  description: textOf(values, 'description'),
                  type: 'INBOUNDSHORTMESSAGE',
                },
              });
              open(made.id);
            }
          : undefined
      }
      update={
        can({ all: ['architect:flow:edit'] })
          ? (values, { id = '' }) =>
              api.call('PUT /api/v2/flows/{flowId}', {
                params: { flowId: id },
                body: { name: textOf(values, 'name'), description: textOf(values, 'description') },
              })
          : undefined
      }
      remove={
        can({ all: ['architect:flow:delete'] })
          ? ({ id = '' }) => deleteFlow(api, id, (names) => t('inUse', { names }))
          : undefined
      }
      empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconGitBranch /> }}
    />
  );
}

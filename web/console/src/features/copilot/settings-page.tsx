import { Container, Paper, Stack, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { Form } from '#src/components/form.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { LayoutEditor } from './layout-editor.tsx';
import {
  formToWorkspace,
  sameWorkspace,
  settingFields,
  type Workspace,
  type WorkspaceRequest,
  workspaceToForm,
} from './settings-rules.ts';

/** Copilot flows that can be chosen: those that are published. */
function useCopilotFlows() {
  const { api, can } = useSession();
  return useQuery({
    queryKey: ['copilot-flows'],
    queryFn: async () => {
      const all = await readAll(100, (page) =>
        api.call('GET /tandem/gateway/flows', { query: { ...page, kind: 'copilot' } }),
      );
      return all.flatMap(({ id, name, active, publishedVersion }) =>
        active && publishedVersion !== null ? [{ value: id, label: name }] : [],
      );
    },
    enabled: can({ all: ['architect:flow:view'] }),
  });
}

function WorkspaceForms({ workspace }: { readonly workspace: Workspace }) {
  const { t } = useTranslation('copilot');
  const { api, can } = useSession();
  const client = useQueryClient();
  const flows = useCopilotFlows();
  const { endpointId } = workspace;
  const editable = can({ all: ['gateway:endpoint:edit'] });
  const put = async (body: WorkspaceRequest) => {
    const params = { endpointId };
    await api.call('PUT /tandem/gateway/endpoints/{endpointId}/copilot', { params, body });
    await client.invalidateQueries({ queryKey: ['copilot', endpointId] });
    notifyDone(t('settings.saved'));
  };
  if (flows.isLoading) return <LoadingState />;
  // A flow that was chosen stays in the list, whatever has become of it.
  const listed = flows.data ?? [];
  const { flow } = workspace;
  const options =
    flow && !listed.some(({ value }) => value === flow)
      ? [...listed, { value: flow, label: t('settings.flowGone') }]
      : listed;
  return (
    <Stack>
      <Paper withBorder p="lg" component="section">
        <Title order={2} size="h4" mb="sm">
          {t('settings.heading')}
        </Title>
        <Form
          fields={settingFields(t, workspace, options).map((field) =>
            editable ? field : { ...field, disabled: true },
          )}
          initial={workspaceToForm(workspace)}
          readOnly={!editable}
          onSubmit={(values) => put(formToWorkspace(values, workspace))}
        />
      </Paper>
      <LayoutEditor
        saved={{ grid: workspace.grid, tiles: workspace.tiles }}
        editable={editable}
        onSave={(layout) => put({ ...sameWorkspace(workspace), ...layout })}
      />
    </Stack>
  );
}

/** What agents see beside the conversations of an endpoint. */
export function CopilotSettingsPage() {
  const { t } = useTranslation('copilot');
  const { api } = useSession();
  const { endpointId = '' } = useParams({ strict: false }) as { endpointId?: string };
  const read = useQuery({
    queryKey: ['copilot', endpointId],
    queryFn: () =>
      api.call('GET /tandem/gateway/endpoints/{endpointId}/copilot', { params: { endpointId } }),
  });
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: `/console/bots/${endpointId}`, label: t('settings.back') }}
        title={t('settings.title')}
        description={t('settings.description')}
      />
      {read.isError && <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />}
      {read.isPending && <LoadingState />}
      {read.data && <WorkspaceForms key={read.data.version} workspace={read.data} />}
    </Container>
  );
}

import { Alert, Button, Container, Group } from '@mantine/core';
import { IconDeviceFloppy, IconHistory, IconRocket } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { readAll } from '#src/api/read-all.ts';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { isMissing } from './action-settings.tsx';
import {
  type FlowAction,
  type FlowDocument,
  firstUnreachable,
  toDocument,
  toList,
} from './flow-document.ts';
import { FlowEditor } from './flow-editor.tsx';
import { FlowState } from './flow-state.tsx';
import { toolOf } from './toolbox.ts';
import { useFlow, useFlowDeeds } from './use-flow.ts';
import { VersionsDrawer } from './versions-drawer.tsx';

type Flow = ReplyOf<'GET /api/v2/flows/{flowId}'>;

const isComplete = ({ type, settings }: FlowAction): boolean =>
  (toolOf(type)?.fields ?? []).every((field) => !isMissing(field, settings[field.name]));

function useQueueNames(): readonly string[] {
  const { api, can } = useSession();
  const queues = useQuery({
    queryKey: ['queues', 'choices'],
    queryFn: () => readAll(100, (page) => api.call('GET /api/v2/routing/queues', { query: page })),
    enabled: can({ all: ['routing:queue:view'] }),
  });
  return (queues.data ?? []).map(({ name = '' }) => name);
}

type LoadedFlowProps = { readonly flow: Flow; readonly stored: FlowDocument };

function LoadedFlow({ flow, stored }: LoadedFlowProps) {
  const { t } = useTranslation('flows');
  const { can } = useSession();
  const flowId = flow.id ?? '';
  const queues = useQueueNames();
  const { save, publish } = useFlowDeeds(flowId);
  const [document, setDocument] = useState(stored);
  // While it is edited a list may hold what no flow can: an action behind the end.
  const [actions, setActions] = useState(() => toList(stored));
  const [dirty, setDirty] = useState(false);
  const [checked, setChecked] = useState(false);
  const [history, setHistory] = useState(false);
  const editable = can({ all: ['architect:flow:edit'] });
  const mayPublish = can({ any: ['architect:flow:publish', 'architect:flow:unlock'] });
  const change = (next: readonly FlowAction[]) => {
    setActions(next);
    setDirty(true);
  };
  const store = async (): Promise<string | null> => {
    setChecked(true);
    if (!actions?.every(isComplete) || firstUnreachable(actions) !== null) return null;
    const version = await save.mutateAsync(toDocument(actions, document.variables));
    setDirty(false);
    notifyDone(t('versionSaved', { version: version.name ?? version.id }));
    return version.id ?? null;
  };
  const release = async () => {
    const version = dirty ? await store() : (flow.savedVersion?.id ?? null);
    if (version === null) return;
    await publish.mutateAsync(version);
    notifyDone(t('publishedNow', { name: flow.name }));
  };
  // Failures stay on the page as notices; the clicks themselves have nothing more to do.
  const settle = (deed: Promise<unknown>) => void deed.catch(() => undefined);
  const error = save.error ?? publish.error;
  return (
    <>
      <Group mb="md" justify="space-between">
        <FlowState flow={flow} />
        <Group>
          <Button
            variant="default"
            leftSection={<IconHistory size={16} />}
            onClick={() => setHistory(true)}
          >
            {t('versions.title')}
          </Button>
          {editable && (
            <Button
              variant="default"
              leftSection={<IconDeviceFloppy size={16} />}
              disabled={!dirty || !actions}
              loading={save.isPending}
              onClick={() => settle(store())}
            >
              {t('save')}
            </Button>
          )}
          {mayPublish && (
            <Button
              leftSection={<IconRocket size={16} />}
              disabled={!dirty && (!flow.savedVersion || isCurrent(flow))}
              loading={publish.isPending}
              onClick={() => settle(release())}
            >
              {t('publish')}
            </Button>
          )}
        </Group>
      </Group>
      {error && (
        <ErrorNotice error={error} title={t(save.error ? 'failed.save' : 'failed.publish')} />
      )}
      {actions ? (
        <FlowEditor
          actions={actions}
          queues={queues}
          editable={editable}
          checked={checked}
          onChange={change}
        />
      ) : (
        <>
          <Alert color="yellow" mb="md">
            {t('branches')}
          </Alert>
          <JsonView label={t('document')} value={document} maxHeight={600} />
        </>
      )}
      <VersionsDrawer
        flowId={flowId}
        editable={editable}
        opened={history}
        onClose={() => setHistory(false)}
        onLoad={(old) => {
          setDocument(old);
          setActions(toList(old));
          setDirty(true);
          setHistory(false);
        }}
      />
    </>
  );
}

const isCurrent = ({ publishedVersion, savedVersion }: Flow): boolean =>
  publishedVersion?.id === savedVersion?.id;

/** A flow: its actions in order, save, publish, versions. */
export function FlowPage() {
  const { t } = useTranslation('flows');
  const { flowId = '' } = useParams({ strict: false }) as { flowId?: string };
  const { flow, document } = useFlow(flowId);
  const error = flow.error ?? document.error;
  return (
    <Container size="xl" py="lg">
      <DetailHeader
        back={{ to: '/console/flows', label: t('title') }}
        title={flow.data?.name ?? t('one')}
        description={flow.data?.description ?? t('type')}
      />
      {error && <ErrorNotice error={error} />}
      {!error && (!flow.data || !document.data) && <LoadingState />}
      {flow.data && document.data && (
        <LoadedFlow key={flowId} flow={flow.data} stored={document.data} />
      )}
    </Container>
  );
}

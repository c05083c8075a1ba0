import { Button, Group, Select, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { Pager } from '#src/components/pager.tsx';
import { useSession } from '#src/session/session.ts';
import classes from '../designer/designer.module.css';
import type { Catalogue } from '../document/catalogue.ts';
import type { FlowDocument } from '../document/flow-document.ts';
import type { Flow, FlowApi } from '../flow-api.ts';
import panes from '../panes/panes.module.css';
import { useDuration } from '../use-duration.ts';
import { type Execution, STATUSES, useRunApi } from './run-api.ts';
import { RunBadge } from './run-badge.tsx';
import { RunDetail } from './run-detail.tsx';
import { RunNow } from './run-now.tsx';
import { CALM_MS, isOpen, WATCH_MS } from './run-rules.ts';
import { Triggers } from './triggers.tsx';
import { originText, useApiTriggers } from './use-api-triggers.ts';

export type RunsViewProps = {
  readonly flows: FlowApi;
  readonly flow: Flow;
  readonly document: FlowDocument;
  readonly catalogue: Catalogue;
};

type ListProps = {
  readonly flowId: string;
  readonly executions: readonly Execution[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
};

function ExecutionList({ flowId, executions, chosen, onChoose }: ListProps) {
  const { t } = useTranslation('flows');
  const triggers = useApiTriggers(flowId);
  const lasted = useDuration();
  return (
    <ul className={panes['list']}>
      {executions.map(
        ({ id, status, error, origin, trigger, dateStarted, durationMs, version, steps }) => (
          <li key={id} className={panes['row']}>
            <UnstyledButton w="100%" aria-pressed={chosen === id} onClick={() => onChoose(id)}>
              <Group gap={6} wrap="nowrap">
                <RunBadge of={{ status, error }} />
                <Text fz={13} fw={chosen === id ? 700 : 400} truncate>
                  <DateText value={dateStarted} seconds />
                </Text>
              </Group>
              <Text size="xs" c="dimmed">
                {[
                  originText(t, { origin, trigger }, triggers),
                  version === null ? '' : t('versions.one', { version }),
                  t('runs.steps', { count: steps }),
                  durationMs === null ? '' : lasted(durationMs),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </UnstyledButton>
          </li>
        ),
      )}
    </ul>
  );
}

const PAGE_SIZE = 25;

function useExecutions(flow: Flow, half: FlowApi['half']) {
  const runs = useRunApi(half, flow.id);
  const [status, setStatus] = useState<string | null>(null);
  const [pageNumber, setPageNumber] = useState(1);
  const list = useQuery({
    queryKey: ['executions', flow.id, status, pageNumber],
    queryFn: () => runs.list({ pageNumber, pageSize: PAGE_SIZE, ...(status ? { status } : {}) }),
    refetchInterval: ({ state }) =>
      (state.data?.entities ?? []).some(isOpen) ? WATCH_MS : CALM_MS,
  });
  const client = useQueryClient();
  const { dataUpdatedAt } = list;
  useEffect(() => {
    if (dataUpdatedAt > 0) void client.invalidateQueries({ queryKey: ['flow-triggers', flow.id] });
  }, [client, flow.id, dataUpdatedAt]);
  return { runs, list, status, setStatus, pageNumber, setPageNumber };
}

/** What ran of the flow: a list, and the way of one run over the canvas. */
export function RunsView({ flows, flow, document, catalogue }: RunsViewProps) {
  const { t } = useTranslation('flows');
  const { can } = useSession();
  const [chosen, setChosen] = useState<string | null>(null);
  const [starting, setStarting] = useState(false);
  const { runs, list, status, setStatus, pageNumber, setPageNumber } = useExecutions(
    flow,
    flows.half,
  );
  const executions = list.data?.entities ?? [];
  const automation = flow.kind === 'automation';
  return (
    <div className={classes['runs']}>
      <aside className={classes['runList']} aria-label={t('runs.title')}>
        <Stack gap="sm" p="sm">
          <Group justify="space-between">
            <Title order={2} size="h5">
              {t('runs.title')}
            </Title>
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconRefresh size={14} />}
              loading={list.isPending}
              onClick={() => void list.refetch()}
            >
              {t('runs.reload')}
            </Button>
          </Group>
          {automation && can({ all: ['architect:flowExecution:add'] }) && (
            <Button
              size="xs"
              leftSection={<IconPlayerPlay size={14} />}
              disabled={flow.publishedVersion === null}
              onClick={() => setStarting(true)}
            >
              {t('runs.now')}
            </Button>
          )}
          <Select
            size="xs"
            aria-label={t('runs.filter')}
            placeholder={t('runs.all')}
            data={STATUSES.map((value) => ({ value, label: t(`runs.status.${value}`) }))}
            value={status}
            clearable
            clearButtonProps={{ 'aria-label': t('runs.all') }}
            onChange={(next) => {
              setStatus(next);
              setPageNumber(1);
            }}
          />
          {list.isPending && <LoadingState />}
          {list.isError && <ErrorNotice error={list.error} />}
          {list.isSuccess && executions.length === 0 && (
            <Text size="sm" c="dimmed">
              {t(automation ? 'runs.none' : 'runs.noneYet')}
            </Text>
          )}
          {flow.kind === 'inboundMessage' && (
            <Text size="xs" c="dimmed">
              {t('runs.sampled')}
            </Text>
          )}
          <ExecutionList
            flowId={flow.id}
            executions={executions}
            chosen={chosen}
            onChoose={setChosen}
          />
          {(list.data?.total ?? 0) > PAGE_SIZE && (
            <Pager
              total={list.data?.total}
              shown={executions.length}
              pageSize={PAGE_SIZE}
              pageNumber={pageNumber}
              onPage={setPageNumber}
            />
          )}
          {automation && <Triggers flow={flow} runs={runs} document={document} />}
        </Stack>
      </aside>
      {chosen === null ? (
        <Text p="lg" c="dimmed">
          {t('runs.choose')}
        </Text>
      ) : (
        <RunDetail
          key={chosen}
          id={chosen}
          flow={flow}
          runs={runs}
          current={document}
          catalogue={catalogue}
          onRerun={setChosen}
        />
      )}
      <RunNow
        opened={starting}
        runs={runs}
        document={document}
        onClose={() => setStarting(false)}
        onStarted={(id) => {
          setStarting(false);
          setChosen(id);
          void list.refetch();
        }}
      />
    </div>
  );
}

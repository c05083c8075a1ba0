import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconEye, IconPlayerStop, IconRepeat } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { useSession } from '#src/session/session.ts';
import { FlowCanvas } from '../canvas/flow-canvas.tsx';
import classes from '../designer/designer.module.css';
import type { Catalogue } from '../document/catalogue.ts';
import { type FlowDocument, readDocument } from '../document/flow-document.ts';
import { placed } from '../document/layout.ts';
import { marksOf, shownSteps } from '../document/trace.ts';
import type { Flow } from '../flow-api.ts';
import panes from '../panes/panes.module.css';
import { useRunErrorText } from '../use-run-error-text.ts';
import type { ExecutionDetail, RunApi, TraceEntry } from './run-api.ts';
import { RunBadge } from './run-badge.tsx';
import { isOpen, stateOf, valuesAfter, WATCH_MS } from './run-rules.ts';
import { RunStep } from './run-step.tsx';

type RunDetailProps = {
  readonly id: string;
  readonly flow: Flow;
  readonly runs: RunApi;
  /** Drawn where the run does not bring its own document. */
  readonly current: FlowDocument;
  readonly catalogue: Catalogue;
  readonly onRerun: (id: string) => void;
};

function RunButtons({
  detail,
  flow,
  runs,
  onRerun,
}: Pick<RunDetailProps, 'flow' | 'runs' | 'onRerun'> & {
  readonly detail: ExecutionDetail;
}) {
  const { t } = useTranslation('flows');
  const { can } = useSession();
  const client = useQueryClient();
  const { id } = detail.execution;
  const reread = () => client.invalidateQueries({ queryKey: ['executions'] });
  const stop = useMutation({ mutationFn: () => runs.stop(id), onSettled: reread });
  const rerun = useMutation({
    mutationFn: () => runs.rerun(id),
    onSuccess: (made) => onRerun(made.id),
    onSettled: reread,
  });
  const error = stop.error ?? rerun.error;
  if (flow.kind !== 'automation') return null;
  return (
    <Group gap="xs">
      {isOpen(detail.execution) && can({ all: ['architect:flowExecution:edit'] }) && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlayerStop size={14} />}
          loading={stop.isPending}
          onClick={() => stop.mutate()}
        >
          {t('runs.stop')}
        </Button>
      )}
      {can({ all: ['architect:flowExecution:add'] }) && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRepeat size={14} />}
          loading={rerun.isPending}
          onClick={() => rerun.mutate()}
        >
          {t('runs.rerun')}
        </Button>
      )}
      {error && <ErrorNotice error={error} />}
    </Group>
  );
}

type StepsPaneProps = Omit<RunDetailProps, 'id' | 'current'> & {
  readonly detail: ExecutionDetail;
  readonly document: FlowDocument;
  readonly trace: readonly TraceEntry[];
  readonly step: number | null;
  readonly onStep: (step: number | null) => void;
  readonly secure: boolean;
  readonly onSecure: () => void;
};

function StepsPane(props: StepsPaneProps) {
  const { t } = useTranslation('flows');
  const { can } = useSession();
  const errorText = useRunErrorText();
  const { detail, trace, step, onStep, secure } = props;
  const { execution, inputs, outputs } = detail;
  const values = t(isOpen(execution) ? 'runs.valuesSoFar' : 'runs.valuesEnd');
  // Runs recorded before count what waits and what answers it as two.
  const steps = execution.steps - (detail.trace.length - trace.length);
  const at = step === null ? trace.length : trace.findIndex((one) => one.step === step) + 1;
  return (
    <aside className={classes['side']} aria-label={t('runs.trace')}>
      <Stack gap="sm" p="sm">
        <Group justify="space-between">
          <Title order={2} size="h5">
            {t('runs.steps', { count: steps })}
          </Title>
          <RunBadge of={execution} />
        </Group>
        <RunButtons {...props} />
        {execution.error && (
          <Text size="sm" c="var(--mantine-color-error)">
            {`${execution.error.code}: ${errorText(execution.error)}`}
          </Text>
        )}
        {execution.error && execution.status === 'ended' && (
          <Text size="sm">{t('runs.openExit')}</Text>
        )}
        {trace.length < steps && (
          <Text size="xs" c="dimmed">
            {t('runs.kept', { kept: trace.length })}
          </Text>
        )}
        <ol className={panes['list']}>
          {trace.map((entry) => (
            <RunStep
              key={entry.step}
              entry={entry}
              document={props.document}
              catalogue={props.catalogue}
              chosen={entry.step === step}
              onChoose={() => onStep(entry.step === step ? null : entry.step)}
            />
          ))}
        </ol>
        <JsonView
          label={step === null ? values : t('runs.valuesAfter', { step })}
          value={valuesAfter(inputs, trace, at)}
        />
        {Object.keys(outputs).length > 0 && <JsonView label={t('runs.outputs')} value={outputs} />}
        {!secure && can({ all: ['architect:flowTrace:decrypt'] }) && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconEye size={14} />}
            onClick={props.onSecure}
          >
            {t('runs.showSecure')}
          </Button>
        )}
      </Stack>
    </aside>
  );
}

/** The run, read again while it may change; what is listed follows as soon as it has. */
function useRun({ id, runs, flow }: RunDetailProps, secure: boolean) {
  const client = useQueryClient();
  const read = useQuery({
    queryKey: ['executions', 'one', id, secure],
    queryFn: () => runs.get(id, secure),
    gcTime: 0,
    refetchInterval: ({ state }) => (state.data && isOpen(state.data.execution) ? WATCH_MS : false),
  });
  const { status, steps } = read.data?.execution ?? {};
  useEffect(() => {
    if (status !== undefined && steps !== undefined)
      void client.invalidateQueries({ queryKey: ['executions', flow.id] });
  }, [client, flow.id, status, steps]);
  const recorded = read.data?.trace;
  const trace = useMemo(() => shownSteps(recorded ?? []), [recorded]);
  return { read, trace };
}

/** One run drawn over the canvas, step by step with the variables. */
export function RunDetail(props: RunDetailProps) {
  const { t } = useTranslation('flows');
  const { catalogue, current } = props;
  const [secure, setSecure] = useState(false);
  const [step, setStep] = useState<number | null>(null);
  const { read, trace } = useRun(props, secure);
  const detail = read.data;
  const own = detail?.document ?? null;
  const document = useMemo(
    () => (own ? placed(readDocument(own), catalogue) : current),
    [own, catalogue, current],
  );
  const state = detail ? stateOf(detail.execution) : 'open';
  const marks = useMemo(() => {
    const upTo = trace.filter((one) => step === null || one.step <= step);
    return marksOf(document, upTo, state);
  }, [document, trace, step, state]);
  const here = trace.find((one) => one.step === step)?.action;
  const selection = useMemo(() => new Set(here ? [here] : []), [here]);
  const focus = useMemo(() => (here ? { id: here } : null), [here]);
  if (read.isError) return <ErrorNotice error={read.error} />;
  if (!detail) return <LoadingState />;
  return (
    <>
      <div className={classes['middle']}>
        <FlowCanvas
          label={t('canvas.label')}
          document={document}
          catalogue={catalogue}
          selection={selection}
          focus={focus}
          marks={marks}
          onSelect={(ids) => {
            const [action] = ids;
            setStep(trace.findLast((one) => one.action === action)?.step ?? null);
          }}
        />
      </div>
      <StepsPane
        {...props}
        detail={detail}
        document={document}
        trace={trace}
        step={step}
        onStep={setStep}
        secure={secure}
        onSecure={() => setSecure(true)}
      />
    </>
  );
}

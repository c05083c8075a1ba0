import { Alert, Button, Group, Stack, Tabs, Title } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import { FlowCanvas } from '../canvas/flow-canvas.tsx';
import designer from '../designer/designer.module.css';
import type { Catalogue } from '../document/catalogue.ts';
import type { FlowDocument } from '../document/flow-document.ts';
import { marksOf, shownSteps } from '../document/trace.ts';
import type { Flow, FlowApi } from '../flow-api.ts';
import panes from '../panes/panes.module.css';
import type { TraceEntry } from '../runs/run-api.ts';
import { RunBadge } from '../runs/run-badge.tsx';
import { stateOf, valuesAfter } from '../runs/run-rules.ts';
import { RunStep } from '../runs/run-step.tsx';
import type { Simulation } from './simulator-api.ts';
import { SimulatorChat } from './simulator-chat.tsx';
import { SimulatorComposer } from './simulator-composer.tsx';
import { linesOf } from './simulator-rules.ts';
import { SimulatorStart } from './simulator-start.tsx';
import { type Simulator, useSimulator } from './use-simulator.ts';

type SimulatorViewProps = {
  readonly flows: FlowApi;
  readonly flow: Flow;
  readonly document: FlowDocument;
  readonly catalogue: Catalogue;
};

type StepProps = { readonly step: number | null; readonly onStep: (step: number | null) => void };

type TalkProps = { readonly view: Simulation; readonly simulator: Simulator };

function Talk({ view, simulator }: TalkProps) {
  const { t } = useTranslation('flows');
  const lines = useMemo(() => linesOf(view.effects), [view.effects]);
  const listens = view.awaits === 'message' && !simulator.busy;
  return (
    <Stack gap="sm" pt="sm">
      <SimulatorChat
        lines={lines}
        onPress={
          listens ? ({ text, payload }) => simulator.say({ text, payload: payload ?? '' }) : null
        }
      />
      <SimulatorComposer view={view} simulator={simulator} />
      {Object.keys(view.outputs).length > 0 && (
        <JsonView label={t('runs.outputs')} value={view.outputs} />
      )}
    </Stack>
  );
}

function Steps({
  trace,
  document,
  catalogue,
  step,
  onStep,
}: StepProps & {
  readonly trace: readonly TraceEntry[];
  readonly document: FlowDocument;
  readonly catalogue: Catalogue;
}) {
  const { t } = useTranslation('flows');
  const at = step === null ? trace.length : trace.findIndex((one) => one.step === step) + 1;
  return (
    <Stack gap="sm" pt="sm">
      <ol className={panes['list']}>
        {trace.map((entry) => (
          <RunStep
            key={`${entry.step} ${entry.date}`}
            entry={entry}
            document={document}
            catalogue={catalogue}
            chosen={entry.step === step}
            onChoose={() => onStep(entry.step === step ? null : entry.step)}
          />
        ))}
      </ol>
      <JsonView
        label={step === null ? t('simulator.values') : t('runs.valuesAfter', { step })}
        value={valuesAfter({}, trace, at)}
      />
    </Stack>
  );
}

type PanelProps = SimulatorViewProps &
  StepProps & { readonly simulator: Simulator; readonly trace: readonly TraceEntry[] };

function Panel(props: PanelProps) {
  const { t } = useTranslation('flows');
  const { simulator, trace, flow, document, catalogue, step, onStep } = props;
  const { view, error } = simulator;
  const again = () => {
    onStep(null);
    simulator.over();
  };
  return (
    <aside className={designer['side']} aria-label={t('simulator.title')}>
      <Stack gap="sm" p="sm">
        <Group justify="space-between">
          <Title order={2} size="h5">
            {t('simulator.title')}
          </Title>
          {view && (
            <Group gap="xs">
              <RunBadge of={view} />
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconRestore size={14} />}
                onClick={again}
              >
                {t('simulator.again')}
              </Button>
            </Group>
          )}
        </Group>
        {error && <ErrorNotice error={error} title={t('simulator.refused')} />}
        {view && simulator.document !== document && (
          <Alert color="yellow">{t('simulator.changed')}</Alert>
        )}
        {view ? (
          <Tabs defaultValue="chat" keepMounted={false}>
            <Tabs.List>
              <Tabs.Tab value="chat">{t('simulator.chat')}</Tabs.Tab>
              <Tabs.Tab value="steps">{t('runs.trace')}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="chat">
              <Talk view={view} simulator={simulator} />
            </Tabs.Panel>
            <Tabs.Panel value="steps">
              <Steps
                trace={trace}
                document={simulator.document ?? document}
                catalogue={catalogue}
                step={step}
                onStep={onStep}
              />
            </Tabs.Panel>
          </Tabs>
        ) : (
          <SimulatorStart flowId={flow.id} document={document} simulator={simulator} />
        )}
      </Stack>
    </aside>
  );
}

/** The draft runs beside the canvas; nobody but its author hears of it. */
export function SimulatorView(props: SimulatorViewProps) {
  const { t } = useTranslation('flows');
  const { flows, document, catalogue } = props;
  const simulator = useSimulator(flows.half);
  const [step, setStep] = useState<number | null>(null);
  const drawn = simulator.document ?? document;
  const recorded = simulator.view?.trace;
  const trace = useMemo(() => shownSteps(recorded ?? []), [recorded]);
  const state = simulator.view ? stateOf(simulator.view) : 'open';
  const marks = useMemo(() => {
    const upTo = trace.filter((one) => step === null || one.step <= step);
    return marksOf(drawn, upTo, state);
  }, [drawn, trace, step, state]);
  const here = trace.findLast((one) => (step === null || one.step === step) && one.flow === null);
  const at = here?.action;
  const selection = useMemo(() => new Set(at ? [at] : []), [at]);
  const focus = useMemo(() => (at ? { id: at } : null), [at]);
  return (
    <div className={designer['panes']} data-reading>
      <div className={designer['middle']}>
        <FlowCanvas
          label={t('canvas.label')}
          document={drawn}
          catalogue={catalogue}
          selection={selection}
          focus={focus}
          {...(simulator.view ? { marks } : {})}
          onSelect={(ids) => {
            const [action] = ids;
            setStep(trace.findLast((one) => one.action === action)?.step ?? null);
          }}
        />
      </div>
      <Panel {...props} simulator={simulator} trace={trace} step={step} onStep={setStep} />
    </div>
  );
}

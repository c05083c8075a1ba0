import { Code, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import type { Catalogue } from '../document/catalogue.ts';
import { actionOf, type FlowDocument } from '../document/flow-document.ts';
import panes from '../panes/panes.module.css';
import { useDuration } from '../use-duration.ts';
import { useFlagText } from '../use-flag-text.ts';
import { useRunErrorText } from '../use-run-error-text.ts';
import { useWords } from '../use-words.ts';
import type { TraceEntry } from './run-api.ts';

type StepProps = {
  readonly entry: TraceEntry;
  readonly document: FlowDocument;
  readonly catalogue: Catalogue;
  readonly chosen: boolean;
  readonly onChoose: () => void;
};

type Call = NonNullable<TraceEntry['call']>;

/** What was asked for and what came of it: `GET https://… → 200`. */
function CallLine({ call }: { readonly call: Call }) {
  const { t } = useTranslation('flows');
  const answer =
    call.status ?? (call.attempts === null ? t('runs.call.open') : t('runs.call.noAnswer'));
  return (
    <Code
      style={{
        display: 'block',
        whiteSpace: 'normal',
        overflowWrap: 'anywhere',
        background: 'transparent',
        padding: 0,
      }}
    >
      {`${call.method} ${call.address} → ${answer}`}
    </Code>
  );
}

/** When it was, and which variables it set: of the step that is looked at. */
function Details({ entry }: { readonly entry: TraceEntry }) {
  const { t } = useTranslation('flows');
  const { date, changed } = entry;
  return (
    <Stack gap={6} mt={6}>
      <Text size="xs" c="dimmed">
        <DateText value={date} seconds />
      </Text>
      {Object.keys(changed).length > 0 && (
        <JsonView label={t('runs.changed')} value={changed} maxHeight={200} />
      )}
    </Stack>
  );
}

/** One step of a run in words; its call at once, the rest when it is chosen. */
export function RunStep({ entry, document, catalogue, chosen, onChoose }: StepProps) {
  const { t } = useTranslation('flows');
  const words = useWords();
  const lasted = useDuration();
  const errorText = useRunErrorText();
  const flagText = useFlagText();
  const { action, type, outlet, durationMs, error, flow, flags, call } = entry;
  const name = actionOf(document, action)?.name ?? words.tool(catalogue.get(type), type);
  const exit =
    outlet === null ? null : words.outlet({ name: outlet, labelKey: `flow.outlet.${outlet}` });
  const facts = [
    flow ? t('runs.inSubflow') : '',
    exit ? `→ ${exit}` : '',
    durationMs === null ? '' : lasted(durationMs),
    call?.attempts ? t('runs.call.attempts', { count: call.attempts }) : '',
    ...flags.map(flagText),
  ].filter(Boolean);
  return (
    <li className={panes['row']}>
      <UnstyledButton w="100%" aria-pressed={chosen} onClick={onChoose}>
        <Group gap="xs">
          <Text size="sm" fw={chosen ? 700 : 500}>
            {`${entry.step}. ${name}`}
          </Text>
          {error && <StatusBadge tone="bad">{error.code}</StatusBadge>}
        </Group>
        {call && <CallLine call={call} />}
        {facts.length > 0 && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {facts.join(' · ')}
          </Text>
        )}
        {error && (
          <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
            {errorText(error)}
          </Text>
        )}
      </UnstyledButton>
      {chosen && <Details entry={entry} />}
    </li>
  );
}

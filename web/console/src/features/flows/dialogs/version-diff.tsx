import { Badge, Button, Code, Group, Paper, Select, Stack, Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import type { Flow, FlowApi, FlowDifference } from '../flow-api.ts';
import { usePathText } from './use-path-text.ts';

type VersionDiffProps = {
  readonly flows: FlowApi;
  readonly flow: Flow;
  readonly from: number;
  readonly versions: readonly number[];
  readonly onClose: () => void;
};

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');

const COLOURS = { added: 'green.9', removed: 'red.9', changed: 'blue.9' } as const;

function Difference({ difference }: { readonly difference: FlowDifference }) {
  const { t } = useTranslation('flows');
  const { part, change, label, path, before, after } = difference;
  const pathText = usePathText();
  const kind = t(`diff.parts.${part}`);
  const whole = part === 'flow';
  const code = { block: true, fz: 12, style: { whiteSpace: 'pre-wrap' } } as const;
  return (
    <Paper withBorder p="xs" component="li">
      <Group gap="xs">
        <Badge size="sm" tt="none" color={COLOURS[change]} variant="filled">
          {t(`diff.${change}`)}
        </Badge>
        <Text size="sm" fw={600}>
          {whole ? kind : label}
        </Text>
        <Text size="xs" c="dimmed">
          {[whole ? '' : kind, path ? pathText(path) : ''].filter(Boolean).join(' · ')}
        </Text>
      </Group>
      {change !== 'added' && before !== null && before !== undefined && (
        <Code {...code} mt={4} aria-label={t('diff.before')}>{`− ${asText(before)}`}</Code>
      )}
      {change !== 'removed' && after !== null && after !== undefined && (
        <Code {...code} mt={4} aria-label={t('diff.after')}>{`+ ${asText(after)}`}</Code>
      )}
    </Paper>
  );
}

/** What differs between two versions. */
export function VersionDiff({ flows, flow, from, versions, onClose }: VersionDiffProps) {
  const { t } = useTranslation('flows');
  const [to, setTo] = useState(() => versions.find((one) => one !== from) ?? from);
  const [older, newer] = from < to ? [from, to] : [to, from];
  const read = useQuery({
    queryKey: ['flows', flows.half, flow.id, 'diff', older, newer],
    queryFn: () => flows.diff(flow.id, { from: older, to: newer }),
  });
  return (
    <Stack gap="sm">
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowLeft size={14} />}
          onClick={onClose}
        >
          {t('versions.back')}
        </Button>
        <Text fw={600}>{t('versions.one', { version: from })}</Text>
        <Text size="sm" c="dimmed" aria-hidden>
          {t('versions.compareWith')}
        </Text>
        <Select
          size="xs"
          aria-label={t('versions.compareWith')}
          data={versions.map((one) => ({
            value: String(one),
            label: t('versions.one', { version: one }),
          }))}
          value={String(to)}
          allowDeselect={false}
          onChange={(next) => setTo(Number(next ?? from))}
        />
      </Group>
      {read.isPending && <LoadingState />}
      {read.isError && <ErrorNotice error={read.error} />}
      {read.data?.differences.length === 0 && <Text c="dimmed">{t('diff.none')}</Text>}
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {read.data?.differences.map((difference) => (
          <Difference
            key={`${difference.part} ${difference.subject} ${difference.path} ${difference.change}`}
            difference={difference}
          />
        ))}
      </Stack>
    </Stack>
  );
}

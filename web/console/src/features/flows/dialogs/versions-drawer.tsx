import { Badge, Button, Drawer, Group, Menu, Paper, Stack, Text } from '@mantine/core';
import { IconTag } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { type FlowDocument, readDocument } from '../document/flow-document.ts';
import {
  FLOW_LABELS,
  type Flow,
  type FlowApi,
  type FlowLabel,
  type FlowVersion,
} from '../flow-api.ts';
import { VersionDiff } from './version-diff.tsx';

type VersionsProps = {
  readonly flows: FlowApi;
  readonly flow: Flow;
  readonly editable: boolean;
  readonly onLoad: (document: FlowDocument) => void;
};

type RowProps = VersionsProps & {
  readonly version: FlowVersion;
  readonly onCompare: () => void;
};

function LabelMenu({ flows, flow, version }: RowProps) {
  const { t } = useTranslation('flows');
  const client = useQueryClient();
  const point = useMutation({
    mutationFn: ({ label, to }: { readonly label: FlowLabel; readonly to: number | null }) =>
      flows.label(flow.id, label, to),
    onSuccess: (_, { label, to }) => {
      notifyDone(
        to === null
          ? t('versions.labelTaken', { label })
          : t('versions.labelled', { label, version: to }),
      );
      return client.invalidateQueries({ queryKey: ['flows'] });
    },
  });
  const { version: number } = version;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconTag size={12} />}
            loading={point.isPending}
            aria-label={t('versions.labelsOf', { version: number })}
          >
            {t('versions.labels')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {FLOW_LABELS.map((label) => {
            const here = version.labels.includes(label);
            return (
              <Menu.Item
                key={label}
                onClick={() => point.mutate({ label, to: here ? null : number })}
              >
                {t(here ? 'versions.takeLabel' : 'versions.giveLabel', { label })}
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
      {point.isError && <ErrorNotice error={point.error} />}
    </>
  );
}

function VersionRow(props: RowProps) {
  const { t } = useTranslation('flows');
  const { can } = useSession();
  const { flows, flow, version, editable, onLoad, onCompare } = props;
  const { version: number, datePublished, labels } = version;
  const load = useMutation({
    mutationFn: async () => onLoad(readDocument((await flows.version(flow.id, number)).document)),
  });
  return (
    <Paper withBorder p="sm" component="li" aria-label={t('versions.one', { version: number })}>
      <Group gap="xs" mb={4}>
        <Text fw={600}>{t('versions.one', { version: number })}</Text>
        {datePublished && <StatusBadge tone="good">{t('versions.published')}</StatusBadge>}
        {flow.publishedVersion === number && (
          <Badge variant="default">{t('versions.latest')}</Badge>
        )}
        {labels.map((label) => (
          <Badge key={label}>{label}</Badge>
        ))}
      </Group>
      <Text size="xs" c="dimmed">
        <DateText value={version.dateCreated} />
        {version.createdBy ? ` · ${version.createdBy.name}` : ''}
      </Text>
      <Group gap="xs" mt="xs">
        <Button size="compact-xs" variant="default" onClick={onCompare}>
          {t('versions.compare')}
        </Button>
        {editable && flow.savedVersion !== number && (
          <Button
            size="compact-xs"
            variant="default"
            loading={load.isPending}
            aria-label={t('versions.openNamed', { version: number })}
            onClick={() => load.mutate()}
          >
            {t('versions.open')}
          </Button>
        )}
        {datePublished && can({ all: ['architect:flow:publish'] }) && <LabelMenu {...props} />}
      </Group>
      {load.isError && <ErrorNotice error={load.error} />}
    </Paper>
  );
}

function Versions(props: VersionsProps) {
  const { t } = useTranslation('flows');
  const { flows, flow } = props;
  const [compared, setCompared] = useState<number | null>(null);
  const list = useQuery({
    queryKey: ['flows', flows.half, flow.id, 'versions'],
    queryFn: () => readAll(100, (page) => flows.versions(flow.id, page)),
  });
  if (list.isPending) return <LoadingState />;
  if (list.isError) return <ErrorNotice error={list.error} />;
  const versions = [...list.data].sort((a, b) => b.version - a.version);
  if (compared !== null) {
    return (
      <VersionDiff
        flows={flows}
        flow={flow}
        from={compared}
        versions={versions.map(({ version }) => version)}
        onClose={() => setCompared(null)}
      />
    );
  }
  return (
    <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
      {versions.length === 0 && <Text c="dimmed">{t('versions.none')}</Text>}
      {versions.map((version) => (
        <VersionRow
          key={version.version}
          {...props}
          version={version}
          onCompare={() => setCompared(version.version)}
        />
      ))}
    </Stack>
  );
}

type DrawerProps = VersionsProps & { readonly opened: boolean; readonly onClose: () => void };

/** Every saved version: compared, taken back into the editor, and given labels. */
export function VersionsDrawer({ opened, onClose, ...rest }: DrawerProps) {
  const { t } = useTranslation('flows');
  const { t: common } = useTranslation('common');
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="lg"
      title={t('versions.title')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      {opened && <Versions {...rest} />}
    </Drawer>
  );
}

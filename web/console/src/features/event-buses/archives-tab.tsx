import { Button, EmptyState, Group, Paper, Stack, Title } from '@mantine/core';
import { IconArchive, IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import { type FormValues, numberOf, textOf } from '#src/components/form-rules.ts';
import { ListTable } from '#src/components/list-table.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { DeleteAction } from '#src/components/row-actions.tsx';
import { useSession } from '#src/session/session.ts';
import { type Archive, lastDay, nameField } from './bus-rules.ts';
import { ReplayTable } from './replay-table.tsx';

type Open =
  | { readonly kind: 'archive' }
  | { readonly kind: 'replay'; readonly archive: Archive }
  | { readonly kind: 'delete'; readonly archive: Archive }
  | null;

type BusProps = { readonly busId: string };

function useArchiveOperations(busId: string) {
  const { api } = useSession();
  const cache = useQueryClient();
  const params = { busId };
  const reread = () => cache.invalidateQueries({ queryKey: ['event-buses', busId] });
  return {
    async create(values: FormValues) {
      const eventPattern = textOf(values, 'pattern');
      await api.call('POST /tandem/events/buses/{busId}/archives', {
        params,
        body: {
          name: textOf(values, 'name'),
          retentionDays: numberOf(values, 'retentionDays') ?? 0,
          ...(eventPattern ? { eventPattern } : {}),
        },
      });
      await reread();
    },
    async replay(values: FormValues, archiveId: string) {
      const at = (name: string) => new Date(textOf(values, name)).toISOString();
      await api.call('POST /tandem/events/buses/{busId}/replays', {
        params,
        body: { name: textOf(values, 'name'), archiveId, from: at('from'), to: at('to') },
      });
      await reread();
    },
    async remove(archiveId: string) {
      await api.call('DELETE /tandem/events/buses/{busId}/archives/{archiveId}', {
        params: { busId, archiveId },
      });
      await reread();
    },
  };
}

type ArchiveTableProps = {
  readonly archives: readonly Archive[];
  readonly onReplay: (archive: Archive) => void;
  readonly onDelete: (archive: Archive) => void;
};

function ArchiveTable({ archives, onReplay, onDelete }: ArchiveTableProps) {
  const { t } = useTranslation('event-buses');
  const { can } = useSession();
  return (
    <ListTable<Archive>
      caption={t('archives.title')}
      rows={archives}
      rowId={({ id }) => id}
      rowActions={(archive) => (
        <>
          {can({ all: ['integrations:integration:edit'] }) && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlayerPlay size={14} aria-hidden />}
              aria-label={t('replays.startNamed', { name: archive.name })}
              onClick={() => onReplay(archive)}
            >
              {t('replays.start')}
            </Button>
          )}
          {can({ all: ['integrations:integration:delete'] }) && (
            <DeleteAction name={archive.name} onClick={() => onDelete(archive)} />
          )}
        </>
      )}
      columns={[
        { key: 'name', header: t('fields.name'), render: ({ name }) => name },
        { key: 'events', header: t('fields.events'), render: ({ eventCount }) => eventCount },
        {
          key: 'retention',
          header: t('fields.retention'),
          minor: true,
          render: ({ retentionDays }) =>
            retentionDays === 0
              ? t('archives.forever')
              : t('archives.days', { count: retentionDays }),
        },
      ]}
    />
  );
}

const isMoment = (text: string) => !Number.isNaN(Date.parse(text));

function Dialogs({
  busId,
  open,
  onClose,
}: BusProps & {
  readonly open: Open;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('event-buses');
  const operations = useArchiveOperations(busId);
  const moment = (name: 'from' | 'to') =>
    ({
      kind: 'text',
      name,
      label: t(`fields.${name}`),
      required: true,
      moment: true,
      ...{ description: t('fields.momentHelp'), pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d/ },
      patternMessage: t('fields.momentRefused'),
    }) as const;
  return (
    <>
      <FormDrawer
        opened={open?.kind === 'archive'}
        title={t('archives.new')}
        fields={[
          nameField(t),
          {
            kind: 'number',
            name: 'retentionDays',
            label: t('fields.retention'),
            ...{ description: t('fields.retentionHelp'), required: true, min: 0, max: 3650 },
          },
          {
            kind: 'textarea',
            name: 'pattern',
            label: t('fields.pattern'),
            description: t('archives.patternHelp'),
          },
        ]}
        initial={{ retentionDays: 7 }}
        onSubmit={operations.create}
        onDone={() => {
          notifyDone(t('archives.saved'));
          onClose();
        }}
        onClose={onClose}
      />
      <FormDrawer
        opened={open?.kind === 'replay'}
        title={open?.kind === 'replay' ? t('replays.startNamed', { name: open.archive.name }) : ''}
        fields={[nameField(t), moment('from'), moment('to')]}
        initial={lastDay(new Date())}
        submitLabel={t('replays.start')}
        onSubmit={async (values) => {
          if (open?.kind !== 'replay' || !isMoment(textOf(values, 'from'))) return;
          await operations.replay(values, open.archive.id);
        }}
        onDone={() => {
          notifyDone(t('replays.started'));
          onClose();
        }}
        onClose={onClose}
      />
      <ConfirmDelete
        name={open?.kind === 'delete' ? open.archive.name : null}
        consequence={t('archives.deleteText')}
        onConfirm={async () => {
          if (open?.kind === 'delete') await operations.remove(open.archive.id);
        }}
        onClose={onClose}
      />
    </>
  );
}

/** What a bus keeps for later, and what was sent once more. */
export function ArchivesTab({ busId }: BusProps) {
  const { t } = useTranslation('event-buses');
  const { api, can } = useSession();
  const [open, setOpen] = useState<Open>(null);
  const list = useQuery({
    queryKey: ['event-buses', busId, 'archives'],
    queryFn: () =>
      readAll(200, (page) =>
        api.call('GET /tandem/events/buses/{busId}/archives', { params: { busId }, query: page }),
      ),
  });
  if (list.isPending) return <LoadingState />;
  if (list.isError) return <ErrorNotice error={list.error} />;
  const create = can({ all: ['integrations:integration:edit'] }) && (
    <Button
      leftSection={<IconPlus size={18} aria-hidden />}
      onClick={() => setOpen({ kind: 'archive' })}
    >
      {t('archives.new')}
    </Button>
  );
  return (
    <Stack>
      {list.data.length === 0 ? (
        <Paper withBorder py={48} px="md">
          <EmptyState
            icon={<IconArchive />}
            title={t('archives.emptyTitle')}
            description={t('archives.emptyText')}
            variant="light"
          >
            {create && <EmptyState.Actions>{create}</EmptyState.Actions>}
          </EmptyState>
        </Paper>
      ) : (
        <>
          <Group justify="space-between">
            <Title order={2} size="h4">
              {t('archives.title')}
            </Title>
            {create}
          </Group>
          <ArchiveTable
            archives={list.data}
            onReplay={(archive) => setOpen({ kind: 'replay', archive })}
            onDelete={(archive) => setOpen({ kind: 'delete', archive })}
          />
        </>
      )}
      <ReplayTable busId={busId} />
      <Dialogs busId={busId} open={open} onClose={() => setOpen(null)} />
    </Stack>
  );
}

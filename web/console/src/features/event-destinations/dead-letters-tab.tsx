import { Button, Drawer, EmptyState, Group, Paper, Stack, Text } from '@mantine/core';
import { IconMailCheck, IconRepeat } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import { ListTable } from '#src/components/list-table.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { Pager } from '#src/components/pager.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { DESTINATIONS, type DeadLetter, FOLLOW_MS } from './destination-rules.ts';
import { useDestinationChanges, useReason } from './use-destinations.ts';

const PAGE = 25;

type RedriveProps = {
  readonly destinationId: string;
  /** Left out: the oldest that wait. */
  readonly eventId?: string;
  readonly onDone?: () => void;
};

/** Asks, then sends one dead letter again, or all that wait. */
function Redrive({ destinationId, eventId, onDone }: RedriveProps) {
  const { t } = useTranslation('event-destinations');
  const { api, can } = useSession();
  const { reread } = useDestinationChanges();
  const [asking, setAsking] = useState(false);
  if (!can({ all: ['integrations:integration:edit'] })) return null;
  const label = t(eventId ? 'redrive.one' : 'redrive.all');
  return (
    <>
      <Button
        variant="light"
        leftSection={<IconRepeat size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {label}
      </Button>
      <ConfirmDelete
        name={asking ? label : null}
        title={label}
        consequence={t('redrive.text')}
        confirmLabel={t('redrive.confirm')}
        onConfirm={async () => {
          const { redriven } = await api.call(
            'POST /tandem/events/destinations/{destinationId}/dead-letters/redrive',
            { params: { destinationId }, body: eventId ? { eventIds: [eventId] } : {} },
          );
          notifyDone(t('redrive.done', { count: redriven }));
          await reread();
          onDone?.();
        }}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

function Redriven({ letter: { dateRedriven } }: { readonly letter: DeadLetter }) {
  const { t } = useTranslation('event-destinations');
  return (
    <StatusBadge tone={dateRedriven ? 'neutral' : 'bad'}>
      {t(dateRedriven ? 'deadLetters.redriven' : 'deadLetters.waits')}
    </StatusBadge>
  );
}

type LetterProps = {
  readonly destinationId: string;
  readonly letter: DeadLetter;
  readonly onDone: () => void;
};

/** One dead letter: why it died, and the event. */
function Letter({ destinationId, letter, onDone }: LetterProps) {
  const { t } = useTranslation('event-destinations');
  const reasonOf = useReason();
  return (
    <Stack>
      <Group justify="space-between">
        <Redriven letter={letter} />
        {!letter.dateRedriven && (
          <Redrive destinationId={destinationId} eventId={letter.eventId} onDone={onDone} />
        )}
      </Group>
      <Text size="sm">{[letter.code, reasonOf(letter)].filter(Boolean).join(' · ')}</Text>
      {reasonOf(letter) !== letter.reason && (
        <Text size="xs" c="dimmed">
          {letter.reason}
        </Text>
      )}
      <Text size="sm" component="div">
        {t('deadLetters.happened')} <DateText value={letter.eventTime} seconds />
      </Text>
      {letter.dateRedriven && (
        <Text size="sm" component="div">
          {t('deadLetters.redriven')} <DateText value={letter.dateRedriven} seconds />
        </Text>
      )}
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {[letter.eventId, letter.key, letter.position].join(' · ')}
      </Text>
      <JsonView label={t('fields.event')} value={letter.eventBody} maxHeight={480} />
    </Stack>
  );
}

type TableProps = {
  readonly rows: readonly DeadLetter[];
  readonly onOpen: (letter: DeadLetter) => void;
};

function LetterTable({ rows, onOpen }: TableProps) {
  const { t } = useTranslation('event-destinations');
  const reasonOf = useReason();
  return (
    <ListTable<DeadLetter>
      caption={t('tabs.deadLetters')}
      rows={rows}
      rowId={({ eventId }) => eventId}
      onOpen={onOpen}
      columns={[
        {
          key: 'topic',
          header: t('fields.event'),
          render: ({ topicName }) => <span style={{ overflowWrap: 'anywhere' }}>{topicName}</span>,
        },
        {
          key: 'died',
          header: t('fields.died'),
          minor: true,
          render: ({ dateDied }) => <DateText value={dateDied} seconds />,
        },
        {
          key: 'attempts',
          header: t('fields.attempts'),
          minor: true,
          render: ({ attempts }) => attempts,
        },
        {
          key: 'reason',
          header: t('fields.reason'),
          minor: true,
          render: (letter) => <Text size="sm">{reasonOf(letter)}</Text>,
        },
        {
          key: 'state',
          header: t('fields.state'),
          render: (letter) => <Redriven letter={letter} />,
        },
      ]}
    />
  );
}

/** What was given up, with the reason, and a way to send it again. */
export function DeadLettersTab({ destinationId }: { readonly destinationId: string }) {
  const { t } = useTranslation('event-destinations');
  const { t: common } = useTranslation('common');
  const { api } = useSession();
  const [pageNumber, setPageNumber] = useState(1);
  const [open, setOpen] = useState<DeadLetter | null>(null);
  const list = useQuery({
    queryKey: [...DESTINATIONS, destinationId, 'dead-letters', pageNumber],
    queryFn: () =>
      api.call('GET /tandem/events/destinations/{destinationId}/dead-letters', {
        params: { destinationId },
        query: { pageSize: PAGE, pageNumber },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: FOLLOW_MS,
  });
  const rows = list.data?.entities ?? [];
  return (
    <Stack>
      {rows.some(({ dateRedriven }) => !dateRedriven) && (
        <Group justify="flex-end">
          <Redrive destinationId={destinationId} />
        </Group>
      )}
      {list.isPending && <LoadingState />}
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && (
        <Paper withBorder py={48} px="md">
          <EmptyState
            icon={<IconMailCheck />}
            title={t('deadLetters.emptyTitle')}
            description={t('deadLetters.emptyText')}
            variant="light"
          />
        </Paper>
      )}
      {rows.length > 0 && <LetterTable rows={rows} onOpen={setOpen} />}
      <Pager
        total={list.data?.total}
        shown={rows.length}
        pageSize={PAGE}
        pageNumber={pageNumber}
        onPage={setPageNumber}
      />
      <Drawer
        opened={open !== null}
        onClose={() => setOpen(null)}
        position="right"
        size="lg"
        title={t('deadLetters.one')}
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        {open && (
          <Letter destinationId={destinationId} letter={open} onDone={() => setOpen(null)} />
        )}
      </Drawer>
    </Stack>
  );
}

import { Group, Stack, Text } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import type { Column } from '#src/components/list-table.tsx';
import { ReasonText, useReason } from '#src/components/reason-text.tsx';
import { RecordList } from '#src/components/record-list.tsx';
import { RedriveButton } from '#src/components/redrive-button.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useRecords } from '#src/components/use-records.ts';
import { useSession } from '#src/session/session.ts';
import { DESTINATIONS, type DeadLetter } from './destination-rules.ts';
import { useDestinationChanges } from './use-destinations.ts';

type RedriveProps = {
  readonly destinationId: string;
  /** Left out: the oldest that wait. */
  readonly eventId?: string;
  readonly onDone?: () => void;
};

/** Sends one dead letter again, or all that wait. */
function Redrive({ destinationId, eventId, onDone }: RedriveProps) {
  const { t } = useTranslation('event-destinations');
  const { api, can } = useSession();
  const { reread } = useDestinationChanges();
  if (!can({ all: ['integrations:integration:edit'] })) return null;
  return (
    <RedriveButton
      label={t(eventId ? 'redrive.one' : 'redrive.all')}
      consequence={t('redrive.text')}
      confirmLabel={t('redrive.confirm')}
      redrive={async () => {
        const { redriven } = await api.call(
          'POST /tandem/events/destinations/{destinationId}/dead-letters/redrive',
          { params: { destinationId }, body: eventId ? { eventIds: [eventId] } : {} },
        );
        await reread();
        onDone?.();
        return t('redrive.done', { count: redriven });
      }}
    />
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
  return (
    <Stack>
      <Group justify="space-between">
        <Redriven letter={letter} />
        {!letter.dateRedriven && (
          <Redrive destinationId={destinationId} eventId={letter.eventId} onDone={onDone} />
        )}
      </Group>
      <div>
        <ReasonText code={letter.code} reason={letter.reason} />
      </div>
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

function useColumns(): readonly Column<DeadLetter>[] {
  const { t } = useTranslation('event-destinations');
  const reasonOf = useReason();
  return [
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
  ];
}

/** What was given up, with the reason, and a way to send it again. */
export function DeadLettersTab({ destinationId }: { readonly destinationId: string }) {
  const { t } = useTranslation('event-destinations');
  const { api } = useSession();
  const columns = useColumns();
  const records = useRecords<DeadLetter>({
    queryKey: [...DESTINATIONS, destinationId, 'dead-letters'],
    load: (query) =>
      api.call('GET /tandem/events/destinations/{destinationId}/dead-letters', {
        params: { destinationId },
        query,
      }),
  });
  return (
    <Stack>
      {records.rows.some(({ dateRedriven }) => !dateRedriven) && (
        <Group justify="flex-end">
          <Redrive destinationId={destinationId} />
        </Group>
      )}
      <RecordList<DeadLetter>
        records={records}
        caption={t('tabs.deadLetters')}
        columns={columns}
        rowId={({ eventId }) => eventId}
        empty={{
          icon: <IconMailCheck />,
          title: t('deadLetters.emptyTitle'),
          text: t('deadLetters.emptyText'),
        }}
        detailTitle={() => t('deadLetters.one')}
        detail={(letter, close) => (
          <Letter destinationId={destinationId} letter={letter} onDone={close} />
        )}
      />
    </Stack>
  );
}

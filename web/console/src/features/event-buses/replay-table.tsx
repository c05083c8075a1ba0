import { Button, Stack, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { ListTable } from '#src/components/list-table.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { REPLAY_TONES, type Replay } from './bus-rules.ts';

const FOLLOW_MS = 2_000;
const isOver = ({ state }: Replay) => state === 'COMPLETED' || state === 'CANCELLED';

function CancelButton({ replay }: { readonly replay: Replay }) {
  const { t } = useTranslation('event-buses');
  const { api, can } = useSession();
  const cache = useQueryClient();
  const { busId, id: replayId, name } = replay;
  const cancel = useMutation({
    mutationFn: () =>
      api.call('POST /tandem/events/buses/{busId}/replays/{replayId}/cancel', {
        params: { busId, replayId },
      }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['event-buses', busId, 'replays'] }),
  });
  if (isOver(replay) || !can({ all: ['integrations:integration:edit'] })) return null;
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={t('replays.cancelNamed', { name })}
      loading={cancel.isPending}
      onClick={() => cancel.mutate()}
    >
      {t('replays.cancel')}
    </Button>
  );
}

/** Replays of a bus, with how far they have come; nothing while there were none. */
export function ReplayTable({ busId }: { readonly busId: string }) {
  const { t } = useTranslation('event-buses');
  const { api } = useSession();
  const list = useQuery({
    queryKey: ['event-buses', busId, 'replays'],
    queryFn: () =>
      readAll(200, (page) =>
        api.call('GET /tandem/events/buses/{busId}/replays', { params: { busId }, query: page }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.some((replay) => !isOver(replay)) ? FOLLOW_MS : false,
  });
  if (list.isError) return <ErrorNotice error={list.error} />;
  if (!list.data || list.data.length === 0) return null;
  return (
    <Stack>
      <Title order={2} size="h4">
        {t('replays.title')}
      </Title>
      <ListTable<Replay>
        caption={t('replays.title')}
        rows={list.data}
        rowId={({ id }) => id}
        rowActions={(replay) => <CancelButton replay={replay} />}
        columns={[
          { key: 'name', header: t('fields.name'), render: ({ name }) => name },
          {
            key: 'from',
            header: t('fields.from'),
            minor: true,
            render: ({ from }) => <DateText value={from} />,
          },
          {
            key: 'to',
            header: t('fields.to'),
            minor: true,
            render: ({ to }) => <DateText value={to} />,
          },
          { key: 'replayed', header: t('fields.events'), render: ({ replayed }) => replayed },
          {
            key: 'state',
            header: t('fields.state'),
            render: ({ state }) => (
              <StatusBadge tone={REPLAY_TONES[state]}>{t(`replayStates.${state}`)}</StatusBadge>
            ),
          },
        ]}
      />
    </Stack>
  );
}

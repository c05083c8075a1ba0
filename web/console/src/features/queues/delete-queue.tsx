import {
  Button,
  Checkbox,
  Group,
  Modal,
  Radio,
  Select,
  Stack,
  Text,
  Textarea,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { useSession } from '#src/session/session.ts';
import type { Queue } from './queue-rules.ts';
import { type Fate, fateBody, isDecided } from './removal-rules.ts';

type DeleteQueueProps = { readonly queue: Queue | null; readonly onClose: () => void };

/** Typing narrows the list; more than this at once helps nobody. */
const MOST_SHOWN = 100;

function useOtherQueues(queueId: string, enabled: boolean) {
  const { api } = useSession();
  return useQuery({
    queryKey: ['queues', 'choices'],
    enabled,
    queryFn: () => readAll(100, (query) => api.call('GET /api/v2/routing/queues', { query })),
    select: (rows) =>
      rows
        .filter(({ id }) => id !== queueId)
        .map(({ id = '', name = '' }) => ({ value: id, label: name })),
  });
}

type FateFieldsProps = {
  readonly queueId: string;
  readonly fate: Fate;
  readonly onChange: (fate: Fate) => void;
};

/** What becomes of those who wait. */
function FateFields({ queueId, fate, onChange }: FateFieldsProps) {
  const { t } = useTranslation('queues');
  const { t: common } = useTranslation('common');
  const others = useOtherQueues(queueId, true);
  const isOnly = others.data?.length === 0;
  useEffect(() => {
    // Nowhere to move to: what is left is the other choice.
    if (isOnly && fate.kind === 'move') onChange({ ...fate, kind: 'end' });
  }, [isOnly, fate, onChange]);
  return (
    <>
      <Radio.Group
        label={t('removal.fate')}
        value={fate.kind}
        onChange={(kind) => onChange({ ...fate, kind: kind as Fate['kind'] })}
      >
        <Stack gap="xs" mt="xs">
          <Radio
            value="move"
            label={t('removal.move')}
            disabled={isOnly}
            description={isOnly ? t('removal.noOther') : null}
          />
          <Radio value="end" label={t('removal.end')} />
        </Stack>
      </Radio.Group>
      {fate.kind === 'move' && (
        <Select
          label={t('removal.moveTo')}
          data={others.data ?? []}
          value={fate.moveTo}
          onChange={(moveTo) => onChange({ ...fate, moveTo })}
          searchable
          limit={MOST_SHOWN}
          nothingFoundMessage={common('nothingFound')}
          required
        />
      )}
      {fate.kind === 'end' && (
        <Textarea
          label={t('removal.farewell')}
          description={t('removal.farewellHelp')}
          value={fate.farewell}
          maxLength={2000}
          autosize
          minRows={2}
          onChange={(event) => onChange({ ...fate, farewell: event.currentTarget.value })}
        />
      )}
      {others.isError && <ErrorNotice error={others.error} />}
    </>
  );
}

function Removal({ queue, onClose }: { readonly queue: Queue; readonly onClose: () => void }) {
  const { t } = useTranslation('queues');
  const { t: common } = useTranslation('common');
  const { api } = useSession();
  const client = useQueryClient();
  const [fate, setFate] = useState<Fate>({ kind: 'move', moveTo: null, farewell: '' });
  const [sure, setSure] = useState(false);
  const params = { queueId: queue.id ?? '' };
  const load = useQuery({
    queryKey: ['queue-load', params.queueId],
    queryFn: () => api.call('GET /tandem/queues/{queueId}/load', { params }),
    refetchInterval: 2000,
  });
  const waiting = load.data?.waiting ?? 0;
  const active = load.data?.active ?? 0;
  const asks = waiting > 0;
  const deed = useMutation({
    mutationFn: async () => {
      await api.call('POST /tandem/queues/{queueId}/removal', {
        params,
        body: asks ? fateBody(fate) : {},
      });
      await client.invalidateQueries({ queryKey: ['queues'] });
    },
    onSuccess: onClose,
  });
  return (
    <Stack>
      {load.isPending && <LoadingState />}
      {load.isError && <ErrorNotice error={load.error} />}
      {load.isSuccess && (
        <Text size="sm" role="status">
          {t('removal.waiting', { count: waiting })} {t('removal.active', { count: active })}
        </Text>
      )}
      <Text size="sm">{t('removal.flows')}</Text>
      {asks && <FateFields queueId={params.queueId} fate={fate} onChange={setFate} />}
      {asks && (
        <Checkbox
          label={t('removal.sure', { count: waiting })}
          checked={sure}
          onChange={(event) => setSure(event.currentTarget.checked)}
        />
      )}
      {deed.isError && <ErrorNotice error={deed.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {common('cancel')}
        </Button>
        <Button
          color="red.8"
          disabled={!load.isSuccess || (asks && !(sure && isDecided(fate)))}
          loading={deed.isPending}
          onClick={() => deed.mutate()}
        >
          {common('delete.confirm')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Says who waits and who is served; asks what becomes of them, and once more, before the queue is gone. */
export function DeleteQueue({ queue, onClose }: DeleteQueueProps) {
  const { t: common } = useTranslation('common');
  return (
    <Modal
      opened={queue !== null}
      onClose={onClose}
      title={common('delete.title', { name: queue?.name ?? '' })}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      {queue && <Removal key={queue.id} queue={queue} onClose={onClose} />}
    </Modal>
  );
}

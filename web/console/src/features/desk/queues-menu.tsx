import { Button, Popover, Space, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useSession } from '#src/session/session.ts';
import { MY_QUEUES, type useMyQueues } from './use-my-queues.ts';

/** The agent's queues; leaving one keeps its conversations away without going off queue. */
export function QueuesMenu({ queues }: { readonly queues: ReturnType<typeof useMyQueues> }) {
  const { t } = useTranslation('desk');
  const { api, me, can } = useSession();
  const client = useQueryClient();
  const join = useMutation({
    mutationFn: ({ id, joined }: { id: string; joined: boolean }) =>
      api.call('PATCH /api/v2/users/{userId}/queues/{queueId}', {
        params: { userId: me.id, queueId: id },
        body: { id, joined },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: MY_QUEUES }),
  });
  // What was chosen stays in view until it is read again.
  const wanted = (id: string | undefined) =>
    join.isPending && join.variables.id === id ? join.variables.joined : undefined;
  const rows = queues.data?.entities ?? [];
  const joined = rows.filter((queue) => queue.joined).length;
  // What comes later takes no room of its own: nothing below moves.
  if (!queues.isSuccess) return <Space h={22} />;
  return (
    <Popover position="bottom-end" withinPortal trapFocus>
      <Popover.Target>
        <Button variant="subtle" size="compact-xs" style={{ flexShrink: 0 }}>
          {t('queues.count', { joined, count: rows.length })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('queues.label')}>
        <Stack gap="xs">
          {rows.length === 0 && <Text size="sm">{t('queues.none')}</Text>}
          {rows.map((queue) => (
            <Switch
              key={queue.id}
              label={queue.name}
              checked={wanted(queue.id) ?? queue.joined ?? false}
              disabled={!can({ any: ['routing:queue:join', 'routing:queue:edit'] })}
              onChange={(event) =>
                join.mutate({ id: queue.id ?? '', joined: event.currentTarget.checked })
              }
            />
          ))}
          {join.isError && <ErrorNotice error={join.error} />}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

import { Button, Group, List, Select, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { DeleteAction } from '#src/components/row-actions.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';

function useMembership(userId: string) {
  const { api } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ queueId, leave }: { queueId: string; leave: boolean }) =>
      api.call('POST /api/v2/routing/queues/{queueId}/members', {
        params: { queueId },
        query: leave ? { delete: true } : {},
        body: [{ id: userId }],
      }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['users', userId, 'queues'] }),
        client.invalidateQueries({ queryKey: ['queues'] }),
      ]),
  });
}

/** The queues a person works in. */
export function QueuesTab({ userId }: { readonly userId: string }) {
  const { t } = useTranslation('people');
  const { api, can } = useSession();
  const [picked, setPicked] = useState<string | null>(null);
  const editable = can({ any: ['routing:queue:edit', 'routing:queueMember:manage'] });
  const member = useMembership(userId);
  const own = useQuery({
    queryKey: ['users', userId, 'queues'],
    queryFn: () =>
      readAll(100, (page) =>
        api.call('GET /api/v2/users/{userId}/queues', { params: { userId }, query: page }),
      ),
  });
  const all = useQuery({
    queryKey: ['queues', 'choices'],
    queryFn: () => readAll(100, (page) => api.call('GET /api/v2/routing/queues', { query: page })),
    enabled: editable,
  });
  if (own.isPending) return <LoadingState />;
  if (own.isError) return <ErrorNotice error={own.error} />;
  const rows = own.data;
  const taken = new Set(rows.map(({ id }) => id));
  const options = (all.data ?? []).flatMap(({ id, name }) =>
    id && !taken.has(id) ? [{ value: id, label: name ?? id }] : [],
  );
  return (
    <>
      {editable && (
        <Group align="flex-end" mb="md" wrap="nowrap">
          <Select
            label={t('queues.choose')}
            data={options}
            value={picked}
            onChange={setPicked}
            searchable
            flex={1}
          />
          <Button
            disabled={!picked}
            onClick={() => {
              member.mutate({ queueId: picked ?? '', leave: false });
              setPicked(null);
            }}
          >
            {t('add')}
          </Button>
        </Group>
      )}
      {member.isError && <ErrorNotice error={member.error} />}
      {rows.length === 0 && <Text c="dimmed">{t('queues.none')}</Text>}
      <List listStyleType="none" spacing="xs">
        {rows.map(({ id = '', name = '', joined }) => (
          <List.Item key={id} styles={{ itemWrapper: { width: '100%' }, itemLabel: { flex: 1 } }}>
            <Group justify="space-between" wrap="nowrap">
              <Text>{name}</Text>
              <Group gap="xs" wrap="nowrap">
                <StatusBadge tone={joined ? 'good' : 'neutral'}>
                  {joined ? t('queues.joined') : t('queues.notJoined')}
                </StatusBadge>
                {editable && (
                  <DeleteAction
                    name={name}
                    onClick={() => member.mutate({ queueId: id, leave: true })}
                  />
                )}
              </Group>
            </Group>
          </List.Item>
        ))}
      </List>
    </>
  );
}

import { Button } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';

type Participant = NonNullable<
  ReplyOf<'GET /api/v2/conversations/messages/{conversationId}'>['participants']
>[number];

const isLive = ({ state }: Participant) => state !== 'disconnected' && state !== 'terminated';

/** Joins an open conversation to read along, and leaves it again; everybody in it sees who does. */
export function ReadAlongButton({ conversationId }: { readonly conversationId: string }) {
  const { t } = useTranslation('monitor');
  const { api, me, can } = useSession();
  const client = useQueryClient();
  const may = can({ all: ['conversation:message:monitor', 'conversation:message:view'] });
  const key = ['conversations', conversationId, 'participants'];
  const read = useQuery({
    queryKey: key,
    enabled: may,
    queryFn: () =>
      api.call('GET /api/v2/conversations/messages/{conversationId}', {
        params: { conversationId },
      }),
  });
  const people = (read.data?.participants ?? []).filter(isLive);
  const own = people.find(({ purpose, user }) => purpose === 'monitor' && user?.id === me.id);
  const customer = people.find(({ purpose }) => purpose === 'customer');
  const change = useMutation({
    mutationFn: async () => {
      const participantId = (own ?? customer)?.id ?? '';
      const params = { conversationId, participantId };
      if (own)
        await api.call(
          'PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}',
          { params, body: { state: 'disconnected' } },
        );
      else
        await api.call(
          'POST /api/v2/conversations/messages/{conversationId}/participants/{participantId}/monitor',
          { params },
        );
    },
    onSuccess: () => notifyDone(t(own ? 'readAlong.left' : 'readAlong.joined')),
    onSettled: () => client.invalidateQueries({ queryKey: ['conversations', conversationId] }),
  });
  if (!may || !customer) return null;
  const Icon = own ? IconEyeOff : IconEye;
  return (
    <Button
      size="sm"
      variant="light"
      leftSection={<Icon size={16} />}
      loading={change.isPending}
      onClick={() => change.mutate()}
    >
      {t(own ? 'readAlong.leave' : 'readAlong.join')}
    </Button>
  );
}

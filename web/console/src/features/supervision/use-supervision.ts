import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReplyOf } from '#src/api/operations.ts';
import { useSession } from '#src/session/session.ts';

export type Supervision = ReplyOf<'GET /tandem/supervision'>;
export type Supervised = Supervision['conversations'][number];

const KEY = ['supervision'];
const REREAD_MS = 3000;

/** How things stand, read again every few seconds. */
export function useSupervision(queueId: string | null) {
  const { api } = useSession();
  return useQuery({
    queryKey: [...KEY, queueId],
    queryFn: () =>
      api.call('GET /tandem/supervision', { query: { queueId: queueId ?? undefined } }),
    placeholderData: keepPreviousData,
    refetchInterval: REREAD_MS,
  });
}

const PARTICIPANT = '/api/v2/conversations/messages/{conversationId}/participants/{participantId}';

/** What a supervisor does with a conversation, and whether they may. */
export function useDeeds() {
  const { api, me, can } = useSession();
  const client = useQueryClient();
  const reread = () => client.invalidateQueries({ queryKey: KEY });

  /** To whom a conversation goes: past the order of the queue, or away from the agent who has it. */
  const give = async ({ id, stage, agentParticipantId }: Supervised, userId: string) => {
    const isHeld = agentParticipantId !== null && stage !== 'offered';
    if (isHeld)
      await api.call(`POST ${PARTICIPANT}/replace`, {
        params: { conversationId: id, participantId: agentParticipantId },
        body: { userId, transferType: 'Unattended' },
      });
    else
      await api.call('POST /api/v2/conversations/{conversationId}/assign', {
        params: { conversationId: id },
        body: { id: userId },
      });
  };
  const assign = useMutation({
    mutationFn: ({ one, userId }: { one: Supervised; userId: string }) => give(one, userId),
    onSettled: reread,
  });
  const lookIn = useMutation({
    mutationFn: ({ id, customerParticipantId }: Supervised) =>
      api.call(`POST ${PARTICIPANT}/monitor`, {
        params: { conversationId: id, participantId: customerParticipantId },
      }),
  });
  const end = useMutation({
    mutationFn: ({ id }: Supervised) =>
      api.call('POST /api/v2/conversations/{conversationId}/disconnect', {
        params: { conversationId: id },
      }),
    onSettled: reread,
  });
  const mayMove = can({
    all: ['conversation:communication:blindTransfer', 'conversation:communication:disconnect'],
  });
  const mayAssign = can({ any: ['conversation:message:assign', 'conversation:message:pull'] });
  return {
    me,
    assign,
    lookIn,
    end,
    mayGive: ({ stage }: Supervised) =>
      stage === 'active' || stage === 'parked' ? mayMove : mayAssign,
    mayLookIn: can({ all: ['conversation:message:monitor'] }),
    mayEnd: can({ all: ['conversation:communication:disconnect'] }),
  };
}

export type Deeds = ReturnType<typeof useDeeds>;

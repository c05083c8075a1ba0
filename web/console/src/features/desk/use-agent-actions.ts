import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { BodyOf } from '#src/api/operations.ts';
import { useApi } from '#src/session/session.ts';
import type { Work } from './conversation-rules.ts';
import { forgetDeclined, noteDeclined } from './declined-hint.tsx';
import { declineOf, NOTE } from './transfer-rules.ts';

type Change =
  BodyOf<'PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}'>;
type Transfer =
  BodyOf<'POST /api/v2/conversations/messages/{conversationId}/participants/{participantId}/replace'>;
/** With a word to whoever takes over; empty: none. */
type Noted = Transfer & { readonly note: string };

/** What an agent does with a piece of work, always on the part it belongs to. Each deed reads the lists again, since its answer is empty. */
export function useAgentActions(work: Work) {
  const api = useApi();
  const { conversation, mine, stage } = work;
  const client = useQueryClient();
  const params = { conversationId: conversation.id ?? '', participantId: mine.id ?? '' };
  const reread = () => client.invalidateQueries({ queryKey: ['desk', 'conversations'] });

  const patch = async (body: Change) => {
    const what = declineOf(work);
    const declines = body.state === 'disconnected' && stage === 'offered';
    await api.call(
      'PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}',
      { params, body },
    );
    // Here, since the view is gone by the time the deed is done.
    if (declines) noteDeclined(client, what);
    if (body.state === 'connected') forgetDeclined(client);
  };
  const change = useMutation({ mutationFn: patch, onSettled: reread });
  const transfer = useMutation({
    mutationFn: async ({ note, ...body }: Noted) => {
      // Also an empty one: it takes back the note of a transfer that nobody accepted.
      if (note !== (mine.attributes?.[NOTE] ?? ''))
        await api.call(
          'PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}/attributes',
          { params, body: { attributes: { [NOTE]: note } } },
        );
      await api.call(
        'POST /api/v2/conversations/messages/{conversationId}/participants/{participantId}/replace',
        { params, body: { transferType: 'Unattended', ...body } },
      );
    },
    onSettled: reread,
  });
  const takeBack = useMutation({
    mutationFn: (participantId: string) =>
      api.call(
        'PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}',
        { params: { ...params, participantId }, body: { state: 'disconnected' } },
      ),
    onSettled: reread,
  });
  const parking = useMutation({
    mutationFn: (state: 'parked' | 'connected') =>
      api.call(
        'PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}/parkingstate',
        { params, body: { state } },
      ),
    onSettled: reread,
  });
  return {
    change,
    parking,
    busyTakingBack: takeBack.isPending,
    takeBackError: takeBack.error,
    transfer,
    accept: () => change.mutate({ state: 'connected' }),
    decline: () => change.mutate({ state: 'disconnected' }),
    takeBack: (participantId: string) => takeBack.mutate(participantId),
    end: () => change.mutate({ state: 'disconnected' }),
  };
}

import { useQueryClient } from '@tanstack/react-query';
import { useSession } from '#src/session/session.ts';

/** Lets a flow answer at an address. */
export function useAddressRouting() {
  const { api } = useSession();
  const client = useQueryClient();
  return async (recipientId: string, flowId: string): Promise<void> => {
    await api.call('PUT /api/v2/routing/message/recipients/{recipientId}', {
      params: { recipientId },
      body: { flow: { id: flowId } },
    });
    await client.invalidateQueries({ queryKey: ['message-routing'] });
  };
}

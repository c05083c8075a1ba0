import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState, useSyncExternalStore } from 'react';
import type { Api } from '#src/api/client.ts';
import { randomToken } from '#src/auth/pkce.ts';
import { useSession } from '#src/session/session.ts';
import { type Conversation, communicationOf } from './conversation-rules.ts';
import type { MessageData } from './message-rules.ts';
import { Outbox, type Outgoing } from './outbox.ts';
import { historyKey, withMessages } from './use-history.ts';

type Place = { readonly conversationId: string; readonly communicationId: string };

async function upload(api: Api, place: Place, file: File): Promise<string> {
  const target = await api.call(
    'POST /api/v2/conversations/messages/{conversationId}/communications/{communicationId}/messages/media/uploads',
    { params: place, body: { fileName: file.name, contentLengthBytes: file.size } },
  );
  if (!target.id || !target.uploadUrl) throw new Error('The API names no place for the upload.');
  await api.upload({ url: target.uploadUrl, headers: target.uploadHeaders ?? {}, file });
  return target.id;
}

/** What is sent: a template stands alone, quick replies go with the text they answer. */
function bodyOf({ text, replies = [], template }: Outgoing) {
  if (template) return { textBody: '', messagingTemplate: template };
  const content = replies.map((reply) => ({
    contentType: 'QuickReply',
    quickReply: { text: reply, payload: reply, action: 'Message' },
  }));
  return { textBody: text, ...(content.length > 0 ? { content } : {}) };
}

async function sendOne(api: Api, place: Place, outgoing: Outgoing): Promise<MessageData> {
  const mediaIds = outgoing.file ? [await upload(api, place, outgoing.file)] : null;
  return api.call(
    'POST /api/v2/conversations/messages/{conversationId}/communications/{communicationId}/messages',
    {
      params: place,
      query: { useNormalizedMessage: true },
      idempotencyKey: outgoing.key,
      body: { ...bodyOf(outgoing), ...(mediaIds ? { mediaIds } : {}) },
    },
  );
}

/** The desk's outbox: what is sent and not answered yet. */
export function useOutbox() {
  const { api } = useSession();
  const client = useQueryClient();
  const [outbox] = useState(
    () =>
      new Outbox({
        newKey: randomToken,
        send: async (outgoing) => {
          const { conversationId } = outgoing;
          const list = client.getQueryData<readonly Conversation[]>(['desk', 'conversations']);
          const conversation = list?.find(({ id }) => id === conversationId);
          const communicationId = conversation && communicationOf(conversation);
          if (!communicationId) throw new Error('The conversation has ended.');
          const message = await sendOne(api, { conversationId, communicationId }, outgoing);
          client.setQueryData<Readonly<Record<string, MessageData>>>(
            historyKey(conversationId),
            (old) => withMessages(old ?? {}, [message]),
          );
        },
      }),
  );
  const items = useSyncExternalStore(
    (changed) => outbox.subscribe(changed),
    () => outbox.items,
  );
  return useMemo(() => ({ outbox, items }), [outbox, items]);
}

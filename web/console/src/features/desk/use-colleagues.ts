import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ReplyOf } from '#src/api/operations.ts';
import { randomToken } from '#src/auth/pkce.ts';
import { useSession } from '#src/session/session.ts';
import { labelsKey } from './use-labels.ts';

const NOTES = '/tandem/desk/conversations/{conversationId}/notes';
const VIEWING = '/tandem/desk/conversations/{conversationId}/viewing';
/** The server forgets a look after some seconds. */
const LOOK_MS = 5000;

export type Note = ReplyOf<`GET ${typeof NOTES}`>['entities'][number];

const notesKey = (conversationId: string) => ['desk', 'notes', conversationId] as const;

/** Notes of colleagues on a conversation, oldest first; read anew every so many milliseconds where nothing else does. */
export function useNotes(conversationId: string, everyMs?: number): readonly Note[] {
  const { api, can } = useSession();
  const notes = useQuery({
    queryKey: notesKey(conversationId),
    enabled: can({ all: ['conversation:message:view'] }),
    refetchInterval: everyMs ?? false,
    queryFn: () => api.call(`GET ${NOTES}`, { params: { conversationId } }),
  });
  return notes.data?.entities ?? [];
}

/** Leaves a note. What is typed keeps its key until it is stored, so that it is stored once. */
export function useAddNote(conversationId: string) {
  const { api } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) =>
      api.call(`POST ${NOTES}`, {
        params: { conversationId },
        body: { text },
        idempotencyKey: randomToken(),
      }),
    onSettled: () => client.invalidateQueries({ queryKey: notesKey(conversationId) }),
  });
}

type Question = { readonly userId: string; readonly question: string };

/** Asks a colleague, who reads along from now on. */
export function useConsult(conversationId: string) {
  const { api } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Question) =>
      api.call('POST /tandem/desk/conversations/{conversationId}/consults', {
        params: { conversationId },
        body,
        idempotencyKey: randomToken(),
      }),
    onSettled: () => client.invalidateQueries({ queryKey: notesKey(conversationId) }),
  });
}

/** Says that the agent looks at the conversation; answers the names of the others who do. Notes and labels that changed are read with it. */
export function useViewers(conversationId: string): readonly string[] {
  const { api, can } = useSession();
  const client = useQueryClient();
  const enabled = can({ all: ['conversation:message:view'] });
  const viewing = useQuery({
    queryKey: ['desk', 'viewing', conversationId],
    enabled,
    // Nobody looks at a tab in the background.
    refetchInterval: LOOK_MS,
    refetchIntervalInBackground: false,
    staleTime: 0,
    retry: false,
    queryFn: () => api.call(`PUT ${VIEWING}`, { params: { conversationId } }),
  });
  const count = viewing.data?.notes;
  useEffect(() => {
    if (count !== undefined) void client.invalidateQueries({ queryKey: notesKey(conversationId) });
  }, [client, conversationId, count]);
  const labels = viewing.data && JSON.stringify(viewing.data.labels);
  useEffect(() => {
    if (labels) void client.invalidateQueries({ queryKey: labelsKey(conversationId) });
  }, [client, conversationId, labels]);
  useEffect(() => {
    if (!enabled) return;
    return () => {
      // Whether it arrives or not, the look is over soon.
      api.call(`DELETE ${VIEWING}`, { params: { conversationId } }).catch(() => {});
    };
  }, [api, conversationId, enabled]);
  return (viewing.data?.viewers ?? []).map(({ name }) => name);
}

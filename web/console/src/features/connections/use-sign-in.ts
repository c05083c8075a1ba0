import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSession } from '#src/session/session.ts';
import type { Connection } from './connection-rules.ts';

const lookMs = 1_500;

/** Signs in to the provider in a window of its own, and looks from here how it went. */
export function useSignIn(connection: Connection) {
  const { api } = useSession();
  const cache = useQueryClient();
  const { id, dateAuthorized } = connection;
  /** Token time before the sign-in began; undefined while none is under way. */
  const [before, setBefore] = useState<string | null | undefined>(undefined);
  const isWaiting = before !== undefined && before === dateAuthorized;
  const begin = useMutation({
    mutationFn: async () => {
      // Opened by the click itself, else browsers block it; the provider gets no handle on this page.
      const opened = window.open('about:blank', '_blank', 'popup,width=560,height=760');
      try {
        const { url } = await api.call('POST /tandem/connections/{connectionId}/signin', {
          params: { connectionId: id },
        });
        if (!opened) return url;
        opened.opener = null;
        opened.location.replace(url);
        return null;
      } catch (error) {
        opened?.close();
        throw error;
      }
    },
    onSuccess: () => setBefore(dateAuthorized),
  });
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(
      () => void cache.invalidateQueries({ queryKey: ['connections'] }),
      lookMs,
    );
    return () => clearInterval(timer);
  }, [isWaiting, cache]);
  return {
    begin: () => begin.mutate(),
    isBeginning: begin.isPending,
    error: begin.error,
    isWaiting,
    /** The page to open by hand where the browser let no window open. */
    blockedUrl: isWaiting ? (begin.data ?? null) : null,
    isDone: before !== undefined && before !== dateAuthorized,
    giveUp: () => setBefore(undefined),
  };
}

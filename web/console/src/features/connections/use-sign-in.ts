import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSession } from '#src/session/session.ts';
import type { Connection } from './connection-rules.ts';

const lookMs = 1_500;
/** How long to look on after the window is gone: the sign-in may have succeeded as it closed. */
const lookOnMs = 30_000;

/** Whether the window that was opened is gone; a page may also cut itself off, which looks the same. */
function useIsClosed(opened: Window | null): boolean {
  const [isClosed, setClosed] = useState(false);
  useEffect(() => {
    setClosed(false);
    if (!opened) return;
    const timer = setInterval(() => setClosed(opened.closed), 500);
    return () => clearInterval(timer);
  }, [opened]);
  return isClosed;
}

/** Signs in to the provider in a window of its own, and looks from here how it went. */
export function useSignIn(connection: Connection) {
  const { api } = useSession();
  const cache = useQueryClient();
  const { id, dateAuthorized } = connection;
  /** Token time before the sign-in began; undefined while none is under way. */
  const [before, setBefore] = useState<string | null | undefined>(undefined);
  const [opened, setOpened] = useState<Window | null>(null);
  const isClosed = useIsClosed(opened);
  const isLooking = before !== undefined && before === dateAuthorized;
  const begin = useMutation({
    mutationFn: async () => {
      // Opened by the click itself, else browsers block it; the provider gets no handle on this page.
      const page = window.open('about:blank', '_blank', 'popup,width=560,height=760');
      try {
        const { url } = await api.call('POST /tandem/connections/{connectionId}/signin', {
          params: { connectionId: id },
        });
        setOpened(page);
        if (!page) return url;
        page.opener = null;
        page.location.replace(url);
        return null;
      } catch (error) {
        page?.close();
        throw error;
      }
    },
    onSuccess: () => setBefore(dateAuthorized),
  });
  useEffect(() => {
    if (!isLooking) return;
    const timer = setInterval(
      () => void cache.invalidateQueries({ queryKey: ['connections'] }),
      lookMs,
    );
    const end = isClosed ? setTimeout(() => setBefore(undefined), lookOnMs) : undefined;
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [isLooking, isClosed, cache]);
  const isWaiting = isLooking && !isClosed;
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

import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import { useSession } from '../session/session.ts';
import { type LiveStatus, NotificationSocket } from './notification-socket.ts';

const LiveContext = createContext<NotificationSocket | null>(null);

/** One notification channel for the whole tab. It opens with the first subscription. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const { api } = useSession();
  const [socket] = useState(
    () =>
      new NotificationSocket({
        api,
        connect: (url) => new WebSocket(url),
        after: (ms, run) => {
          const timer = setTimeout(run, ms);
          return () => clearTimeout(timer);
        },
      }),
  );
  useEffect(() => {
    const wake = () => socket.wake();
    addEventListener('online', wake);
    return () => removeEventListener('online', wake);
  }, [socket]);
  return <LiveContext value={socket}>{children}</LiveContext>;
}

/** Whether events arrive; `open` is the only state in which nothing is missed. */
export function useLiveStatus(): LiveStatus {
  const socket = useLive();
  return useSyncExternalStore(
    (changed) => socket.onStatus(changed),
    () => socket.status,
  );
}

/** The tab's live events. */
export function useLive(): NotificationSocket {
  const socket = useContext(LiveContext);
  if (!socket) throw new Error('useLive is used outside of a session.');
  return socket;
}

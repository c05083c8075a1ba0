import type { CopilotNews } from '@tandem/contract';
import { useEffect, useMemo, useState } from 'react';
import { ApiError } from '#src/api/api-error.ts';
import { type Api, createApi } from '#src/api/client.ts';
import { linkFrom, pauseBefore, type Shown, shownFrom, withNews } from './workspace-rules.ts';

export type WorkspaceState =
  | { readonly kind: 'opening' }
  /** The link is refused: expired, forged, or the copilot is off. */
  | { readonly kind: 'refused'; readonly reason: 'expired' | 'invalid' | 'off' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'open'; readonly shown: Shown; readonly isLive: boolean };

const refusals: Readonly<Record<string, 'expired' | 'invalid' | 'off'>> = {
  'gateway.copilot.link.expired': 'expired',
  'gateway.copilot.link.invalid': 'invalid',
  'gateway.copilot.token': 'expired',
  'gateway.copilot.off': 'off',
};

const failureOf = (error: unknown): WorkspaceState => {
  const reason = error instanceof ApiError ? refusals[error.code] : undefined;
  return reason ? { kind: 'refused', reason } : { kind: 'failed', error };
};

type Follower = {
  readonly shown: () => Shown;
  readonly onNews: (news: CopilotNews) => void;
  readonly onLive: (isLive: boolean) => void;
  /** Opens the link anew: the token of the page may not count any more. */
  readonly reopen: () => Promise<void>;
};

/** A lost network is back sooner, or its server does not answer the link either. */
const tokenDoubtedAfter = 3;

/** Follows the workspace over a socket that is opened again, behind what the page has, until it is stopped. */
function follow({ shown, onNews, onLive, reopen }: Follower): () => void {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let stopped = false;
  const connect = () => {
    const { open, marks } = shown();
    const query = new URLSearchParams({
      ...{ t: open.token, revision: String(marks.revision), seq: String(marks.seq) },
    });
    const origin = location.origin.replace(/^http/, 'ws');
    socket = new WebSocket(`${origin}/copilot/api/stream?${query}`);
    socket.onopen = () => {
      attempt = 0;
      onLive(true);
    };
    socket.onmessage = ({ data }) => {
      if (data) onNews(JSON.parse(String(data)) as CopilotNews);
    };
    socket.onclose = () => {
      if (stopped) return;
      onLive(false);
      timer = setTimeout(again, pauseBefore(attempt));
      attempt += 1;
    };
  };
  const again = async () => {
    if (attempt % tokenDoubtedAfter === 0) await reopen();
    if (!stopped) connect();
  };
  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    socket?.close();
  };
}

const createPageApi = (token: () => string | null): Api =>
  createApi({
    base: '',
    pageOrigin: location.origin,
    token,
    onUnauthorised: () => {},
    fetch: (input, init) => fetch(input, init),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });

/** Opens the workspace that the page's link is for, and keeps it up to date. */
export function useWorkspace(): {
  readonly state: WorkspaceState;
  readonly api: Api;
  readonly retry: () => void;
} {
  const [state, setState] = useState<WorkspaceState>({ kind: 'opening' });
  const [attempt, setAttempt] = useState(0);
  const held = useMemo<{ shown: Shown | null }>(() => ({ shown: null }), []);
  const api = useMemo(() => createPageApi(() => held.shown?.open.token ?? null), [held]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is what opens it again
  useEffect(() => {
    let stop: (() => void) | null = null;
    let current = true;
    const show = (shown: Shown, isLive: boolean) => {
      held.shown = shown;
      setState({ kind: 'open', shown, isLive });
    };
    let isLive = true;
    setState({ kind: 'opening' });
    const open = () => api.call('POST /copilot/api/open', { body: linkFrom(location.search) });
    const reopen = async () => {
      try {
        const opened = await open();
        if (current) show(shownFrom(opened), isLive);
      } catch (error) {
        const failure = failureOf(error);
        // Anything else is a server that is away: it is tried again.
        if (!current || failure.kind !== 'refused') return;
        stop?.();
        setState(failure);
      }
    };
    open().then(
      (opened) => {
        if (!current) return;
        show(shownFrom(opened), isLive);
        stop = follow({
          reopen,
          shown: () => held.shown as Shown,
          onNews: (news) => show(withNews(held.shown as Shown, news), isLive),
          onLive: (live) => {
            isLive = live;
            show(held.shown as Shown, live);
          },
        });
      },
      (error: unknown) => current && setState(failureOf(error)),
    );
    return () => {
      current = false;
      stop?.();
    };
  }, [attempt, api, held]);

  return { state, api, retry: () => setAttempt((n) => n + 1) };
}

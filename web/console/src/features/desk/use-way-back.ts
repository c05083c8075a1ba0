import { useMediaQuery } from '@mantine/hooks';
import { useRouter, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The work that is shown on a phone: the list is one step back. */
    readonly deskWork?: string;
  }
}

/** From here down the list and a conversation are one at a time, as in `desk.module.css`. */
const NARROW = '(max-width: 48em)';

type WayBack = {
  /** The key of the work in view. */
  readonly shown: string | null;
  readonly select: (key: string | null) => void;
};

/** On a phone a conversation is a step of the browser's history, so that Back leads to the list. */
export function useWayBack({ shown, select }: WayBack): void {
  const { history } = useRouter();
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const entry = useRouterState({ select: ({ location }) => location.state.deskWork }) ?? null;
  const before = useRef<string | null>(null);
  const latest = useRef({ shown, select });
  latest.current = { shown, select };
  const isOpen = shown !== null;
  useEffect(() => {
    const now = latest.current;
    const hasMoved = entry !== before.current;
    before.current = entry;
    if (hasMoved) {
      if ((entry === null) === (now.shown !== null)) now.select(entry);
    } else if (isNarrow && isOpen && entry === null) {
      history.push(history.location.href, { deskWork: now.shown ?? '' });
    } else if (!isOpen && entry !== null) {
      history.back();
    }
  }, [entry, isOpen, isNarrow, history]);
}

import { useEffect, useMemo, useRef } from 'react';

export type Unsaved = {
  /** Whether something was typed that is neither saved nor being saved. */
  readonly isDirty: () => boolean;
  /** It is being saved; whoever goes on to another page then leaves nothing behind. */
  readonly sending: () => void;
  /** It was not saved. */
  readonly refused: () => void;
  readonly saved: () => void;
};

/** Watches what was typed into a form. */
export function useUnsaved(values: unknown): Unsaved {
  const now = JSON.stringify(values);
  const typed = useRef(now);
  const kept = useRef(now);
  const isSending = useRef(false);
  useEffect(() => {
    typed.current = now;
  }, [now]);
  return useMemo(
    () => ({
      isDirty: () => !isSending.current && typed.current !== kept.current,
      sending: () => {
        isSending.current = true;
      },
      refused: () => {
        isSending.current = false;
      },
      saved: () => {
        isSending.current = false;
        kept.current = typed.current;
      },
    }),
    [],
  );
}

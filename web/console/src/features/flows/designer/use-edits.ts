import { useCallback, useMemo, useState } from 'react';
import type { Catalogue } from '../document/catalogue.ts';
import { afterSave } from '../document/edits.ts';
import type { FlowDocument } from '../document/flow-document.ts';
import { amend, redo, remember, startHistory, undo } from '../document/history.ts';
import { placed } from '../document/layout.ts';

/** The document as it is edited, with every step back and forth. */
export function useEdits(stored: FlowDocument, catalogue: Catalogue) {
  const [history, setHistory] = useState(() => startHistory(placed(stored, catalogue)));
  const [clean, setClean] = useState(history.present);
  const edit = useCallback((change: (document: FlowDocument) => FlowDocument, deed?: string) => {
    setHistory((old) => remember(old, change(old.present), deed ?? null));
  }, []);
  const back = useCallback(() => setHistory(undo), []);
  const forth = useCallback(() => setHistory(redo), []);
  /** The document was saved as the server answers it. */
  const saved = useCallback((sent: FlowDocument, kept: FlowDocument) => {
    setHistory((old) => {
      const present = afterSave(old.present, sent, kept);
      // What was changed while it was being saved stays unsaved.
      setClean(old.present === sent ? present : sent);
      return amend(old, present);
    });
  }, []);
  /** Another document takes the place of this one. */
  const replace = useCallback(
    (next: FlowDocument, isStored: boolean) => {
      const whole = placed(next, catalogue);
      setHistory((old) => remember(old, whole));
      if (isStored) setClean(whole);
    },
    [catalogue],
  );
  return useMemo(
    () => ({
      document: history.present,
      dirty: history.present !== clean,
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
      edit,
      undo: back,
      redo: forth,
      saved,
      replace,
    }),
    [history, clean, edit, back, forth, saved, replace],
  );
}
export type Edits = ReturnType<typeof useEdits>;

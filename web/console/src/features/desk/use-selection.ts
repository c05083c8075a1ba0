import { useEffect, useRef, useState } from 'react';
import type { Work } from './conversation-rules.ts';
import { nextAfter } from './selection-rules.ts';

/**
 * The piece of work in view. One that is new opens by itself while nothing is: nobody has to notice it first. The
 * agent's own way back to the list stays: what was there before does not open again.
 */
export function useSelection(all: readonly Work[]) {
  const [selected, select] = useState<string | null>(null);
  const known = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const fresh = all.find(({ key }) => !known.current.has(key));
    known.current = new Set(all.map(({ key }) => key));
    if (fresh) select((now) => now ?? fresh.key);
  }, [all]);
  const shown = selected === null ? null : nextAfter(all, selected);
  const next = shown?.key ?? null;
  useEffect(() => {
    // What is shown stays, whatever comes before it in the list: an open form is not replaced by an offer.
    if (next !== null) select((now) => (now === null ? now : next));
  }, [next]);
  return { shown, select };
}

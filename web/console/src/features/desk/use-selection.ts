import { useEffect, useRef, useState } from 'react';
import type { Conversation } from './conversation-rules.ts';

const idOf = (one: Conversation | undefined): string | null => one?.id ?? null;

/**
 * The conversation in view. One that is new opens by itself while nothing is: nobody has to notice it first. The
 * agent's own way back to the list stays: what was there before does not open again.
 */
export function useSelection(all: readonly Conversation[]) {
  const [selected, select] = useState<string | null>(null);
  const known = useRef<ReadonlySet<string | null>>(new Set());
  useEffect(() => {
    const fresh = all.find((one) => !known.current.has(idOf(one)));
    known.current = new Set(all.map(idOf));
    if (fresh) select((now) => now ?? idOf(fresh));
  }, [all]);
  const current = all.find((one) => idOf(one) === selected);
  // A conversation that ended elsewhere gives way to the next one instead of an empty desk.
  const shown = current ?? (selected === null ? undefined : all[0]);
  const next = idOf(shown);
  useEffect(() => {
    // What is shown stays, whatever comes before it in the list: an open form is not replaced by an offer.
    if (next !== null) select((now) => (now === null ? now : next));
  }, [next]);
  return { shown: shown ?? null, select };
}

export type DurationParts =
  | { readonly unit: 'ms'; readonly first: number }
  | { readonly unit: 'seconds'; readonly first: number }
  | { readonly unit: 'minutes' | 'hours'; readonly first: number; readonly second: number };

/** A duration in the units it is read in: 24 ms, 25.9 s, 3 min 5 s, 2 h 10 min. */
export const durationParts = (ms: number): DurationParts => {
  if (ms < 1000) return { unit: 'ms', first: ms };
  const tenths = Math.round(ms / 100);
  if (tenths < 600) return { unit: 'seconds', first: tenths / 10 };
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600)
    return { unit: 'minutes', first: Math.floor(seconds / 60), second: seconds % 60 };
  const minutes = Math.round(ms / 60_000);
  return { unit: 'hours', first: Math.floor(minutes / 60), second: minutes % 60 };
};

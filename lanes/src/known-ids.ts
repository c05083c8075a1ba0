/**
 * Ids of rows that are in hand, and of rows that were finished lately: a read that began before the delete was
 * committed still shows those.
 */
export type KnownIds = {
  readonly hold: (id: number) => void;
  readonly letGo: (id: number) => void;
  readonly finish: (id: number) => void;
  readonly has: (id: number) => boolean;
  /** Forgets what was finished before the previous call. To be called only while no read is under way. */
  readonly rotate: () => void;
};

export const createKnownIds = (): KnownIds => {
  const held = new Set<number>();
  let finished = new Set<number>();
  let finishedBefore = new Set<number>();
  return {
    hold: (id) => void held.add(id),
    letGo: (id) => void held.delete(id),
    finish(id) {
      held.delete(id);
      finished.add(id);
    },
    has: (id) => held.has(id) || finished.has(id) || finishedBefore.has(id),
    rotate() {
      finishedBefore = finished;
      finished = new Set();
    },
  };
};

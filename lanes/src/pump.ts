import type { Group } from './lane-book.types.ts';

/** Starts what became ready a moment later, so that everything of one turn joins one batch. */
export type Pump = {
  readonly soon: (group: Group) => void;
  readonly all: (groups: Iterable<Group>) => void;
};

export const createPump = (dispatch: (group: Group) => void): Pump => {
  const dirty = new Set<Group>();
  const run = () => {
    const groups = [...dirty];
    dirty.clear();
    for (const group of groups) dispatch(group);
  };
  const soon = (group: Group) => {
    if (dirty.size === 0) queueMicrotask(run);
    dirty.add(group);
  };
  return {
    soon,
    all(groups) {
      for (const group of groups) if (group.ready.size() > 0) soon(group);
    },
  };
};

/** What was done and can be taken back. The newest is last. */
export type History<State> = {
  readonly past: readonly State[];
  readonly present: State;
  readonly future: readonly State[];
  /** Names the deed that made the present; deeds of one name that follow each other are one step. */
  readonly deed: string | null;
};

const STEPS = 200;

export const startHistory = <State>(present: State): History<State> => ({
  past: [],
  present,
  future: [],
  deed: null,
});

/**
 * A new present.
 * @param deed joins with the step before when it has the same name, such as typing in one field
 */
export const remember = <State>(
  history: History<State>,
  present: State,
  deed: string | null = null,
): History<State> => {
  if (present === history.present) return history;
  const joins = deed !== null && deed === history.deed && history.past.length > 0;
  const past = joins ? history.past : [...history.past, history.present].slice(-STEPS);
  return { past, present, future: [], deed };
};

/** Another present without a step of its own, such as what the server made of a saved one. */
export const amend = <State>(history: History<State>, present: State): History<State> => ({
  ...history,
  present,
  deed: null,
});

export const undo = <State>(history: History<State>): History<State> => {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
    deed: null,
  };
};

export const redo = <State>(history: History<State>): History<State> => {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future, deed: null };
};

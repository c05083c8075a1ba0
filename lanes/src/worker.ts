/** Works in steps, one at a time, for as long as there is something to do. */
export type Worker = {
  /** There may be something to do. Never works at once: whoever nudges is in the middle of a change. */
  readonly nudge: () => void;
  /** Resolves when nothing is left to do. */
  readonly quiet: () => Promise<void>;
  /** Ends after the step under way. */
  readonly stop: () => Promise<void>;
};

/**
 * @param options.step answers false when there was nothing to do.
 * @param options.onError the worker rests until the next nudge.
 */
export const createWorker = (options: {
  step: () => Promise<boolean>;
  onError: (error: unknown) => void;
}): Worker => {
  const { step, onError } = options;
  let current: Promise<void> | null = null;
  let nudged = false;
  let stopped = false;

  const work = async () => {
    while (nudged && !stopped) {
      nudged = false;
      try {
        while (!stopped && (await step()));
      } catch (error) {
        nudged = false;
        return onError(error);
      }
    }
  };
  const nudge = () => {
    nudged = true;
    if (current !== null || stopped) return;
    current = Promise.resolve()
      .then(work)
      .finally(() => {
        current = null;
        // A nudge that came after the last look.
        if (nudged) nudge();
      });
  };
  const quiet = async () => {
    while (current !== null) await current;
  };
  return {
    nudge,
    quiet,
    async stop() {
      stopped = true;
      await quiet();
    },
  };
};

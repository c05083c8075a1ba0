import type { Clock } from '@tandem/kit';

/** Runs something every so often, never twice at a time. `run` handles its own errors. */
export const repeat = (options: {
  clock: Clock;
  everyMs: number;
  run: () => Promise<void>;
}): { readonly stop: () => Promise<void> } => {
  const { clock, everyMs, run } = options;
  let stopped = false;
  let current: Promise<void> = Promise.resolve();
  const next = () => {
    current = run();
    void current.then(() => {
      if (!stopped) timer = clock.after(everyMs, next);
    });
  };
  let timer = clock.after(everyMs, next);
  return {
    async stop() {
      stopped = true;
      timer.cancel();
      await current;
    },
  };
};

import type { Timer } from '@tandem/kit';
import { type AcdDeps, decideAll } from './acd.pass.ts';
import { forgetDeclined } from './acd.store.ts';

export type { AcdDeps };

/** Pairs waiting conversations with agents. One node decides for a queue: the owner of its partition. */
export type Acd = {
  readonly start: () => void;
  /** Looks at the queues soon; without ids at all that have somebody waiting. Cheap to call often. */
  readonly wake: () => void;
  /** Looks at every queue of this node now; resolves when nothing more can be assigned. */
  readonly decide: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Looks without being woken, as the guarantee; milliseconds. */
const pollMs = 1000;
/** Wake-ups within this time are one; milliseconds. */
const gatherMs = 5;

/** Starts nothing by itself; call `start`. */
export const createAcd = (deps: AcdDeps): Acd => {
  const { clock, log } = deps;
  let stopped = true;
  let running: Promise<void> | null = null;
  let again = false;
  let timer: Timer | null = null;
  let soon: Timer | null = null;
  let background: Promise<void> = Promise.resolve();

  const look = (): Promise<void> => {
    again = true;
    running ??= (async () => {
      while (again) {
        again = false;
        await decideAll(deps);
      }
    })().finally(() => {
      running = null;
    });
    return running;
  };
  /** Started by a timer or a wake-up, so nobody else waits for it; `stop` does. */
  const inBackground = (work: () => Promise<void>) => {
    background = work().catch((error: unknown) =>
      log.warn({ err: error }, 'assignment is tried again'),
    );
    return background;
  };
  const poll = () => {
    if (stopped) return;
    timer = clock.after(pollMs, () => {
      void inBackground(async () => {
        await forgetDeclined(deps.db, clock.now());
        await look();
      }).finally(poll);
    });
  };
  return {
    start() {
      if (!stopped) return;
      stopped = false;
      poll();
      void inBackground(look);
    },
    wake() {
      if (stopped || soon) return;
      soon = clock.after(gatherMs, () => {
        soon = null;
        void inBackground(look);
      });
    },
    decide: look,
    async stop() {
      stopped = true;
      timer?.cancel();
      soon?.cancel();
      await background;
      await running?.catch(() => {});
    },
  };
};

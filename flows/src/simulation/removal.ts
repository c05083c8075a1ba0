import type { Timer } from '@tandem/kit';
import type { SimulationDeps } from './simulation.model.ts';
import { removeOld } from './simulations.store.ts';

const everyMs = 10 * 60_000;

/** Removes simulations that are too old, again and again, on every node: rows that another one is at are left to it. */
export const createRemoval = ({ db, clock, log }: Pick<SimulationDeps, 'db' | 'clock' | 'log'>) => {
  let stopped = false;
  let timer: Timer | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const round = async () => {
    while (!stopped && (await removeOld(db, clock.now())));
  };
  const repeat = () => {
    timer = clock.after(everyMs, () => {
      running = round()
        .catch((error) => log.debug({ err: error }, 'old simulations stay until the next round'))
        .finally(() => {
          if (!stopped) repeat();
        });
    });
  };
  return {
    start: repeat,
    async stop() {
      stopped = true;
      timer?.cancel();
      await running;
    },
  };
};

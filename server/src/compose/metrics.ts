import type { Clock } from '@tandem/kit';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** Named numbers that parts of the process report when they are asked. */
export type Figure = {
  readonly name: string;
  readonly help: string;
  readonly value: () => number | Promise<number>;
};

/** Monitoring gives up after ten seconds as a rule; the other figures are wanted most when one cannot be told. */
const patienceMs = 2_000;

const valueInTime = async ({ value }: Figure, clock: Clock): Promise<number> => {
  const unknown = Number.NaN;
  const told = Promise.resolve()
    .then(value)
    .catch(() => unknown);
  return Promise.race([told, clock.sleep(patienceMs).then(() => unknown)]);
};

/** Prometheus figures of the process: Node's own and those of the parts. NaN stands for what cannot be told now. */
export const createMetrics = (figures: readonly Figure[], clock: Clock): Registry => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'tandem_' });
  for (const figure of figures) {
    new Gauge({
      name: figure.name,
      help: figure.help,
      registers: [registry],
      async collect() {
        this.set(await valueInTime(figure, clock));
      },
    });
  }
  return registry;
};

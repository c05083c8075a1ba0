import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** Named numbers that parts of the process report when they are asked. */
export type Figure = {
  readonly name: string;
  readonly help: string;
  readonly value: () => number | Promise<number>;
};

/** Prometheus figures of the process: Node's own and those of the parts. */
export const createMetrics = (figures: readonly Figure[]): Registry => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'tandem_' });
  for (const { name, help, value } of figures) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await value());
      },
    });
  }
  return registry;
};

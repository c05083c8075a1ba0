import type { DestinationKind } from '../driver.port.ts';
import type { NatsDeps } from './nats.driver.ts';
import { aboutNats } from './nats.fields.ts';

/** NATS JetStream; its client is loaded with the first one that is opened. */
export const natsKind = (deps: NatsDeps): DestinationKind => ({
  ...aboutNats,
  open: async (destination) => (await import('./nats.driver.ts')).natsKind(deps).open(destination),
});

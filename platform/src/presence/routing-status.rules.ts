export type RoutingStatusName =
  | 'OFF_QUEUE'
  | 'IDLE'
  | 'INTERACTING'
  | 'NOT_RESPONDING'
  | 'COMMUNICATING';

/** What a routing status may become; anything else is refused. */
export const statusTransitions: Readonly<Record<RoutingStatusName, readonly RoutingStatusName[]>> =
  {
    OFF_QUEUE: ['IDLE', 'INTERACTING'],
    IDLE: ['OFF_QUEUE', 'INTERACTING', 'NOT_RESPONDING', 'COMMUNICATING'],
    INTERACTING: ['OFF_QUEUE', 'IDLE', 'NOT_RESPONDING', 'COMMUNICATING'],
    NOT_RESPONDING: ['OFF_QUEUE', 'IDLE', 'INTERACTING'],
    COMMUNICATING: ['OFF_QUEUE', 'IDLE', 'INTERACTING'],
  };

export const mayTurn = (from: RoutingStatusName, to: RoutingStatusName): boolean =>
  from === to || statusTransitions[from].includes(to);

/** What people may ask for themselves; the rest is brought about by conversations. */
export const requestable: ReadonlySet<string> = new Set(['OFF_QUEUE', 'IDLE']);

/** Takes part in routing. */
export const isOnQueue = (status: RoutingStatusName): boolean =>
  status === 'IDLE' || status === 'INTERACTING';

/** Where an agent who takes part stands, by the number of conversations that take up a place. */
export const onQueueStatus = (active: number): RoutingStatusName =>
  active > 0 ? 'INTERACTING' : 'IDLE';

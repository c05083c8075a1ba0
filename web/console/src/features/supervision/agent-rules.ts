import type { Supervision } from './use-supervision.ts';

type Agent = Supervision['agents'][number];

/** What an agent does: whoever has left every conversation and owes codes still is in none. */
export const statusOf = ({ status, active, afterCallWork }: Agent) =>
  status === 'INTERACTING' && afterCallWork > 0 && afterCallWork >= active
    ? 'AFTER_CALL_WORK'
    : status;

import { Outbox, type Outgoing } from './outbox.ts';
/** The desk's outbox: what is sent and not answered yet. */
export declare function useOutbox(): {
  outbox: Outbox;
  items: readonly Outgoing[];
};

import type { Work } from './conversation-rules.ts';
import type { Outbox } from './outbox.ts';

type WritingProps = {
  readonly work: Work;
  readonly outbox: Outbox;
  /** The customer can be written to now. */
  readonly toCustomer: boolean;
};
/** Writes to the customer or to colleagues; who cannot write to the customer leaves notes. */
export declare function Writing({
  work,
  outbox,
  toCustomer,
}: WritingProps): import('react').JSX.Element;

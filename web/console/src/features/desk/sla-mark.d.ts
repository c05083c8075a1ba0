import { type Work } from './conversation-rules.ts';
/** How long the customer waits for this agent, by colour, sign and word against the service level of the queue. */
export declare function SlaMark({
  work,
}: {
  readonly work: Work;
}): import('react').JSX.Element | null;

import { type useMyQueues } from './use-my-queues.ts';
/** The agent's queues; leaving one keeps its conversations away without going off queue. */
export declare function QueuesMenu({
  queues,
}: {
  readonly queues: ReturnType<typeof useMyQueues>;
}): import('react').JSX.Element;

export declare const MY_QUEUES: string[];
/** The queues that the agent is a member of, and which of them they take part in; read again when that changes. */
export declare function useMyQueues(): import('@tanstack/react-query').UseQueryResult<
  import('@tandem/contract').UserQueueEntityListing,
  Error
>;

/** The agent's presence and routing status, and the ways to change them. */
export declare function usePresence(): {
  definitions: import('@tandem/contract').OrganizationPresenceDefinition[];
  current: import('@tandem/contract').OrganizationPresenceDefinition | null;
  onQueue: boolean;
  routingStatus: 'COMMUNICATING' | 'IDLE' | 'INTERACTING' | 'NOT_RESPONDING' | 'OFF_QUEUE';
  error: Error | null;
  busy: boolean;
  choose: (definitionId: string) => void;
  setOnQueue(wanted: boolean): void;
  backToIdle: () => void;
};

/** What the fake contact centre keeps. Test code only: it is as strict as the wire is known to be. */
export type FakeClient = {
  readonly id: string;
  readonly secret: string;
  readonly permissions: ReadonlySet<string>;
};

export type FakeIntegration = {
  readonly id: string;
  readonly name: string;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  /** No message flow is chosen for it. */
  readonly isFlowless?: boolean;
};

export type FakeParticipant = {
  readonly id: string;
  readonly purpose: 'customer' | 'workflow' | 'acd' | 'agent';
  readonly name?: string;
  state: 'alerting' | 'connected' | 'disconnected';
  disconnectType?: string;
  /** When the agent accepted; who only was asked has none. */
  connectedTime?: string;
  endTime?: string;
};

export type FakeConversation = {
  readonly id: string;
  readonly integration: FakeIntegration;
  readonly customerId: string;
  readonly participants: FakeParticipant[];
  /** Participant data of the customer. */
  attributes: Record<string, string>;
};

export type InboundMessage = {
  /** Id of the contact centre's own. */
  readonly id: string;
  readonly time: string;
  readonly conversationId: string;
  /** The customer who was there when it came. */
  readonly participantId: string | undefined;
  readonly integrationId: string;
  readonly messageId: string;
  readonly text: string | undefined;
  readonly content: readonly unknown[];
  /** The customer chose something of this message. */
  readonly chosen?: { readonly originatingMessageId: unknown; readonly buttonResponse: unknown };
  readonly from: Readonly<Record<string, unknown>>;
  readonly customAttributes: Readonly<Record<string, string>> | undefined;
  readonly attempt: number;
};

export type FakeWaiting = {
  readonly queueId: string;
  readonly conversationId: string;
  readonly priority: number;
  readonly since: Date;
};

export type FakeState = {
  readonly clients: FakeClient[];
  readonly integrations: FakeIntegration[];
  readonly queues: { readonly id: string; readonly name: string }[];
  readonly conversations: Map<string, FakeConversation>;
  /** Every message taken in, in the order of arrival; repeats of an id are counted, not added. */
  readonly inbound: InboundMessage[];
  readonly repeats: string[];
  readonly typing: string[];
  readonly receipts: string[];
  readonly tokens: Map<string, FakeClient>;
  /** Messages of agents as they can be read, by their ids. */
  readonly messages: Map<string, object>;
  tokenRequests: number;
  /** Requests that a real server would not understand: a test with one of these has failed. */
  readonly violations: string[];
  readonly requests: string[];
  estimatedWaitSeconds: number | null;
  /** Who waits in which queue, in any order. */
  readonly waiting: FakeWaiting[];
  /** Members on queue by routing status, for every queue. */
  readonly onQueue: Record<string, number>;
  /** Members of every queue as they are listed with all that can be expanded. */
  readonly members: object[];
  /** How many names of waiting conversations one answer holds. */
  mostObservations: number;
  /** Answers the next requests of the inbound API with this status instead. */
  readonly failures: number[];
  rateLimit: number | null;
  /** Views of a conversation that do not show yet whom the last word has brought. */
  lateViews: number;
  /** Views of a conversation that do not show yet who has been disconnected. */
  lateEnds: number;
  /** How many disconnects fail. */
  failedEnds: number;
  /** The client may not read conversations, only their analytics. */
  analyticsOnly: boolean;
};

export const allPermissions = new Set([
  'messaging:integration:view',
  'conversation:message:receive',
  'conversation:message:create',
  'conversation:webmessaging:view',
  'conversation:message:view',
  'analytics:conversationDetail:view',
  'routing:queue:view',
  'conversation:communication:disconnect',
  'conversation:communication:view',
  'analytics:queueObservation:view',
  'routing:message:manage',
]);

/** The least role that vendors of bots document. */
export const minimumPermissions = new Set(
  [...allPermissions].filter(
    (permission) =>
      !/^(routing:queue|routing:message|conversation:communication|analytics:queueObservation):/.test(
        permission,
      ),
  ),
);

/**
 * The conversation as the platform thinks of it. Both wire views, the topics and the analytics answer are rendered
 * from these types. Times are ISO 8601 in UTC with milliseconds, ids are UUIDs unless said otherwise.
 */
import type { RunRecord } from './run-record.model.ts';
import type { SavedFlow } from './saved-flow.model.ts';

/** Who may speak for the contact centre; a conversation has exactly one owner at a time. */
export type Owner = 'flow' | 'queue' | 'agent' | 'none';

export type Purpose = 'customer' | 'workflow' | 'acd' | 'agent' | 'monitor' | 'api';

export type CommunicationState = 'alerting' | 'connected' | 'parked' | 'disconnected';

/** Spelling of the conversation topics; detail events use upper snake case. */
export type DisconnectType =
  | 'endpoint'
  | 'client'
  | 'system'
  | 'timeout'
  | 'transfer'
  | 'transfer.noanswer'
  | 'peer'
  | 'error'
  | 'inactivity'
  | 'spam';

export type Wrapup = {
  readonly code: string;
  readonly name: string | null;
  readonly notes: string | null;
  readonly tags: readonly string[];
  readonly durationSeconds: number | null;
  readonly endTime: string | null;
  readonly provisional: boolean;
};

/** What ACD looks for; ids, not names. */
export type RoutingRequest = {
  readonly queueId: string;
  readonly priority: number;
  readonly skillIds: readonly string[];
  readonly languageId: string | null;
  readonly preferredUserIds: readonly string[];
};

/**
 * One participant with its one communication. A participant that has ended (`endedAt`) and whose after-call work is
 * done never changes again: steps load the live ones only, so their cost does not grow with history.
 */
export type Participant = {
  readonly id: string;
  readonly purpose: Purpose;
  readonly name: string | null;
  readonly communicationId: string;
  /** Communication of the agent for the customer, and the other way round. */
  readonly peerId: string | null;
  readonly state: CommunicationState;
  readonly initialState: CommunicationState;
  readonly direction: 'inbound' | 'outbound';
  readonly userId: string | null;
  readonly queueId: string | null;
  readonly flow: { readonly id: string; readonly name: string; readonly version: number } | null;
  readonly routing: RoutingRequest | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly startTime: string;
  readonly alertingAt: string | null;
  readonly connectedAt: string | null;
  readonly endedAt: string | null;
  readonly disconnectType: DisconnectType | null;
  readonly wrapupRequired: boolean;
  readonly wrapup: Wrapup | null;
  readonly acwStartedAt: string | null;
  readonly acwEndedAt: string | null;
  /** What the queue asks of an agent; only agents have it. */
  readonly rules?: AgentRules;
  readonly wrapupSkipped?: boolean;
  /** When a parked communication comes back by itself. */
  readonly resumeAt?: string | null;
  /** When the conversation leaves the agent unless the customer is answered before. */
  readonly answerDueAt?: string | null;
  /** Participant of the agent who keeps the conversation until this one has accepted it. */
  readonly attendedBy?: string;
  /** Where the conversation goes when this agent does not take it; only offers past every queue have it. */
  readonly wayBack?: WayBack;
  /** Since when the customer waits, where the place comes from an earlier queue; only queues have it. */
  readonly waitsSince?: string;
  /** Participant with whom this one reads along; only monitors have it. */
  readonly monitoredId?: string;
  /** Who the customer is among the external contacts; only customers have it. */
  readonly externalContactId?: string;
  /** What opens on the agent's screen, and what it is told. */
  readonly screenPop?: ScreenPop;
};

/** The queue the conversation was last in, or the person who gave it away. */
export type WayBack =
  | { readonly queueId: string }
  | { readonly userId: string; readonly name: string | null };

export type ScreenPop = {
  /** Id or name of the script. */
  readonly script: string;
  readonly inputs: Readonly<Record<string, string>>;
};

export type WrapupPrompt =
  | 'mandatory'
  | 'optional'
  | 'agentRequested'
  | 'timeout'
  | 'forcedTimeout';

/** Settings of the queue as of the moment the agent was offered the conversation. */
export type AgentRules = {
  readonly alertingMs: number;
  readonly autoAnswer: boolean;
  readonly wrapupPrompt: WrapupPrompt;
  readonly wrapupTimeoutMs: number | null;
  readonly inactivityMs: number | null;
  /** How long the agent may take to answer. */
  readonly answerMs?: number;
  /** Queue to which the conversation goes from an agent who does nothing; absent: the one it came from. */
  readonly returnTo?: string;
  /** It goes back also when the agent is signed out. */
  readonly returnOnSignOut?: boolean;
};

/** The customer as the channel names it; `idType` as sent, compared without case. */
export type Customer = {
  readonly id: string;
  readonly idType: string;
  readonly nickname: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly image: string | null;
};

/**
 * The live state of one thread: what a step reads and what it answers with. `flow` is the run of an inbound message
 * flow that waits.
 */
export type ThreadState = {
  readonly org: string;
  /** Row id of the thread: key of lock, lane and sequence. */
  readonly thread: number;
  readonly part: number;
  readonly integrationId: string;
  readonly customer: Customer;
  readonly conversation: ConversationState;
  /** Only participants that are not finished. */
  readonly participants: readonly Participant[];
  readonly flow: SavedFlow | null;
};

export type ConversationState = {
  readonly id: string;
  readonly owner: Owner;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Counts the changes; a compare-and-swap value for effects that come back later. */
  readonly version: number;
  /** External tag and the attributes that belong to the conversation as a whole. */
  readonly externalTag: string | null;
  /** When the conversation ends if nobody writes before; only while an agent of a queue has it that sets a time. */
  readonly quietUntil?: string;
};

/** A message to be stored by a change. `id` is 32 hex digits. `body` is the normalised message of the wire. */
export type NewMessage = {
  readonly id: string;
  readonly direction: 'inbound' | 'outbound';
  /** Communication that sent it; null for messages of the flow. */
  readonly communicationId: string | null;
  readonly userId: string | null;
  readonly originatingEntity: 'Human' | 'Bot' | null;
  readonly time: string;
  /** As an object, or as the JSON text that is stored. */
  readonly body: Readonly<Record<string, unknown>> | string;
};

/** A webhook call to the integration of the thread, sent in order by the thread's delivery lane. */
export type NewDelivery = {
  readonly messageId: string;
  readonly kind: 'message' | 'receipt';
  readonly status: string | null;
  /** Exact JSON text of the request body. */
  readonly body: string;
};

/** A domain event; wire topics are rendered from it when read. `key` orders: `conversation:<id>`, `user:<id>`, `queue:<id>`. */
export type NewEvent = {
  readonly type: string;
  readonly key: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly correlationId: string | null;
};

/** A timer of the thread by name; setting one of the same name replaces it. `dueAt: null` cancels. */
export type TimerChange = {
  readonly name: string;
  readonly dueAt: string | null;
  readonly data?: Readonly<Record<string, unknown>>;
};

/**
 * Everything one step changes on one thread, applied in one transaction under the thread's lock by
 * `apply_changes` (SQL), many threads at once. Agent operations, inputs, timers and ACD all end in one of these.
 */
export type ThreadChange = {
  readonly before: ThreadState;
  readonly after: ThreadState;
  readonly messages: readonly NewMessage[];
  readonly deliveries: readonly NewDelivery[];
  readonly events: readonly NewEvent[];
  readonly timers: readonly TimerChange[];
  /** Enters or leaves the waiting list of a queue; the acd participant is the entry's id. */
  readonly waiting: readonly (
    | { readonly enter: RoutingRequest; readonly participantId: string; readonly since: string }
    | { readonly leave: true; readonly participantId: string }
  )[];
  /** Work besides the deliveries, in the thread's lane of other queues. */
  readonly work?: readonly { readonly queue: string; readonly payload: unknown }[];
  /** State of a run with secure variables, sealed. */
  readonly sealedFlow?: { readonly run: string; readonly sealed: Buffer };
  /** Steps of runs that are recorded. */
  readonly recorded?: readonly RunRecord[];
  /** Told after the commit, stored nowhere. */
  readonly notes?: readonly FlowNote[];
};

export type FlowNote =
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warning' | 'error';
      readonly flow: string;
      readonly message: string;
    }
  /** The run is over: what was kept in memory for it may go. */
  | { readonly kind: 'over'; readonly run: string };

import type { PermissionRule } from '../operation.ts';

/** Where events of a topic may go. */
export type TopicTransport = 'Websocket' | 'EventBridge' | 'ProcessAutomation';

export type Topic = {
  /** Name with `{id}` for each parameter; also the detail type of its events. */
  readonly template: string;
  /** What the ids stand for, in order. */
  readonly parameters: readonly string[];
  /** Model of the event body in the reference. */
  readonly schema: string;
  readonly transports: readonly TopicTransport[];
  /**
   * Who may subscribe. The vendor publishes no table, so the choice is the permission to read the same data by
   * request. Null: none is needed.
   */
  readonly permission: PermissionRule | null;
  /** The user named in the topic needs no permission. */
  readonly allowsCurrentUser: boolean;
  /** Comes by itself on every channel and cannot be subscribed to. */
  readonly system: boolean;
};

const everywhere: readonly TopicTransport[] = ['Websocket', 'EventBridge', 'ProcessAutomation'];
const streamed: readonly TopicTransport[] = ['Websocket', 'EventBridge'];

type Draft = Pick<Topic, 'template' | 'parameters' | 'schema'> & Partial<Topic>;

const topic = (draft: Draft): Topic => ({
  transports: streamed,
  permission: null,
  allowsCurrentUser: false,
  system: false,
  ...draft,
});

const ofUser = (suffix: string, schema: string, permission?: string): Topic =>
  topic({
    template: `v2.users.{id}.${suffix}`,
    parameters: ['userId'],
    schema,
    permission: permission === undefined ? null : { all: [permission] },
    allowsCurrentUser: true,
  });

const ofQueue = (suffix: string, schema: string, permission: string): Topic =>
  topic({
    template: `v2.routing.queues.{id}.${suffix}`,
    parameters: ['queueId'],
    schema,
    permission: { all: [permission] },
  });

const detail = (suffix: string, schema: string): Topic =>
  topic({
    template: `v2.detail.events.conversation.{id}.${suffix}`,
    parameters: ['conversationId'],
    schema,
    transports: everywhere,
    permission: { all: ['analytics:conversationDetail:view'] },
  });

const system = (suffix: string, parameters: readonly string[]): Topic =>
  topic({
    template: `v2.system.${suffix}`,
    parameters,
    schema: 'SystemMessageSystemMessage',
    transports: ['Websocket'],
    system: true,
  });

/** The topics Tandem knows. */
export const topics: readonly Topic[] = [
  topic({
    template: 'v2.detail.events.agent.{id}.state',
    parameters: ['userId'],
    schema: 'AgentStateEventTopicAgentStateEventNotification',
    transports: everywhere,
    permission: { all: ['analytics:conversationDetail:view'] },
  }),
  detail('acd.end', 'AcdEndDetailEventTopicAcdEndEvent'),
  detail('acd.start', 'AcdStartDetailEventTopicAcdStartEvent'),
  detail('acw', 'AcwDetailEventTopicAfterCallWorkEvent'),
  detail('attributes', 'AttributeDetailEventTopicAttributeUpdateEvent'),
  detail('contact', 'ContactDetailEventTopicContactUpdateEvent'),
  detail('customer.end', 'CustomerEndDetailEventTopicCustomerEndEvent'),
  detail('customer.start', 'CustomerStartDetailEventTopicCustomerStartEvent'),
  detail('flow.end', 'FlowEndDetailEventTopicFlowEndEvent'),
  detail('flow.outcome', 'FlowOutcomeDetailEventTopicFlowOutcomeEvent'),
  detail('flow.start', 'FlowStartDetailEventTopicFlowStartEvent'),
  detail('outbound', 'OutboundDetailEventTopicOutboundInitEvent'),
  detail('user.end', 'UserEndDetailEventTopicUserEndEvent'),
  detail('user.start', 'UserStartDetailEventTopicUserStartEvent'),
  detail('voicemail.end', 'VoicemailEndDetailEventTopicVoicemailEndEvent'),
  detail('voicemail.start', 'VoicemailStartDetailEventTopicVoicemailStartEvent'),
  detail('wrapup', 'WrapupDetailEventTopicWrapupEvent'),
  topic({
    template: 'v2.flows.{id}',
    parameters: ['flowId'],
    schema: 'ArchitectFlowNotificationFlowNotification',
    permission: { all: ['architect:flow:view'] },
  }),
  ofQueue(
    'conversations',
    'QueueConversationEventTopicConversation',
    'conversation:communication:view',
  ),
  ofQueue(
    'conversations.messages',
    'QueueConversationMessageEventTopicMessageConversation',
    'conversation:communication:view',
  ),
  ofQueue('users', 'QueueUserEventTopicQueueMember', 'routing:queue:view'),
  topic({
    template: 'v2.subscription.updated',
    parameters: [],
    schema: 'UpdatedTopicSystemMessage',
  }),
  system('no_longer_subscribed.{id}', ['topic']),
  system('socket_closing', []),
  system('token_revoked.{id}', ['tokenId']),
  system('{id}.{id}', ['event', 'subject']),
  ofUser('activity', 'AgentActivityChangedTopicAgentActivity'),
  ofUser('conversations', 'ConversationEventTopicConversation', 'conversation:communication:view'),
  ofUser(
    'conversations.inbound.typing.event',
    'V2ConversationMessageTypingEventForUserTopicMessageData',
    'conversation:communication:view',
  ),
  ofUser(
    'conversations.messages',
    'ConversationMessageEventTopicMessageConversation',
    'conversation:communication:view',
  ),
  ofUser(
    'conversationsummary',
    'UserConversationsEventUserConversationSummary',
    'conversation:communication:view',
  ),
  ofUser('presence', 'PresenceEventUserPresence'),
  ofUser('routingStatus', 'UserRoutingStatusUserRoutingStatus'),
  ofUser('tokens', 'UserTokensTopicTokenNotification', 'directory:user:view'),
  topic({
    template: 'v2.workflows.{id}.conversations.inbound.typing.event',
    parameters: ['workflowId'],
    schema: 'V2ConversationMessageTypingEventForWorkflowTopicMessageData',
    permission: { all: ['conversation:communication:view'] },
  }),
];

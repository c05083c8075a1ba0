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
  /** What its events tell, for people. */
  readonly description: string;
  /** When Tandem sends an event of it; with `emitted: false` why it never does. */
  readonly cause: string;
  readonly emitted: boolean;
};

const everywhere: readonly TopicTransport[] = ['Websocket', 'EventBridge', 'ProcessAutomation'];
const streamed: readonly TopicTransport[] = ['Websocket', 'EventBridge'];
const socketOnly: readonly TopicTransport[] = ['Websocket'];

type Draft = Pick<Topic, 'template' | 'parameters' | 'schema' | 'description' | 'cause'> &
  Partial<Topic>;

const topic = (draft: Draft): Topic => ({
  transports: streamed,
  permission: null,
  allowsCurrentUser: false,
  system: false,
  emitted: true,
  ...draft,
});

type Told = Pick<Topic, 'schema' | 'description' | 'cause'> & Partial<Topic>;

const readsConversations = { all: ['conversation:communication:view'] };
const readsDetails = { all: ['analytics:conversationDetail:view'] };

const ofUser = (suffix: string, told: Told): Topic =>
  topic({
    template: `v2.users.{id}.${suffix}`,
    parameters: ['userId'],
    allowsCurrentUser: true,
    ...told,
  });

const ofQueue = (suffix: string, told: Told): Topic =>
  topic({ template: `v2.routing.queues.{id}.${suffix}`, parameters: ['queueId'], ...told });

const detail = (suffix: string, told: Told): Topic =>
  topic({
    template: `v2.detail.events.conversation.{id}.${suffix}`,
    parameters: ['conversationId'],
    transports: everywhere,
    permission: readsDetails,
    ...told,
  });

const system = (
  suffix: string,
  parameters: readonly string[],
  told: Pick<Topic, 'description' | 'cause'> & Partial<Topic>,
): Topic =>
  topic({
    template: `v2.system.${suffix}`,
    parameters,
    schema: 'SystemMessageSystemMessage',
    transports: socketOnly,
    system: true,
    ...told,
  });

const details: readonly Topic[] = [
  topic({
    template: 'v2.detail.events.agent.{id}.state',
    parameters: ['userId'],
    schema: 'AgentStateEventTopicAgentStateEventNotification',
    transports: everywhere,
    permission: readsDetails,
    allowsCurrentUser: true,
    description: 'State of an agent in one conversation: alerting, talking, parked, wrapping up.',
    cause: 'A conversation is offered to the agent, accepted, parked, resumed, left or wrapped up.',
  }),
  detail('acd.end', {
    schema: 'AcdEndDetailEventTopicAcdEndEvent',
    description: 'A conversation left a queue.',
    cause: 'An agent accepted it, the customer left or it was moved on.',
  }),
  detail('acd.start', {
    schema: 'AcdStartDetailEventTopicAcdStartEvent',
    description: 'A conversation entered a queue.',
    cause: 'A flow or an agent transferred it to a queue.',
  }),
  detail('acw', {
    schema: 'AcwDetailEventTopicAfterCallWorkEvent',
    description: 'After-call work of an agent ended.',
    cause: 'The agent finished the work, or its time was over.',
  }),
  detail('attributes', {
    schema: 'AttributeDetailEventTopicAttributeUpdateEvent',
    description: 'Attributes of a participant changed.',
    cause: 'A flow, an agent or a client set participant data.',
  }),
  detail('contact', {
    schema: 'ContactDetailEventTopicContactUpdateEvent',
    description: 'The external contact of a conversation changed.',
    cause:
      'Never: the customer participant names its external contact (`externalContactId`), changes of contacts are no events.',
    emitted: false,
  }),
  detail('customer.end', {
    schema: 'CustomerEndDetailEventTopicCustomerEndEvent',
    description: 'The customer left the conversation.',
    cause: 'The conversation ended, whoever ended it. A transfer does not end it.',
  }),
  detail('customer.start', {
    schema: 'CustomerStartDetailEventTopicCustomerStartEvent',
    description: 'The customer joined the conversation.',
    cause: 'A first message, or one after the threading window; an outbound conversation.',
  }),
  detail('flow.end', {
    schema: 'FlowEndDetailEventTopicFlowEndEvent',
    description: 'A flow left the conversation.',
    cause: 'The flow transferred it, disconnected, failed, or the customer left.',
  }),
  detail('flow.outcome', {
    schema: 'FlowOutcomeDetailEventTopicFlowOutcomeEvent',
    description: 'A flow reached an outcome.',
    cause: 'Never: flows have no outcomes.',
    emitted: false,
  }),
  detail('flow.start', {
    schema: 'FlowStartDetailEventTopicFlowStartEvent',
    description: 'A flow took the conversation.',
    cause: 'The message flow of the address began.',
  }),
  detail('outbound', {
    schema: 'OutboundDetailEventTopicOutboundInitEvent',
    description: 'A campaign began the conversation.',
    cause: 'Never: Tandem has no outbound campaigns.',
    emitted: false,
  }),
  detail('user.end', {
    schema: 'UserEndDetailEventTopicUserEndEvent',
    description: 'An agent left the conversation.',
    cause: 'The agent ended, transferred or declined it, or did not answer the offer.',
  }),
  detail('user.start', {
    schema: 'UserStartDetailEventTopicUserStartEvent',
    description: 'An agent joined the conversation.',
    cause: 'The conversation was offered to the agent, or the agent began it.',
  }),
  detail('voicemail.end', {
    schema: 'VoicemailEndDetailEventTopicVoicemailEndEvent',
    description: 'A voicemail ended.',
    cause: 'Never: Tandem carries messages, no voice.',
    emitted: false,
  }),
  detail('voicemail.start', {
    schema: 'VoicemailStartDetailEventTopicVoicemailStartEvent',
    description: 'A voicemail began.',
    cause: 'Never: Tandem carries messages, no voice.',
    emitted: false,
  }),
  detail('wrapup', {
    schema: 'WrapupDetailEventTopicWrapupEvent',
    description: 'A wrap-up code was noted.',
    cause: 'The agent noted it, or it was noted when the time was over.',
  }),
];

const ofQueues: readonly Topic[] = [
  ofQueue('conversations', {
    schema: 'QueueConversationEventTopicConversation',
    permission: readsConversations,
    description: 'Conversations of a queue, with their communications.',
    cause: 'Anything changed in a conversation that a participant of the queue takes part in.',
  }),
  ofQueue('conversations.messages', {
    schema: 'QueueConversationMessageEventTopicMessageConversation',
    permission: readsConversations,
    description: 'Conversations of a queue, as message conversations.',
    cause: 'Anything changed in a conversation that a participant of the queue takes part in.',
  }),
  ofQueue('users', {
    schema: 'QueueUserEventTopicQueueMember',
    permission: { all: ['routing:queue:view'] },
    description: 'Members of a queue.',
    cause: 'A user was added, removed, joined or left.',
  }),
];

const systems: readonly Topic[] = [
  topic({
    template: 'v2.subscription.updated',
    parameters: [],
    schema: 'UpdatedTopicSystemMessage',
    description: 'The subscription of the organisation changed.',
    cause: 'Never: an installation of Tandem has no commercial subscription.',
    emitted: false,
  }),
  system('no_longer_subscribed.{id}', ['channelId'], {
    description: 'Topics were taken from the channel.',
    cause: 'The rights of its token shrank.',
  }),
  system('socket_closing', [], {
    description: 'The socket is about to be closed.',
    cause: 'A minute before the end of the channel, and when the node stops.',
  }),
  system('token_revoked.{id}', ['userId or clientId'], {
    description: 'The token of the channel has ended.',
    cause: 'The token was revoked, or its user or client was switched off.',
  }),
  system('{id}.{id}', ['event', 'subject'], {
    description: 'Form of all messages of the system.',
    cause: 'Never by this name: the ones above are sent.',
    emitted: false,
  }),
];

const ofUsers: readonly Topic[] = [
  ofUser('activity', {
    schema: 'AgentActivityChangedTopicAgentActivity',
    description: 'Presence, routing status and active queues of a user together.',
    cause: 'One of them changed.',
  }),
  ofUser('conversations', {
    schema: 'ConversationEventTopicConversation',
    permission: readsConversations,
    description: 'Conversations of a user, with their communications.',
    cause: 'Anything changed in a conversation that the user takes part in.',
  }),
  ofUser('conversations.inbound.typing.event', {
    schema: 'V2ConversationMessageTypingEventForUserTopicMessageData',
    permission: readsConversations,
    transports: socketOnly,
    description: 'A customer of the user types.',
    cause: 'The channel reported typing while the user is connected. It is not stored.',
  }),
  ofUser('conversations.messages', {
    schema: 'ConversationMessageEventTopicMessageConversation',
    permission: readsConversations,
    description: 'Conversations of a user, as message conversations.',
    cause: 'Anything changed in a conversation that the user takes part in.',
  }),
  ofUser('conversationsummary', {
    schema: 'UserConversationsEventUserConversationSummary',
    permission: readsConversations,
    description: 'How many conversations a user has and wraps up.',
    cause: 'The state of the user in a conversation changed.',
  }),
  ofUser('presence', {
    schema: 'PresenceEventUserPresence',
    description: 'Presence of a user.',
    cause: 'The presence was set.',
  }),
  ofUser('routingStatus', {
    schema: 'UserRoutingStatusUserRoutingStatus',
    description: 'Routing status of a user.',
    cause: 'The user went on or off queue, got busy or idle, or did not respond.',
  }),
  ofUser('tokens', {
    schema: 'UserTokensTopicTokenNotification',
    permission: { all: ['directory:user:view'] },
    description: 'A user got a new token.',
    cause: 'The user signed in.',
  }),
];

/** The topics Tandem knows. */
export const topics: readonly Topic[] = [
  ...details,
  topic({
    template: 'v2.flows.{id}',
    parameters: ['flowId'],
    schema: 'ArchitectFlowNotificationFlowNotification',
    permission: { all: ['architect:flow:view'] },
    description: 'Operations on a message flow.',
    cause: 'The flow was created, saved, checked in or out, published, reverted or removed.',
  }),
  ...ofQueues,
  ...systems,
  ...ofUsers,
  topic({
    template: 'v2.workflows.{id}.conversations.inbound.typing.event',
    parameters: ['workflowId'],
    schema: 'V2ConversationMessageTypingEventForWorkflowTopicMessageData',
    permission: readsConversations,
    transports: socketOnly,
    description: 'A customer who talks to a flow types.',
    cause: 'The channel reported typing while the flow has the conversation. It is not stored.',
  }),
  topic({
    template: 'v2.audits.entitytype.{id}.entityid.{id}',
    parameters: ['entityType', 'entityId'],
    schema: 'AuditTopicAuditLogMessage',
    transports: streamed,
    permission: { all: ['audits:audit:view'] },
    description: 'Entries of the audit log.',
    cause: 'An administrative act was recorded, in whatever part of Tandem.',
  }),
];

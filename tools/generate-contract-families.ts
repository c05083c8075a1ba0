/**
 * What the generated contract holds: which operations belong together, which models Tandem has no use for,
 * and where the reference is corrected. The reference itself is an argument of the generator.
 */

export type Family = { readonly name: string; readonly matches: (path: string) => boolean };

const under =
  (...prefixes: string[]) =>
  (path: string): boolean =>
    prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));

/** The first family that matches a path owns it. A path without family is in the catalogue only. */
export const families: readonly Family[] = [
  { name: 'inboundMessages', matches: (path) => path.includes('/inbound/open') },
  { name: 'openMessaging', matches: under('/api/v2/conversations/messaging') },
  { name: 'conversationMessages', matches: under('/api/v2/conversations/messages') },
  { name: 'conversations', matches: under('/api/v2/conversations') },
  { name: 'analytics', matches: under('/api/v2/analytics') },
  { name: 'queues', matches: under('/api/v2/routing/queues') },
  { name: 'routing', matches: under('/api/v2/routing') },
  { name: 'oauth', matches: under('/api/v2/oauth') },
  { name: 'tokens', matches: under('/api/v2/tokens') },
  { name: 'divisions', matches: (path) => /^\/api\/v2\/authorization\/divisions/.test(path) },
  { name: 'authorization', matches: under('/api/v2/authorization') },
  {
    name: 'presence',
    matches: (path) =>
      under('/api/v2/presence', '/api/v2/presencedefinitions', '/api/v2/systempresences')(path) ||
      path.includes('/presences/'),
  },
  { name: 'users', matches: under('/api/v2/users') },
  { name: 'organizations', matches: under('/api/v2/organizations') },
  { name: 'notifications', matches: under('/api/v2/notifications') },
  { name: 'flows', matches: under('/api/v2/flows') },
  { name: 'responses', matches: under('/api/v2/responsemanagement') },
  { name: 'externalContacts', matches: under('/api/v2/externalcontacts') },
  { name: 'time', matches: under('/api/v2/date', '/api/v2/timezones') },
  {
    name: 'integrations',
    matches: (path) =>
      /^\/api\/v2\/integrations(\/types(\/\{typeId\}.*)?|\/\{integrationId\}.*)?$/.test(path),
  },
];

/** Models of voice, e-mail, social, campaigns, quality and language models: Tandem speaks messaging only. */
const prunedModels: ReadonlySet<string> = new Set([
  'AgentOwnedRouting',
  'Biography',
  'Bullseye',
  'Call',
  'Callback',
  'Calibration',
  'CannedResponseLibraries',
  'Chat',
  'Cobrowsesession',
  'ConditionalGroupActivation',
  'ConditionalGroupRouting',
  'ConversationChat',
  'ConversationContentForm',
  'DirectRouting',
  'Email',
  'EmployerInfo',
  'Evaluation',
  'EvaluationDetailQueryFilter',
  'Fax',
  'FlowHealth',
  'FlowHealthIntent',
  'Geolocation',
  'InternalMessage',
  'Location',
  'NluDomainVersion',
  'NluInfo',
  'OAuthLastTokenIssued',
  'ResolutionDetailQueryFilter',
  'Screenshare',
  'Script',
  'SocialExpression',
  'SocialMediaMessageData',
  'Survey',
  'SurveyDetailQueryFilter',
  'UserStation',
  'UserStations',
  'Video',
  'WorkPlanBidRanks',
]);

/** The same in the bodies of events, whose models carry the name of their topic in front. */
const prunedEventParts =
  /EventTopic(Call|Callback|Chat|Cobrowse|DialerPreview|Disposition\w*|Email|FaxStatus|InternalMessage\w*|Journey\w+|RecordersState|ScreenMonitoring|ScreenShare|SocialExpression|Transfer\w+|Video|Voicemail)$/;

/** True for a model the contract leaves open (`unknown`). */
export const isPruned = (name: string): boolean =>
  prunedModels.has(name) || prunedEventParts.test(name);

/** Event models the reference repeats field by field for another topic: the second name serves both. */
export const sameEventModels: readonly (readonly [string, string])[] = [
  ['QueueConversationEventTopic', 'ConversationEventTopic'],
  ['QueueConversationMessageEventTopic', 'ConversationMessageEventTopic'],
  [
    'V2ConversationMessageTypingEventForWorkflowTopic',
    'V2ConversationMessageTypingEventForUserTopic',
  ],
];

type PermissionRule = { readonly all?: readonly string[]; readonly any?: readonly string[] };
type PermissionOverride = { readonly rule: PermissionRule | null; readonly reason: string };

/** Corrections of permissions, by operation id, each with its reason. */
export const permissionOverrides: Readonly<Record<string, PermissionOverride>> = {};

/** The reference leaves these success codes open (`2XX`, no body): an empty answer is 204, a HEAD answers 200. */
export const openSuccess = (method: string): number => (method === 'HEAD' ? 200 : 204);

export type PropertyOverride = {
  /** Expression of the schema, and its static type. */
  readonly schema: string;
  readonly type: string;
  /** The reference calls it required, clients leave it out all the same. */
  readonly optional?: true;
  readonly reason: string;
};

const idType: PropertyOverride = {
  schema:
    "Type.String({ pattern: '^([Ee][Mm][Aa][Ii][Ll]|[Pp][Hh][Oo][Nn][Ee]|[Oo][Pp][Aa][Qq][Uu][Ee])$' })",
  type: 'string',
  reason: 'Official samples also write it in lower case, so case does not count.',
};

/** Corrections and documented limits of properties, `Model.property`. */
export const propertyOverrides: Readonly<Record<string, PropertyOverride>> = {
  'OpenMessagingFromRecipient.idType': idType,
  'OpenMessagingToRecipient.idType': idType,
  'ConversationChannelMetadata.customAttributes': {
    schema: 'Type.Record(Type.String(), Type.String())',
    type: 'Record<string, string>',
    reason: 'The SDK model does not know it; it becomes participant data of the customer.',
  },
  'OpenIntegrationRequest.outboundNotificationWebhookSignatureSecretToken': {
    schema: 'Type.String({ minLength: 16 })',
    type: 'string',
    reason: 'A webhook secret has more than 15 characters.',
  },
  'OpenIntegrationUpdateRequest.outboundNotificationWebhookSignatureSecretToken': {
    schema: 'Type.String({ minLength: 16 })',
    type: 'string',
    reason: 'A webhook secret has more than 15 characters.',
  },
  'CreateIntegrationRequest.name': {
    schema: 'Type.String()',
    type: 'string',
    optional: true,
    reason: 'Terraform creates integrations without a name; they get the one of their type.',
  },
  'OAuthClientRequest.accessTokenValiditySeconds': {
    schema: 'Type.Integer({ minimum: 300, maximum: 172800 })',
    type: 'number',
    reason: 'Documented range of the lifetime of tokens.',
  },
  'AdditionalMessage.textBody': {
    schema: 'Type.String({ maxLength: 2000 })',
    type: 'string',
    reason: 'Documented limit of outbound text.',
  },
  'SendAgentlessOutboundMessageRequest.textBody': {
    schema: 'Type.String({ maxLength: 2000 })',
    type: 'string',
    reason: 'Documented limit of outbound text.',
  },
};

/** Longest array bodies, by operation id. */
export const bodyLimits: Readonly<Record<string, number>> = {
  postConversationsMessageMessagesBulk: 1000,
  postRoutingQueueMembers: 100,
  patchRoutingQueueMembers: 100,
};

/**
 * What tests of connections say, by stable codes: the English words go into messages, and who shows them in another
 * language goes by the code and its parameters. Codes are never given another meaning.
 */
export const checkTexts = {
  skipped: 'Not tested because an earlier step failed.',
  secretClosed: 'A secret cannot be opened: {reason}',
  /** In words that stand nowhere here, such as those of the other side. */
  other: '{reason}',
  'egress.blocked':
    'Outbound calls to {target} are blocked because the address is private. To allow it set TANDEM_EGRESS_ALLOW={target}.',
  'egress.unresolved': 'The host {host} cannot be resolved.',
  'egress.url.invalid': 'The URL is not a valid http or https URL.',

  centreUnreached: 'The contact centre cannot be reached: {reason}.',
  requestFailed: '{what} failed with HTTP {status}{said}',
  rateLimited: 'Waiting for the rate limit of the contact centre.',
  deliveryRefused:
    'The delivery of {at} was refused: its signature does not match. Compare the Webhook Secret with that of the contact centre.',
  deliverySigned: 'The delivery of {at} was signed with this secret.',
  deliveryNone: 'Nothing was delivered yet: whether both have the same secret is not known.',

  hostInvalid: 'The setting Host is not a host.',
  centreAnswers: 'The contact centre answers.',
  clientAccepted: 'The client is accepted.',
  clientRefused: 'The login refuses the client (HTTP {status}{said}).',
  platformsForbidden:
    'The client may not list platforms: without messaging:integration:view none is found, and no handover begins.',
  platformFound: 'The platform "{name}" exists (id {id}).',
  platformMissing:
    'There is no open messaging platform named "{name}". Compare the Deployment Name.',
  platformsSeveral:
    'Several open messaging platforms are named "{name}": none is used until each has a name of its own.',
  platformsSeveralKnown:
    'Several open messaging platforms are named "{name}". The one used so far stays (id {id}); give each a name of its own.',
  platformFlowless:
    'It has no message flow: messages arrive there and nobody answers. Choose a flow under Message routing.',
  queueNone: 'No queue is set: the message flow decides.',
  queueFound: 'The queue "{name}" exists (id {id}).',
  queueMissing: 'There is no queue "{name}".',
  queuesForbidden:
    'The client may not look up queues: without routing:queue:view the queue is passed on as it is written.',
  platformUrlHere: 'The webhook URL is this server.',
  platformUrlElsewhere: 'The platform delivers to {entered}. Enter {wanted} there.',
  platformUrlNone: 'The platform delivers to no address. Enter {wanted} there.',
  permissionsAll: 'The client may do everything that was asked for.',
  withoutReceive: 'Without {permission}, no message reaches an agent.',
  withoutQueues: 'Without {permission}, the queue is passed on as it is written.',
  withoutDetails:
    'Without {permission}, a conversation that may not be read otherwise is not noticed to have ended.',
  withoutFigures:
    'Without {permission}, customers do not read their place in the queue, and whether somebody is there is counted by its members.',
  eventKeySet: 'Signals are taken with the event key.',
  eventKeyMissing: 'Every signal is refused: there is no event key.',
  triggersOpen: 'Anybody may send triggers: no key is asked for.',

  chatwootAnswers: 'Chatwoot answers.',
  chatwootOther: 'The address answers, but not as Chatwoot does.',
  tokenRefused: 'Chatwoot refuses the token (HTTP {status}).',
  tokenElsewhere: 'The token does not reach the account {account}.',
  tokenOf: 'The token is of {user} in the account "{account}".',
  tokenOfSomebody: 'The token is of a user in the account "{account}".',
  inboxFound: 'The inbox "{name}" (id {id}) exists.',
  inboxMissing:
    'The token sees no inbox "{name}". Compare name or id, and that its user belongs to the inbox.',
  inboxOther: 'The inbox "{name}" (id {id}) is not of the channel API.',
  teamNone: 'No team is set: everybody of the inbox sees the conversation.',
  teamFound: 'The team "{name}" (id {id}) exists.',
  teamMissing: 'There is no team "{name}".',
  teamsForbidden: 'The token may not read teams: conversations come without a team.',
  inboxUrlHere: 'The webhook URL of the inbox is this server.',
  inboxUrlToken: 'The webhook URL of the inbox is this server, but with another token or none.',
  inboxUrlElsewhere: 'The inbox delivers to {entered}. Enter {wanted} there.',
  inboxUrlNone: 'The inbox delivers to no address. Enter {wanted} there.',
  proofMissing:
    'Neither Webhook Secret nor token in the address is set: no delivery of Chatwoot is believed, and no answer reaches the customer.',
  tokenAdministrator: 'The token is of an administrator.',
  tokenMember:
    'The token is of no administrator: it works only while its user is a member of the inbox.',

  addressAnswers: 'The address answers.',
  pingRefused: 'The address refuses the signature (HTTP {status}). Compare the Webhook Secret.',
  pingStatus: 'The address answers the ping with HTTP {status}.',
  pongUnsigned:
    'The address answers the ping without a signature over the challenge: whether it has the same secret is not known.',
  pongSame: 'The other side signs with the same secret.',
  pongOther: 'The other side signs with another secret. Compare the Webhook Secret.',

  verifyTokenSet: 'Calls are proved by the verify token.',
  verifyTokenClosed: 'The verify token cannot be opened: {reason}',

  callbackTook: 'The callback URL took a signed ping.',
  callbackStatus: 'The callback URL answered a signed ping with HTTP {status}.',
  callbackUnreached: 'The callback URL is not reached: {reason}.',
  botToken: 'The token is of the bot @{bot}.',
  telegramHere: 'Telegram delivers to this address.',
  telegramElsewhere: 'Telegram does not deliver here. Press Connect.',
  telegramFailing: 'Telegram could not deliver lately: {reason}.',
  whatsappNumber: 'The token may use the number {number}.',
  whatsappAddress: 'Meta tests the address itself when it is entered in the app dashboard.',
  slackToken: 'The token is of {user} in {team}.',
  slackAddress: 'Slack tests the address itself when it is entered under Event Subscriptions.',
} as const;

export type CheckCode = keyof typeof checkTexts;

/** The product's requirements in a few words, by the ids that tests carry in their names. */
export const requirements = {
  'S1.1': 'An open messaging integration is configured first, with its permission',
  'S1.2': 'Platforms page: add the Open Messaging tile; status New until saved',
  'S1.3': 'Field Name',
  'S1.4': 'Field Outbound Notification Webhook URL; only port 443',
  'S1.5': 'Field signature secret; webhooks carry X-Hub-Signature-256',
  'S1.6': 'Save, choose supported content (default without a choice), save again',
  'S1.7': 'Middleware translates between its service and open messages',
  'S1.8': 'Nothing is gated by licence, and the help says so',
  'S2.1': 'A bot hands over to human agents through Open Messaging',
  'S2.2':
    'Feature flags of the operator, by organisation; the Bot Connector that one of them guards',
  'S2.3': 'Platform side: platform configuration and platform',
  'S2.4': 'Platform side: queue',
  'S2.5': 'Platform side: inbound message flow, saved and published',
  'S2.6': 'Platform side: message routing',
  'S2.7': 'Platform side: OAuth client, authorised',
  'S2.8': 'Bot side: endpoint and handover settings',
  'S2.9': 'Send profile information',
  'S2.10': 'Hand over to agent, tried in the demo web chat',
  'S2.11': 'AI copilot workspace under its own link',
  'S2.12': 'The flags are for installations of one’s own; who runs one sees whom they concern',
  'S3.1': 'OAuth Authentication at the start of a flow gets the token that its other actions use',
  'S3.2': 'Authentication type: OAuth2 client credentials, or a stored OAuth connection',
  'S3.3':
    'Client credentials: environment URL; id and secret as credential, variable or insecure string',
  'S3.4':
    'Stored connection by authorization code, with the callback URL registered, chosen by name',
  'S3.5': 'Session name: later actions name the session they use',
  'S4.1': 'Connectors: flows call the contact centre without handling tokens',
  'S4.2': 'Access of the ten administrator roles to connectors',
  'S4.3': 'Connector with unique name, scopes and ticked consent; its id never changes',
  'S4.4':
    'HTTP Request in a flow over a connector: path, method, query, content type, parse settings',
  'S4.5': 'Integrations > Connectors: cards that are set up in a new browser tab',
  'S5.1': 'Integrations > Add > search "EventBridge" > Install; default name, optional notes',
  'S5.2': 'Configuration: account with 12 digits, region with hyphens, event source suffix',
  'S5.3': 'Topic filtering for the whole organisation; none chosen: nothing is sent',
  'S5.4': 'Save, Active, confirm: the partner event source appears and sending starts',
  'S5.5': 'At most ten such integrations of an organisation',
  'S5.6':
    'Another account, region or suffix deactivates; activation makes a new source; topics count at once',
  'S5.7': 'Deactivated it pauses and the source stays; deleted the source is deleted',
  'S5.8': 'Errors of activation: account, region, suffix that another active integration has',
  'S5.9':
    'Partner event source, pending, is associated with an event bus; rules on it route events to targets',
} as const;

export type RequirementId = keyof typeof requirements;

import { eventScopes } from './audit-scope-events.ts';
import { gatewayScopes } from './audit-scope-gateway.ts';
import { type AuditScope, on, reads, runtime } from './audit-scope-words.ts';

export type { AuditScope } from './audit-scope-words.ts';

const [organization, user, role, division] = [
  on('organization'),
  on('user'),
  on('role'),
  on('division'),
];
const [client, queue, flow, integration] = [
  on('oauthClient'),
  on('queue'),
  on('flow'),
  on('openIntegration'),
];
const subject = on('user', 'oauthClient');
const [content, setting, presence] = [
  on('supportedContent'),
  on('messagingSetting'),
  on('presenceDefinition'),
];
const wrapupCode = on('wrapupCode');

const conversation = runtime('Work in a conversation; its timeline tells of it.');
const message = runtime('A message or a sign of life of a channel; the conversation tells of it.');
const contact = on('externalContact');
const status = runtime('What an agent does at the moment; events and presence history tell of it.');
const session = runtime('A session of the caller, without effect on others.');

const v2 = '/api/v2';
const authorization = `${v2}/authorization`;
const conversations = `${v2}/conversations`;
const messages = `${conversations}/messages`;
const aMessage = `${messages}/{conversationId}`;
const desk = '/tandem/desk/conversations/{conversationId}';
const communication = `${aMessage}/communications/{communicationId}`;
const participant = `${aMessage}/participants/{participantId}`;
const inbound = `${messages}/{integrationId}/inbound/open`;
const messaging = `${conversations}/messaging`;
const integrations = `${messaging}/integrations/open`;
const platform = '/tandem/messaging/integrations/{integrationId}';
const contacts = `${v2}/externalcontacts`;
const queues = `${v2}/routing/queues`;
const aUser = `${v2}/users/{userId}`;
const responses = `${v2}/responsemanagement`;
const simulation = runtime('Tries a draft that only its author sees; nothing is kept of it.');

const core: Readonly<Record<string, AuditScope>> = {
  [`POST ${authorization}/divisions`]: division('create'),
  [`PUT ${authorization}/divisions/{divisionId}`]: division('update'),
  [`DELETE ${authorization}/divisions/{divisionId}`]: division('delete'),
  [`POST ${authorization}/divisions/{divisionId}/restore`]: division('restore'),
  [`POST ${authorization}/divisions/{divisionId}/objects/{objectType}`]: division('move'),
  [`POST ${authorization}/roles`]: role('create'),
  [`PUT ${authorization}/roles/{roleId}`]: role('update'),
  [`PATCH ${authorization}/roles/{roleId}`]: role('update'),
  [`DELETE ${authorization}/roles/{roleId}`]: role('delete'),
  [`POST ${authorization}/roles/default`]: role('restore'),
  [`PUT ${authorization}/roles/default`]: role('restore'),
  [`PUT ${authorization}/roles/settings`]: on('roleSettings')('update'),
  [`POST ${authorization}/roles/{leftRoleId}/comparedefault/{rightRoleId}`]: reads,
  [`POST ${authorization}/roles/{roleId}`]: subject('grants.add'),
  [`PUT ${authorization}/roles/{roleId}/users/add`]: subject('grants.add'),
  [`PUT ${authorization}/roles/{roleId}/users/remove`]: subject('grants.remove'),
  [`POST ${authorization}/subjects/{subjectId}/bulkadd`]: subject('grants.add'),
  [`POST ${authorization}/subjects/{subjectId}/bulkremove`]: subject('grants.remove'),
  [`POST ${authorization}/subjects/{subjectId}/bulkreplace`]: subject('grants.replace'),
  [`POST ${authorization}/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}`]:
    subject('grants.add'),
  [`DELETE ${authorization}/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}`]:
    subject('grants.remove'),
  [`POST ${v2}/oauth/clients`]: client('create'),
  [`PUT ${v2}/oauth/clients/{clientId}`]: client('update'),
  [`DELETE ${v2}/oauth/clients/{clientId}`]: client('delete'),
  [`POST ${v2}/oauth/clients/{clientId}/usage/query`]: reads,
  [`POST ${v2}/oauth/clients/{clientId}/secret`]: client('secret'),
  'PUT /tandem/oauth/authorizations/{clientId}': client('authorize', 'revoke'),
  [`PUT ${v2}/organizations/me`]: organization('update'),
  [`DELETE ${v2}/tokens/{userId}`]: user('tokens.delete'),
  [`DELETE ${v2}/tokens/me`]: session,
  [`PUT ${v2}/tokens/timeout`]: on('idleTimeout')('update'),
  [`POST ${v2}/users`]: user('create'),
  [`PATCH ${aUser}`]: user('update', 'delete'),
  [`DELETE ${aUser}`]: user('delete'),
  [`PUT ${v2}/users/{subjectId}/roles`]: subject('grants.replace'),
  [`POST ${aUser}/password`]: user('password'),
  [`POST ${v2}/users/me/password`]: user('password'),
  [`POST ${v2}/users/search`]: reads,
  [`POST ${v2}/audits/query`]: reads,
  [`POST ${v2}/audits/query/realtime`]: reads,
  'POST /oauth/sign-in': user('signIn', 'signIn.failed'),
  'POST /oauth/token': session,
  'POST /logout': session,
};

const routing: Readonly<Record<string, AuditScope>> = {
  [`POST ${queues}`]: queue('create'),
  [`PUT ${queues}/{queueId}`]: queue('update'),
  [`DELETE ${queues}/{queueId}`]: queue('delete'),
  'POST /tandem/queues/{queueId}/removal': queue('delete'),
  'PUT /tandem/queues/{queueId}/reassignment': queue('update'),
  ...Object.fromEntries(
    ['members', 'users'].flatMap((name) => [
      [`POST ${queues}/{queueId}/${name}`, queue('members.add', 'members.remove')],
      [`PATCH ${queues}/{queueId}/${name}`, queue('members.join', 'members.leave')],
      [`DELETE ${queues}/{queueId}/${name}/{memberId}`, queue('members.remove')],
      [`PATCH ${queues}/{queueId}/${name}/{memberId}`, queue('members.join', 'members.leave')],
    ]),
  ),
  // Of oneself it is work, and not noted.
  [`PATCH ${aUser}/queues`]: queue('members.join', 'members.leave'),
  [`PATCH ${aUser}/queues/{queueId}`]: queue('members.join', 'members.leave'),
  [`POST ${queues}/{queueId}/wrapupcodes`]: queue('wrapupCodes.add'),
  [`DELETE ${queues}/{queueId}/wrapupcodes/{codeId}`]: queue('wrapupCodes.remove'),
  [`POST ${v2}/routing/wrapupcodes`]: wrapupCode('create'),
  [`PUT ${v2}/routing/wrapupcodes/{codeId}`]: wrapupCode('update'),
  [`DELETE ${v2}/routing/wrapupcodes/{codeId}`]: wrapupCode('delete'),
  [`POST ${responses}/libraries`]: on('responseLibrary')('create'),
  [`PUT ${responses}/libraries/{libraryId}`]: on('responseLibrary')('update'),
  [`DELETE ${responses}/libraries/{libraryId}`]: on('responseLibrary')('delete'),
  [`POST ${responses}/libraries/bulk`]: reads,
  [`POST ${responses}/libraries/query`]: reads,
  [`POST ${responses}/responses`]: on('cannedResponse')('create'),
  [`PUT ${responses}/responses/{responseId}`]: on('cannedResponse')('update'),
  [`DELETE ${responses}/responses/{responseId}`]: on('cannedResponse')('delete'),
  [`POST ${responses}/responses/query`]: reads,
  [`POST ${v2}/routing/skills`]: on('skill')('create'),
  [`PATCH ${v2}/routing/skills/{skillId}`]: on('skill')('update'),
  [`DELETE ${v2}/routing/skills/{skillId}`]: on('skill')('delete'),
  [`POST ${v2}/routing/languages`]: on('language')('create'),
  [`DELETE ${v2}/routing/languages/{languageId}`]: on('language')('delete'),
  [`POST ${aUser}/routingskills`]: user('skills.update'),
  [`PUT ${aUser}/routingskills/{skillId}`]: user('skills.update'),
  [`DELETE ${aUser}/routingskills/{skillId}`]: user('skills.update'),
  [`PATCH ${aUser}/routingskills/bulk`]: user('skills.update'),
  [`PUT ${aUser}/routingskills/bulk`]: user('skills.update'),
  [`POST ${aUser}/routinglanguages`]: user('languages.update'),
  [`PATCH ${aUser}/routinglanguages/{languageId}`]: user('languages.update'),
  [`DELETE ${aUser}/routinglanguages/{languageId}`]: user('languages.update'),
  [`PATCH ${aUser}/routinglanguages/bulk`]: user('languages.update'),
  [`PUT ${v2}/routing/settings`]: on('routingSettings')('update'),
  [`DELETE ${v2}/routing/settings`]: on('routingSettings')('update'),
  [`PUT ${v2}/routing/utilization`]: on('routingSettings')('update'),
  [`DELETE ${v2}/routing/utilization`]: on('routingSettings')('update'),
  [`PUT ${v2}/routing/users/{userId}/utilization`]: user('update'),
  [`DELETE ${v2}/routing/users/{userId}/utilization`]: user('update'),
  [`POST ${v2}/presence/definitions`]: presence('create'),
  [`PUT ${v2}/presence/definitions/{definitionId}`]: presence('update'),
  [`DELETE ${v2}/presence/definitions/{definitionId}`]: presence('delete'),
  [`POST ${v2}/presencedefinitions`]: presence('create'),
  [`PUT ${v2}/presencedefinitions/{presenceId}`]: presence('update'),
  [`DELETE ${v2}/presencedefinitions/{presenceId}`]: presence('delete'),
  [`PATCH ${aUser}/presences/purecloud`]: status,
  [`PATCH ${aUser}/presences/{sourceId}`]: status,
  [`PUT ${aUser}/routingstatus`]: status,
};

const configuration: Readonly<Record<string, AuditScope>> = {
  [`POST ${integrations}`]: integration('create'),
  [`PATCH ${integrations}/{integrationId}`]: integration('update'),
  [`DELETE ${integrations}/{integrationId}`]: integration('delete'),
  [`PUT ${platform}/secret`]: integration('secret'),
  [`DELETE ${platform}/secret/previous`]: integration('secret'),
  [`POST ${platform}/test`]: runtime('A try of the webhook; it changes nothing.'),
  [`POST ${contacts}/contacts`]: contact('create'),
  [`PUT ${contacts}/contacts/{contactId}`]: contact('update'),
  [`DELETE ${contacts}/contacts/{contactId}`]: contact('delete'),
  [`POST ${contacts}/contacts/merge`]: contact('merge'),
  [`POST ${contacts}/merge/contacts`]: contact('merge'),
  [`POST ${contacts}/identifierlookup`]: reads,
  [`POST ${contacts}/identifierlookup/contacts`]: reads,
  [`PUT ${messaging}/identityresolution/integrations/open/{integrationId}`]:
    integration('identityResolution'),
  [`POST ${messaging}/settings`]: setting('create'),
  [`PATCH ${messaging}/settings/{messageSettingId}`]: setting('update'),
  [`DELETE ${messaging}/settings/{messageSettingId}`]: setting('delete'),
  [`PUT ${messaging}/settings/default`]: setting('default'),
  [`DELETE ${messaging}/settings/default`]: setting('default'),
  [`POST ${messaging}/supportedcontent`]: content('create'),
  [`PATCH ${messaging}/supportedcontent/{supportedContentId}`]: content('update'),
  [`DELETE ${messaging}/supportedcontent/{supportedContentId}`]: content('delete'),
  [`PUT ${messaging}/supportedcontent/default`]: content('default'),
  [`PUT ${messaging}/threadingtimeline`]: on('threadingTimeline')('update'),
  [`PUT ${v2}/routing/message/recipients/{recipientId}`]: on('recipient')('update'),
  [`POST ${v2}/flows`]: flow('create'),
  [`PUT ${v2}/flows/{flowId}`]: flow('update'),
  [`DELETE ${v2}/flows`]: flow('delete'),
  [`DELETE ${v2}/flows/{flowId}`]: flow('delete'),
  [`POST ${v2}/flows/{flowId}/versions`]: flow('save'),
  [`POST ${v2}/flows/jobs`]: runtime('Registers a job; what its file does is told when it is put.'),
  'PUT /tandem/platform/flow-jobs/{jobId}/content': flow('publish'),
  ...Object.fromEntries(
    (['checkin', 'checkout', 'deactivate', 'publish', 'revert', 'unlock'] as const).map((name) => [
      `POST ${v2}/flows/actions/${name}`,
      flow(name),
    ]),
  ),
  'POST /tandem/monitor/deliveries/redrive': on('delivery', 'conversation')('redrive'),
};

const work: Readonly<Record<string, AuditScope>> = {
  [`DELETE ${conversations}/{conversationId}`]: conversation,
  [`POST ${conversations}/{conversationId}/assign`]: conversation,
  [`POST ${conversations}/{conversationId}/disconnect`]: conversation,
  [`PATCH ${conversations}/{conversationId}/participants/{participantId}`]: conversation,
  [`PATCH ${conversations}/{conversationId}/participants/{participantId}/attributes`]: conversation,
  [`POST ${messages}`]: conversation,
  [`POST ${messages}/agentless`]: message,
  [`PATCH ${aMessage}`]: conversation,
  [`POST ${communication}/messages`]: message,
  [`POST ${communication}/messages/media`]: message,
  [`POST ${communication}/messages/media/uploads`]: message,
  [`POST ${communication}/typing`]: message,
  [`POST ${aMessage}/messages/bulk`]: reads,
  [`DELETE ${messages}/cachedmedia/{cachedMediaItemId}`]: message,
  [`PATCH ${participant}`]: conversation,
  [`PATCH ${participant}/attributes`]: conversation,
  [`PATCH ${participant}/communications/{communicationId}`]: conversation,
  [`POST ${participant}/communications/{communicationId}/wrapup`]: conversation,
  [`POST ${participant}/monitor`]: conversation,
  [`PATCH ${participant}/parkingstate`]: conversation,
  [`POST ${participant}/replace`]: conversation,
  [`POST ${messages}/inbound/open`]: message,
  ...Object.fromEntries(
    ['event', 'message', 'receipt', 'structured/response'].map((name) => [
      `POST ${inbound}/${name}`,
      message,
    ]),
  ),
  [`POST ${v2}/uploads/{uploadId}`]: message,
  [`PUT ${v2}/uploads/{uploadId}`]: message,
  [`POST ${desk}/notes`]: conversation,
  [`PATCH ${desk}/labels`]: conversation,
  [`POST ${desk}/consults`]: conversation,
  [`PUT ${desk}/viewing`]: session,
  [`DELETE ${desk}/viewing`]: session,
  [`POST ${v2}/analytics/queues/observations/query`]: reads,
  [`POST ${v2}/notifications/channels`]: session,
  [`POST ${v2}/notifications/channels/{channelId}/subscriptions`]: session,
  [`PUT ${v2}/notifications/channels/{channelId}/subscriptions`]: session,
  [`DELETE ${v2}/notifications/channels/{channelId}/subscriptions`]: session,
};

const lockers = '/tandem/vault/lockers';
const credentials = '/tandem/vault/credentials';
const value = `${credentials}/{credentialId}/attributes/{attributeId}/value`;
const [locker, credential] = [on('locker'), on('credential')];

const vault: Readonly<Record<string, AuditScope>> = {
  [`POST ${lockers}`]: locker('create'),
  [`PUT ${lockers}/{lockerId}`]: locker('update'),
  [`DELETE ${lockers}/{lockerId}`]: locker('delete'),
  [`PUT ${lockers}/{lockerId}/members/{userId}`]: locker('members.add'),
  [`DELETE ${lockers}/{lockerId}/members/{userId}`]: locker('members.remove'),
  [`PUT ${lockers}/{lockerId}/consumers/{roleId}`]: locker('consumers.add'),
  [`DELETE ${lockers}/{lockerId}/consumers/{roleId}`]: locker('consumers.remove'),
  [`POST ${credentials}`]: credential('create'),
  [`PUT ${credentials}/{credentialId}`]: credential('update'),
  [`DELETE ${credentials}/{credentialId}`]: credential('delete'),
  [`PUT ${value}`]: credential('value'),
  [`DELETE ${value}`]: credential('value'),
  'PUT /tandem/vault/policy': on('vaultPolicy')('update'),
  'POST /tandem/variables': on('variable')('create'),
  'PUT /tandem/variables/{variableId}': on('variable')('update'),
  'DELETE /tandem/variables/{variableId}': on('variable')('delete'),
};

const connections = '/tandem/connections';
const aConnection = `${connections}/{connectionId}`;
const connection = on('connection');

const oauthConnections: Readonly<Record<string, AuditScope>> = {
  [`POST ${connections}`]: connection('create'),
  [`PUT ${aConnection}`]: connection('update'),
  [`DELETE ${aConnection}`]: connection('delete'),
  [`POST ${aConnection}/signin`]: runtime('Begins a sign-in; the entry is made when it succeeds.'),
  [`POST ${aConnection}/test`]: runtime('Tries a connection out; changes of its state are noted.'),
  [`POST ${aConnection}/activate`]: connection('activate'),
  [`POST ${aConnection}/deactivate`]: connection('deactivate'),
};

const connectors = '/tandem/connectors';
const aConnector = `${connectors}/{connectorId}`;
const connector = on('connector');

const httpConnectors: Readonly<Record<string, AuditScope>> = {
  [`POST ${connectors}`]: connector('create'),
  [`PUT ${aConnector}`]: connector('update'),
  [`DELETE ${aConnector}`]: connector('delete'),
  [`POST ${aConnector}/deactivate`]: connector('deactivate'),
  [`POST ${aConnector}/reactivate`]: connector('activate'),
  [`POST ${aConnector}/test`]: runtime('Tries a connector out and changes nothing.'),
};

const flowLibrary = (base: string): Readonly<Record<string, AuditScope>> => ({
  [`POST ${base}`]: flow('create'),
  [`PATCH ${base}/{flowId}`]: flow('update'),
  [`DELETE ${base}/{flowId}`]: flow('delete'),
  [`POST ${base}/{flowId}/copy`]: flow('create'),
  [`POST ${base}/import`]: flow('create'),
  [`POST ${base}/{flowId}/lock`]: flow('checkout'),
  [`POST ${base}/{flowId}/unlock`]: flow('unlock'),
  // Insecure strings that are typed into a flow have entries of their own besides.
  [`POST ${base}/{flowId}/versions`]: flow('save', 'insecureString'),
  [`POST ${base}/{flowId}/publish`]: flow('publish'),
  [`PUT ${base}/{flowId}/labels/{label}`]: flow('update'),
  [`POST ${base}/validate`]: reads,
  [`POST ${base}/expression`]: reads,
  [`POST ${base}/simulations`]: simulation,
  [`POST ${base}/simulations/{simulationId}/messages`]: simulation,
  [`POST ${base}/simulations/{simulationId}/skip`]: simulation,
});

/** Every operation that may change something, as `METHOD path`. */
export const auditScopes: Readonly<Record<string, AuditScope>> = {
  ...core,
  ...routing,
  ...configuration,
  ...work,
  ...gatewayScopes,
  ...vault,
  ...oauthConnections,
  ...httpConnectors,
  ...eventScopes,
  ...flowLibrary('/tandem/platform/flows'),
  ...flowLibrary('/tandem/gateway/flows'),
};

import { openChat } from '../halves/chat.ts';
import { addGatewayClient, setUpContactCentre, startDesk } from '../halves/contact-centre.ts';
import type { Api } from '../harness/api.ts';
import { until } from '../harness/waiting.ts';
import { addEventBus } from './event-buses-set-up.ts';
import { addBotSide } from './tenants-bot-side.ts';

type Named = { readonly id: string; readonly name: string };

const messages = '/api/v2/conversations/messages';

const addEndpoint = (admin: Api, deploymentName: string, client: object) =>
  admin.ok<Named & { token: string }>('POST', '/tandem/gateway/endpoints', {
    name: 'Theirs',
    bot: { kind: 'demo' },
    handover: {
      kind: 'genesys-cloud-open-messaging',
      settings: {
        host: admin.url,
        deploymentName,
        queue: 'Sales',
        webhookSecret: 'a secret of the first tenant',
        ...client,
      },
    },
  });

const addDirectory = async (admin: Api) => {
  const skill = await admin.ok<Named>('POST', '/api/v2/routing/skills', { name: 'Theirs' });
  const language = await admin.ok<Named>('POST', '/api/v2/routing/languages', { name: 'Theirs' });
  const code = await admin.ok<Named>('POST', '/api/v2/routing/wrapupcodes', { name: 'Theirs' });
  const role = await admin.ok<Named>('POST', '/api/v2/authorization/roles', { name: 'Theirs' });
  const division = await admin.ok<Named>('POST', '/api/v2/authorization/divisions', {
    name: 'Theirs',
    description: '',
  });
  const content = await admin.ok<Named>(
    'POST',
    '/api/v2/conversations/messaging/supportedcontent',
    {
      name: 'Theirs',
    },
  );
  const setting = await admin.ok<Named>('POST', '/api/v2/conversations/messaging/settings', {
    name: 'Theirs',
    content: {},
  });
  const presence = await admin.ok<Named>('POST', '/api/v2/presence/definitions', {
    languageLabels: { en: 'Theirs' },
    systemPresence: 'Busy',
  });
  return { skill, language, code, role, division, content, setting, presence };
};

const addCredential = async (admin: Api, owner: string) => {
  const locker = await admin.ok<Named>('POST', '/tandem/vault/lockers', {
    name: 'Theirs',
    owners: [owner],
  });
  const attributes = [{ name: 'password', value: 'a value of the first tenant' }];
  const credential = await admin.ok<Named & { attributes: Named[] }>(
    'POST',
    '/tandem/vault/credentials',
    { name: 'Theirs', lockerId: locker.id, attributes },
  );
  const attributeId = credential.attributes[0]?.id ?? '';
  return { lockerId: locker.id, credentialId: credential.id, attributeId };
};

const addContact = async (admin: Api) => {
  const path = '/api/v2/externalcontacts/contacts';
  const { id } = await admin.ok<{ id: string }>('POST', path, { firstName: 'Theirs' });
  return { contactId: id };
};

/** A Bot Connector with a bot and credentials. */
const addBotConnector = async (admin: Api) => {
  const integration = await admin.ok<{ id: string }>('POST', '/api/v2/integrations', {
    integrationType: { id: 'genesys-bot-connector' },
  });
  const credential = await admin.ok<{ id: string }>('POST', '/api/v2/integrations/credentials', {
    ...{ name: 'Theirs', type: { id: 'userDefined' } },
    credentialFields: { 'verify-token': 'a token of theirs' },
  });
  const versions = [{ version: '1', supportedLanguages: [], intents: [] }];
  await admin.ok('PUT', `/api/v2/integrations/botconnector/${integration.id}/bots`, {
    chatBots: [{ id: 'theirs', versions }],
  });
  return { integrationId: integration.id, credentialId: credential.id, botId: 'theirs' };
};

/** A library with a canned response. */
const addResponse = async (admin: Api) => {
  const base = '/api/v2/responsemanagement';
  const library = await admin.ok<Named>('POST', `${base}/libraries`, { name: 'Theirs' });
  const { id } = await admin.ok<Named>('POST', `${base}/responses`, {
    ...{ name: 'Theirs', libraries: [{ id: library.id }], texts: [{ content: 'Hello' }] },
  });
  return { libraryId: library.id, responseId: id };
};

const uploadPicture = async (
  agent: Api,
  {
    conversation,
    communication,
  }: { readonly conversation: string; readonly communication: string },
) => {
  const media = await agent.ok<{ id: string; uploadUrl: string }>(
    'POST',
    `${messages}/${conversation}/communications/${communication}/messages/media/uploads`,
    { fileName: 'theirs.png', contentLengthBytes: 8 },
  );
  const headers = { 'content-type': 'image/png' };
  await fetch(media.uploadUrl, { method: 'PUT', headers, body: '8 bytes!' });
  return media;
};

const askUsage = (admin: Api, clientId: string) =>
  admin.ok<{ executionId: string }>('POST', `/api/v2/oauth/clients/${clientId}/usage/query`, {
    interval: '2026-01-01T00:00:00Z/2026-02-01T00:00:00Z',
  });

const askAudit = async (admin: Api) => {
  const interval = '2026-01-01T00:00:00Z/2026-01-02T00:00:00Z';
  const { id } = await admin.ok<{ id: string }>('POST', '/api/v2/audits/query', { interval });
  return { transactionId: id };
};

/** A stored OAuth connection, and a connector of a kind that asks for nothing. */
const addConnector = async (admin: Api) => {
  const connection = await admin.ok<Named>('POST', '/tandem/connections', {
    name: 'Theirs',
    provider: 'custom',
    grant: 'clientCredentials',
    clientId: 'theirs',
    clientSecret: 'a secret of the first tenant',
    tokenUrl: `${admin.url}/oauth/token`,
  });
  const connector = await admin.ok<Named>('POST', '/tandem/connectors', {
    kind: 'custom',
    name: 'Theirs',
    access: 'read',
    baseUrl: admin.url.replace('http:', 'https:'),
    authentication: { type: 'none' },
    consent: { textVersion: 1 },
  });
  return { connectionId: connection.id, connectorId: connector.id };
};

/** A wrap-up code of a queue, a skill and a language of a user. */
const giveTalents = async (
  admin: Api,
  given: { queueId: string; userId: string; made: Awaited<ReturnType<typeof addDirectory>> },
) => {
  const { queueId, userId, made } = given;
  const user = `/api/v2/users/${userId}`;
  await admin.ok('POST', `/api/v2/routing/queues/${queueId}/wrapupcodes`, [{ id: made.code.id }]);
  await admin.ok('POST', `${user}/routingskills`, { id: made.skill.id, proficiency: 3 });
  await admin.ok('POST', `${user}/routinglanguages`, { id: made.language.id, proficiency: 3 });
};

/** A job that waits for its file, and a variable. */
const addFlowJob = async (admin: Api) => {
  const job = await admin.ok<{ id: string }>('POST', '/api/v2/flows/jobs');
  const variable = await admin.ok<{ id: string }>('POST', '/tandem/variables', {
    ...{ name: 'theirs', type: 'String', value: 'confidential' },
  });
  return { jobId: job.id, variableId: variable.id };
};

/** A draft that waits in the simulator of a half. */
const addSimulation = async (admin: Api, half: 'platform' | 'gateway') => {
  const kind = half === 'platform' ? 'inboundMessage' : 'automation';
  const rest = { id: 'rest', type: 'wait', name: 'Rest', settings: { duration: 3600 } };
  const document = { language: 1, kind, variables: [], start: 'rest', actions: [rest], edges: [] };
  const { id } = await admin.ok<{ id: string }>('POST', `/tandem/${half}/flows/simulations`, {
    document,
  });
  return { simulationId: id };
};

/** An automation flow with a run and a trigger. */
const addAutomation = async (admin: Api) => {
  const flows = '/tandem/gateway/flows';
  const rest = { id: 'rest', type: 'wait', name: 'Rest', settings: { duration: 3600 } };
  const flow = await admin.ok<Named>('POST', flows, {
    name: 'Theirs',
    kind: 'automation',
    document: {
      ...{ language: 1, kind: 'automation', variables: [], start: 'rest', actions: [rest] },
      edges: [],
    },
  });
  await admin.ok('POST', `${flows}/${flow.id}/publish`, { labels: ['Live'] });
  const run = await admin.ok<{ id: string }>('POST', `${flows}/${flow.id}/executions`, {});
  const trigger = await admin.ok<{ id: string }>('POST', `${flows}/${flow.id}/triggers`, {
    ...{ kind: 'schedule', cron: '0 0 1 1 *', timeZone: 'UTC' },
  });
  const eventTrigger = await admin.ok<{ id: string }>(
    'POST',
    '/api/v2/processautomation/triggers',
    {
      ...{ name: 'Theirs', topicName: 'v2.detail.events.conversation.{id}.customer.end' },
      ...{ enabled: true, target: { type: 'Workflow', id: flow.id }, matchCriteria: [] },
    },
  );
  return {
    automation: { flowId: flow.id, executionId: run.id, triggerId: trigger.id },
    eventTriggerId: eventTrigger.id,
  };
};

/** The first entity of a listing, as soon as there is one. */
const firstOf = (admin: Api, path: string) =>
  until(`an entity of ${path}`, async () => {
    const { entities } = await admin.ok<{ entities: { id: string }[] }>('GET', path);
    return entities[0];
  });

const openChannel = (api: Api) =>
  api.ok<{ id: string; connectUri: string }>('POST', '/api/v2/notifications/channels');

const idsIn = (made: Awaited<ReturnType<typeof addDirectory>>) => ({
  roleId: made.role.id,
  leftRoleId: made.role.id,
  divisionId: made.division.id,
  supportedContentId: made.content.id,
  messageSettingId: made.setting.id,
  codeId: made.code.id,
  skillId: made.skill.id,
  languageId: made.language.id,
  definitionId: made.presence.id,
  presenceId: made.presence.id,
});

/** One of everything in an organisation, by the names the paths of the wire give to ids. */
export const setUpTenant = async (admin: Api) => {
  const roles = await admin.ok<{ entities: Named[] }>(
    'GET',
    '/api/v2/authorization/roles?name=Agent',
  );
  const centre = await setUpContactCentre(admin, {
    webhookUrl: `${admin.url}/handover/genesysCloudOM`,
    webhookSecret: 'a secret of the first tenant',
  });
  const runs = `/tandem/platform/flows/${centre.flow.id}/executions`;
  // Runs of message flows are recorded while somebody looks.
  await admin.ok('GET', runs);
  const made = await addDirectory(admin);
  const client = await addGatewayClient(admin, { name: 'Theirs' });
  const endpoint = await addEndpoint(admin, centre.integration.name, client);
  const desk = await startDesk(admin, { name: 'Theodora', queues: [centre.sales] });
  await giveTalents(admin, { queueId: centre.sales.id, userId: desk.userId, made });
  const vault = await addCredential(admin, desk.userId);
  const chat = await openChat(`${admin.url}/endpoints/${endpoint.token}`, { id: 'dl_theirs' });
  await chat.say('agent');
  const offer = await desk.accept();
  const said = await desk.say(offer, 'Something confidential');
  const media = await uploadPicture(desk.api, offer);
  const run = await firstOf(admin, runs);
  const usage = await askUsage(admin, client.clientId);
  const automation = await addAutomation(admin);
  const simulation = await addSimulation(admin, 'platform');
  const others = {
    ...(await askAudit(admin)),
    ...(await addConnector(admin)),
    ...(await addFlowJob(admin)),
    ...(await addContact(admin)),
    ...(await addResponse(admin)),
    ...(await addEventBus(admin)),
  };
  const botSide = await addBotSide(admin, endpoint.id);
  const channel = await openChannel(desk.api);
  const delivery = await firstOf(admin, '/tandem/monitor/deliveries');
  return {
    desk,
    chat,
    offer,
    channel,
    endpoint,
    /** Id that means something else below the gateway. */
    gatewayChannel: { channelId: botSide.channelId },
    /** Ids that mean something else below integrations that call bots. */
    botConnector: await addBotConnector(admin),
    /** Ids that mean something else below flows of the gateway. */
    automation: { ...automation.automation, ...(await addSimulation(admin, 'gateway')) },
    /** The same below message flows. */
    messageFlow: { executionId: run.id, ...simulation },
    ids: {
      userId: desk.userId,
      subjectId: desk.userId,
      memberId: desk.userId,
      clientId: client.clientId,
      rightRoleId: roles.entities.find(({ name }) => name === 'Agent')?.id ?? '',
      objectType: 'USER',
      ...{ integrationId: centre.integration.id, recipientId: centre.integration.id },
      flowId: centre.flow.id,
      versionId: '1',
      version: '1',
      label: 'Live',
      triggerId: automation.eventTriggerId,
      queueId: centre.sales.id,
      mediaType: 'message',
      sourceId: 'purecloud',
      conversationId: offer.conversation,
      participantId: offer.participant,
      communicationId: offer.communication,
      messageId: said.id,
      mediaId: media.id,
      cachedMediaItemId: media.id,
      executionId: usage.executionId,
      ...simulation,
      channelId: channel.id,
      deliveryId: String(delivery.id),
      endpointId: endpoint.id,
      ...idsIn(made),
      ...vault,
      ...botSide.ids,
      ...others,
    },
  };
};
export type Tenant = Awaited<ReturnType<typeof setUpTenant>>;

import { handoverMinimumPermissions } from '@tandem/contract';
import { type Agent, addQueue } from '../harness/agents.ts';
import type { Api } from '../harness/api.ts';
import { addChannel, toQueue } from '../harness/set-up.ts';

type Created = { readonly id: string };

/** An endpoint with a bot, its handover to the contact centre, and the agent there. */
export type ChatDesk = { readonly endpointToken: string; readonly agent: Agent };

const name = 'Chat';
const webhookSecret = 'a secret between gateway and platform';

/** A client with exactly the rights that a handover needs. */
const addClient = async (admin: Api) => {
  const policies = handoverMinimumPermissions.map((permission) => {
    const [domain, entityName, action] = permission.split(':');
    return { domain, entityName, actionSet: [action] };
  });
  const role = await admin.ok<Created>('POST', '/api/v2/authorization/roles', {
    name,
    permissionPolicies: policies,
  });
  const home = await admin.ok<Created>('GET', '/api/v2/authorization/divisions/home');
  const client = await admin.ok<Created & { secret: string }>('POST', '/api/v2/oauth/clients', {
    name,
    authorizedGrantType: 'CLIENT-CREDENTIALS',
    roleDivisions: [{ roleId: role.id, divisionId: home.id }],
  });
  await admin.ok('PUT', `/tandem/oauth/authorizations/${client.id}`, { state: 'Authorized' });
  return { clientId: client.id, clientSecret: client.secret };
};

export const addChatDesk = async (admin: Api, botUrl: string): Promise<ChatDesk> => {
  const queue = await addQueue(admin, { name, agents: ['dora'] });
  const receiver = { url: `${admin.url}/handover/genesysCloudOM`, secret: webhookSecret };
  await addChannel(admin, { name, actions: toQueue(queue.id), receiver });
  const client = await addClient(admin);
  const endpoint = await admin.ok<{ token: string }>('POST', '/tandem/gateway/endpoints', {
    name,
    locale: 'en',
    bot: { kind: 'webhook', settings: { url: botUrl } },
    handover: {
      kind: 'genesys-cloud-open-messaging',
      settings: { host: admin.url, deploymentName: name, queue: name, webhookSecret, ...client },
    },
  });
  return { endpointToken: endpoint.token, agent: queue.agents[0] as Agent };
};

import { handoverMinimumPermissions } from '@tandem/contract';
import { type Api, createApi } from '../harness/api.ts';
import { until } from '../harness/waiting.ts';

export type Named = { readonly id: string; readonly name: string };

/** Reads the queue that the bot side names; without one it goes to the first. */
const flowOf = (fallback: string) => ({
  language: 1,
  kind: 'inboundMessage',
  variables: [{ name: 'queue' }],
  start: 'data',
  actions: [
    {
      id: 'data',
      type: 'getParticipantData',
      name: 'Read the queue',
      settings: { attributes: [{ name: 'queueId', variable: 'queue' }] },
    },
    { id: 'named', type: 'transferToAcd', name: 'Named', settings: { queue: '{{queue}}' } },
    { id: 'first', type: 'transferToAcd', name: 'First', settings: { queue: fallback } },
  ],
  edges: [
    { from: 'data', outlet: 'next', to: 'named' },
    { from: 'named', outlet: 'failure', to: 'first' },
  ],
});

const publishFlow = async (admin: Api, fallback: string) => {
  const flow = await admin.ok<Named>('POST', '/api/v2/flows', {
    name: 'By queue',
    type: 'INBOUNDSHORTMESSAGE',
  });
  await admin.ok('POST', `/api/v2/flows/${flow.id}/versions`, flowOf(fallback));
  await admin.ok('POST', `/api/v2/flows/actions/publish?flow=${flow.id}&version=1`);
  return flow;
};

/** A queue whose agents have no after-call work to do. */
const addQueue = (admin: Api, name: string) =>
  admin.ok<Named>('POST', '/api/v2/routing/queues', {
    name,
    mediaSettings: { message: { alertingTimeoutSeconds: 60 } },
    acwSettings: { wrapupPrompt: 'OPTIONAL' },
  });

/** An open integration, routed through one flow for all queues. */
export const setUpContactCentre = async (
  admin: Api,
  { webhookUrl, webhookSecret }: { webhookUrl: string; webhookSecret: string },
) => {
  const sales = await addQueue(admin, 'Sales');
  const service = await addQueue(admin, 'Service');
  const flow = await publishFlow(admin, sales.id);
  const integration = await admin.ok<Named>(
    'POST',
    '/api/v2/conversations/messaging/integrations/open',
    {
      name: 'Web chat',
      outboundNotificationWebhookUrl: webhookUrl,
      outboundNotificationWebhookSignatureSecretToken: webhookSecret,
    },
  );
  await admin.ok('PUT', `/api/v2/routing/message/recipients/${integration.id}`, {
    flow: { id: flow.id },
  });
  return { sales, service, flow, integration };
};

const policiesOf = (permissions: readonly string[]) =>
  permissions.map((permission) => {
    const [domain, entityName, action] = permission.split(':');
    return { domain, entityName, actionSet: [action] };
  });

/** A client with exactly the documented minimum, and what is granted beyond it; then it is authorised. */
export const addGatewayClient = async (
  admin: Api,
  { name, further = [] }: { name: string; further?: readonly string[] },
) => {
  const role = await admin.ok<Named>('POST', '/api/v2/authorization/roles', {
    name: `${name} role`,
    permissionPolicies: policiesOf([...handoverMinimumPermissions, ...further]),
  });
  const home = await admin.ok<Named>('GET', '/api/v2/authorization/divisions/home');
  const client = await admin.ok<{ id: string; secret: string }>('POST', '/api/v2/oauth/clients', {
    name,
    authorizedGrantType: 'CLIENT-CREDENTIALS',
    roleDivisions: [{ roleId: role.id, divisionId: home.id }],
  });
  await admin.ok('PUT', `/tandem/oauth/authorizations/${client.id}`, { state: 'Authorized' });
  return { clientId: client.id, clientSecret: client.secret };
};

type Part = {
  readonly id: string;
  readonly purpose: string;
  readonly name?: string;
  readonly state?: string;
  readonly peer?: string;
  readonly user?: { readonly id: string };
  readonly queue?: { readonly id: string };
  readonly attributes?: Readonly<Record<string, string>>;
};
export type MessageConversation = { readonly id: string; readonly participants: readonly Part[] };

export type Offer = {
  readonly conversation: string;
  readonly participant: string;
  readonly communication: string;
};

/** An agent who works with nothing but the API. */
export type Desk = {
  readonly userId: string;
  readonly api: Api;
  /** Takes the next offered conversation. */
  readonly accept: () => Promise<Offer>;
  readonly offered: () => Promise<Offer>;
  readonly say: (offer: Offer, text: string) => Promise<{ id: string }>;
  readonly patch: (offer: Offer, body: object) => Promise<unknown>;
  readonly transfer: (offer: Offer, to: { queueId?: string; userId?: string }) => Promise<unknown>;
  readonly conversation: (id: string) => Promise<MessageConversation>;
  /** Texts of the conversation as the agent can read them, oldest first. */
  readonly texts: (id: string) => Promise<readonly string[]>;
};

const nextOffer = (api: Api, userId: string) =>
  until('an offered conversation', async () => {
    const { entities } = await api.ok<{ entities: MessageConversation[] }>(
      'GET',
      '/api/v2/conversations/messages',
    );
    for (const { id, participants } of entities) {
      const own = participants.find(
        ({ user, state, purpose }) =>
          purpose === 'agent' && user?.id === userId && state === 'alerting',
      );
      const customer = participants.findLast(({ purpose }) => purpose === 'customer');
      if (own && customer)
        return { conversation: id, participant: own.id, communication: customer.peer ?? '' };
    }
    return null;
  });

const textsOf = async (api: Api, id: string): Promise<readonly string[]> => {
  type Full = {
    participants: { messages?: { messages?: { messageId: string; messageTime: string }[] }[] }[];
  };
  const { participants } = await api.ok<Full>('GET', `/api/v2/conversations/${id}`);
  const listed = participants.flatMap(({ messages = [] }) =>
    messages.flatMap(({ messages: inner = [] }) => inner),
  );
  const ids = [...new Set(listed.map(({ messageId }) => messageId))];
  const { entities } = await api.ok<{
    entities: {
      textBody?: string;
      timestamp: string;
      normalizedMessage?: {
        text?: string;
        content?: { buttonResponse?: { type: string; text: string; payload: string } }[];
      };
    }[];
  }>('POST', `/api/v2/conversations/messages/${id}/messages/bulk`, ids);
  return entities
    .toSorted((a, b) => a.timestamp.localeCompare(b.timestamp))
    .map(({ textBody, normalizedMessage }) => {
      const chosen = normalizedMessage?.content?.[0]?.buttonResponse;
      if (chosen) return `${chosen.type} ${chosen.text} (${chosen.payload})`;
      return textBody ?? normalizedMessage?.text ?? '';
    });
};

const base = '/api/v2/conversations/messages';

const deskOf = (api: Api, userId: string): Desk => {
  const patch: Desk['patch'] = ({ conversation, participant }, body) =>
    api.ok('PATCH', `${base}/${conversation}/participants/${participant}`, body);
  const conversation: Desk['conversation'] = (id) => api.ok('GET', `${base}/${id}`);
  return {
    userId,
    api,
    patch,
    conversation,
    offered: () => nextOffer(api, userId),
    async accept() {
      const offer = await nextOffer(api, userId);
      await patch(offer, { state: 'connected' });
      const customer = (await conversation(offer.conversation)).participants.findLast(
        ({ purpose }) => purpose === 'customer',
      );
      return { ...offer, communication: customer?.peer ?? '' };
    },
    say: (offer, textBody) =>
      api.ok(
        'POST',
        `${base}/${offer.conversation}/communications/${offer.communication}/messages`,
        { textBody },
      ),
    transfer: (offer, to) =>
      api.ok('POST', `${base}/${offer.conversation}/participants/${offer.participant}/replace`, {
        transferType: 'Unattended',
        ...to,
      }),
    texts: (id) => textsOf(api, id),
  };
};

/** Adds an agent to queues, signs in and goes on queue. */
export const startDesk = async (
  admin: Api,
  { name, queues }: { name: string; queues: readonly Named[] },
): Promise<Desk> => {
  const email = `${name.toLowerCase()}@centre.example`;
  const password = 'a password for the desk';
  const home = await admin.ok<Named>('GET', '/api/v2/authorization/divisions/home');
  const user = await admin.ok<Named>('POST', '/api/v2/users', { name, email, divisionId: home.id });
  await admin.ok('POST', `/api/v2/users/${user.id}/password`, { newPassword: password });
  const roles = await admin.ok<{ entities: Named[] }>(
    'GET',
    '/api/v2/authorization/roles?pageSize=100&name=Agent',
  );
  const role = roles.entities.find((each) => each.name === 'Agent');
  await admin.ok(
    'POST',
    `/api/v2/authorization/subjects/${user.id}/divisions/${home.id}/roles/${role?.id}?subjectType=PC_USER`,
  );
  for (const queue of queues)
    await admin.ok('POST', `/api/v2/routing/queues/${queue.id}/members`, [{ id: user.id }]);
  const api = await createApi(admin.url).signIn({ email, password });
  const { entities } = await api.ok<{ entities: { id: string; systemPresence: string }[] }>(
    'GET',
    '/api/v2/presence/definitions?pageSize=100',
  );
  const onQueue = entities.find(({ systemPresence }) => /^on.?queue$/i.test(systemPresence));
  await api.ok('PATCH', `/api/v2/users/${user.id}/presences/purecloud`, {
    presenceDefinition: { id: onQueue?.id },
  });
  return deskOf(api, user.id);
};

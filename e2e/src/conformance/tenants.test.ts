import { defaultCopilotGrid, defaultCopilotTiles, type OperationSpec } from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from '../harness/api.ts';
import type { TestTandem } from '../harness/tandem.ts';
import { openFeed } from './notification-feed.ts';
import { addOrganisation, startSite } from './site.ts';
import { setUpTenant, type Tenant } from './tenants-set-up.ts';
import { callOperation, describedOf, leastBody, nameOf, parametersOf } from './wire-operations.ts';

let site: TestTandem;
let theirs: Tenant;
let owner: Api;
let stranger: Api;
let strangerId: string;
let operations: readonly OperationSpec[];
beforeAll(async () => {
  site = await startSite();
  owner = site.admin;
  theirs = await setUpTenant(owner);
  const other = await addOrganisation(site, 'Strangers');
  stranger = other.admin;
  strangerId = other.adminId;
  operations = describedOf(site.server.operations).filter(
    ({ access, path }) => access !== 'public' && parametersOf(path).length > 0,
  );
});
afterAll(() => site[Symbol.asyncDispose]());

/** Operations whose path names nothing of an organisation. */
const exceptions: Readonly<Record<string, string>> = {
  'GET /api/v2/oauth/scopes/{scopeId}': 'scopes are the same for everybody',
  'GET /api/v2/integrations/types/{typeId}': 'types are the same for everybody',
  'GET /api/v2/integrations/types/{typeId}/configschemas/{configType}':
    'types are the same for everybody',
  'POST /api/v2/processautomation/triggers/topics/{topicName}/test':
    'topics are the same for everybody',
};

/** Bodies where the least one would be refused before anything is looked up. */
const inbound = '/api/v2/conversations/messages/{integrationId}/inbound/open';
const conversation = '/api/v2/conversations/messages/{conversationId}';
const channel = {
  from: { id: 'stranger', idType: 'Opaque' },
  to: { id: 'stranger' },
  time: '2026-01-01T00:00:00.000Z',
};
const bodies: Readonly<Record<string, () => unknown>> = {
  [`POST ${inbound}/message`]: () => ({ channel, text: 'x' }),
  [`POST ${inbound}/event`]: () => ({ channel, events: [{ eventType: 'Typing' }] }),
  [`POST ${inbound}/structured/response`]: () => ({
    channel,
    originatingMessageId: theirs.ids.messageId,
    buttonResponse: { type: 'QuickReply', text: 'x', payload: 'x' },
  }),
  [`PATCH ${conversation}`]: () => ({ state: 'disconnected' }),
  [`PATCH ${conversation}/participants/{participantId}/parkingstate`]: () => ({ state: 'parked' }),
  [`POST ${conversation}/participants/{participantId}/replace`]: () => ({ userId: strangerId }),
  'POST /api/v2/conversations/{conversationId}/assign': () => ({ id: strangerId }),
  'PUT /api/v2/responsemanagement/responses/{responseId}': () => ({
    libraries: [{ id: theirs.ids.libraryId }],
    texts: [{ content: 'x' }],
  }),
  'PUT /tandem/gateway/endpoints/{endpointId}/copilot': () => ({
    ...{ enabled: true, linkInTranscript: false, linkHours: 1, grid: defaultCopilotGrid },
    ...{ tiles: defaultCopilotTiles, flow: null, model: null, jwtKey: null },
  }),
  'POST /api/v2/flows/{flowId}/versions': () => ({
    language: 1,
    kind: 'inboundMessage',
    variables: [],
    start: 'bye',
    actions: [{ id: 'bye', type: 'disconnect', name: 'End', settings: {} }],
    edges: [],
  }),
};

const idsOf = (conversationOfGateway: string): Record<string, string> => ({
  ...theirs.ids,
  ...theirs.gatewayChannel,
  conversationId: conversationOfGateway,
});

const callsBots = /^\/api\/v2\/integrations\/(?:botconnector|credentials)\//;
const appIntegration = /^\/(?:api\/v2|tandem)\/integrations\//;

const idsFor = ({ path }: OperationSpec): Record<string, string> => {
  if (callsBots.test(path)) return { ...theirs.ids, ...theirs.botConnector };
  if (appIntegration.test(path)) return { ...theirs.ids, integrationId: theirs.ids.destinationId };
  if (path.startsWith('/tandem/gateway/flows/')) return { ...theirs.ids, ...theirs.automation };
  if (path.startsWith('/tandem/platform/flows/')) return { ...theirs.ids, ...theirs.messageFlow };
  return path.startsWith('/tandem/gateway/') ? idsOf(theirs.chat.conversationId) : theirs.ids;
};

const bodyFor = (operation: OperationSpec) =>
  (bodies[nameOf(operation)] ?? (() => leastBody(operation)))();

const queryFor = ({ path }: OperationSpec) => {
  if (path.endsWith('/flows/{flowId}/diff')) return '?from=1&to=1';
  return path.includes('divisionspermitted') ? '?permission=routing:queue:view' : '';
};

const anyId = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** What is answered, but for the ids of the call and of what was asked for. */
const wordsOf = (body: object) => JSON.stringify(body).replaceAll(anyId, 'id');

describe('what belongs to another organisation', () => {
  it('has an id for every parameter of a path', () => {
    const names = new Set(
      operations
        .filter((each) => !(nameOf(each) in exceptions))
        .flatMap(({ path }) => parametersOf(path)),
    );
    const ids = { ...theirs.ids, ...theirs.botConnector };
    expect([...names].filter((name) => !(name in ids))).toEqual([]);
    expect(operations.length).toBeGreaterThan(120);
  });

  it('is not found by any operation, in the words for what does not exist', async () => {
    const wrong: string[] = [];
    for (const operation of operations.filter((each) => !(nameOf(each) in exceptions))) {
      const call = { body: bodyFor(operation), query: queryFor(operation) };
      const found = await callOperation(stranger, operation, { ...call, ids: idsFor(operation) });
      const { versionId, version, label, objectType, mediaType, sourceId } = theirs.ids;
      const nobody = await callOperation(stranger, operation, {
        ...call,
        ids: { versionId, version, label, objectType, mediaType, sourceId },
      });
      const same = wordsOf(found.body) === wordsOf(nobody.body);
      if (found.status !== 404 || !same)
        wrong.push(
          `${nameOf(operation)}: ${found.status} ${JSON.stringify(found.body).slice(0, 200)} | ${nobody.status} ${JSON.stringify(nobody.body).slice(0, 120)}`,
        );
    }
    expect(wrong).toEqual([]);
  });

  it('is there as before for its owner', async () => {
    const wrong: string[] = [];
    const reading = operations.filter(
      (each) => ['GET', 'HEAD'].includes(each.method) && !(nameOf(each) in exceptions),
    );
    for (const operation of reading) {
      const api = operation.path.includes('/notifications/') ? theirs.desk.api : owner;
      const { status } = await callOperation(api, operation, {
        ids: idsFor(operation),
        query: queryFor(operation),
      });
      if (status >= 300) wrong.push(`${nameOf(operation)}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('shows in no listing', async () => {
    const known = Object.entries(theirs.ids)
      .filter(([, id]) => id.length > 20)
      .map(([, id]) => id);
    const listing = describedOf(site.server.operations).filter(
      ({ method, path, access }) =>
        method === 'GET' && access !== 'public' && parametersOf(path).length === 0,
    );
    const wrong: string[] = [];
    let answered = 0;
    for (const operation of listing) {
      const { status, body } = await callOperation(stranger, operation);
      if (status === 200) answered += 1;
      if (status >= 500) wrong.push(`${nameOf(operation)}: ${status}`);
      const text = JSON.stringify(body);
      for (const id of known) if (text.includes(id)) wrong.push(`${nameOf(operation)} shows ${id}`);
    }
    expect(wrong).toEqual([]);
    expect(answered).toBeGreaterThan(30);
  });
});

describe('ids in queries and bodies', () => {
  const refused = async (method: string, path: string, body?: unknown) => {
    const reply = await stranger.call(method, path, body === undefined ? {} : { body });
    return [reply.status, JSON.stringify(reply.body)] as const;
  };

  it('of another organisation are refused and change nothing', async () => {
    const { ids } = theirs;
    const queue = await stranger.ok<{ id: string }>('POST', '/api/v2/routing/queues', {
      name: 'Own',
    });
    const calls: readonly (readonly [string, string, unknown?])[] = [
      ...['checkin', 'checkout', 'deactivate', 'publish', 'revert', 'unlock'].map(
        (action) =>
          ['POST', `/api/v2/flows/actions/${action}?flow=${ids.flowId}&version=1`] as const,
      ),
      [
        'POST',
        '/api/v2/conversations/messages/agentless',
        {
          fromAddress: ids.integrationId,
          toAddress: 'x',
          toAddressMessengerType: 'open',
          textBody: 'x',
        },
      ],
      [
        'POST',
        '/api/v2/conversations/messages',
        { queueId: ids.queueId, toAddress: 'x', toAddressMessengerType: 'open' },
      ],
      [
        'POST',
        '/api/v2/conversations/messages/inbound/open',
        {
          type: 'Text',
          text: 'x',
          channel: {
            to: { id: ids.integrationId },
            from: { id: 'x', idType: 'Opaque' },
            time: '2026-01-01T00:00:00.000Z',
          },
        },
      ],
      ['POST', `/api/v2/routing/queues/${queue.id}/members`, [{ id: ids.userId }]],
      ['POST', `/api/v2/routing/queues/${queue.id}/wrapupcodes`, [{ id: ids.codeId }]],
      [
        'PUT',
        `/api/v2/routing/queues/${queue.id}`,
        { name: 'Own', division: { id: ids.divisionId } },
      ],
      ['POST', `/api/v2/users/${strangerId}/routingskills`, { id: ids.skillId, proficiency: 1 }],
      [
        'POST',
        `/api/v2/users/${strangerId}/routinglanguages`,
        { id: ids.languageId, proficiency: 1 },
      ],
      ['PUT', `/api/v2/users/${strangerId}/roles`, [ids.roleId]],
      [
        'PATCH',
        `/api/v2/users/${strangerId}/presences/purecloud`,
        { presenceDefinition: { id: ids.definitionId } },
      ],
      ['POST', '/api/v2/users', { name: 'X', email: 'x@example.com', divisionId: ids.divisionId }],
    ];
    for (const [method, path, body] of calls) {
      const [status, text] = await refused(method, path, body);
      expect([path, status >= 400 && status < 500, text]).toEqual([path, true, text]);
      expect(text).not.toContain('Theirs');
    }
    const members = await stranger.ok<{ entities: unknown[] }>(
      'GET',
      `/api/v2/routing/queues/${queue.id}/members`,
    );
    expect(members.entities).toEqual([]);
  });
});

describe('topics and sockets', () => {
  it('of another organisation are refused, and none of its events arrive', async () => {
    const channel = await stranger.ok<{ id: string; connectUri: string }>(
      'POST',
      '/api/v2/notifications/channels',
    );
    const { userId, queueId, conversationId, flowId } = theirs.ids;
    const topics = [
      `v2.users.${userId}.conversations`,
      `v2.users.${userId}.conversations.messages`,
      `v2.users.${userId}.presence`,
      `v2.users.${userId}.routingStatus`,
      `v2.users.${userId}.activity`,
      `v2.routing.queues.${queueId}.conversations`,
      `v2.routing.queues.${queueId}.users`,
      `v2.detail.events.conversation.${conversationId}.user.end`,
      `v2.detail.events.conversation.${conversationId}.acw`,
      `v2.flows.${flowId}`,
    ];
    const own = `v2.users.${strangerId}.presence`;
    const path = `/api/v2/notifications/channels/${channel.id}/subscriptions`;
    await stranger.call('POST', `${path}?ignoreErrors=true`, {
      body: [...topics, own].map((id) => ({ id })),
    });
    using feed = await openFeed(channel.connectUri);
    using owners = await openFeed(theirs.channel.connectUri);
    await theirs.desk.api.ok(
      'PUT',
      `/api/v2/notifications/channels/${theirs.channel.id}/subscriptions`,
      [{ id: topics[1] }, { id: topics[3] }],
    );
    await theirs.desk.patch(theirs.offer, { state: 'disconnected' });
    await theirs.desk.patch(theirs.offer, { wrapupSkipped: true });
    await owners.frame('the routing status', ({ topicName }) => topicName === topics[3]);
    const { entities } = await stranger.ok<{
      entities: { id: string; systemPresence: string }[];
    }>('GET', '/api/v2/presence/definitions');
    const away = entities.find(({ systemPresence }) => /away/i.test(systemPresence));
    await stranger.ok('PATCH', `/api/v2/users/${strangerId}/presences/purecloud`, {
      presenceDefinition: { id: away?.id },
    });
    // The stranger's own event comes after whatever would have come of the others.
    await feed.frame('own presence', ({ topicName }) => topicName === own);
    const heard = feed.frames.map(({ topicName }) => topicName);
    expect(heard.filter((topic) => topic !== own && topic !== 'channel.metadata')).toEqual([]);
  });

  it('a chat cannot be read with the token of another endpoint', async () => {
    const endpoint = await stranger.ok<{ token: string }>('POST', '/tandem/gateway/endpoints', {
      name: 'Own',
      bot: { kind: 'demo' },
    });
    const address = `${site.url}/endpoints/${endpoint.token}/v3/directline/conversations`;
    const response = await fetch(`${address}/${theirs.chat.conversationId}/activities`, {
      headers: { authorization: `Bearer ${theirs.chat.token}` },
    });
    expect([401, 403, 404]).toContain(response.status);
    const without = await fetch(`${address}/${theirs.chat.conversationId}/activities`);
    expect([401, 403, 404]).toContain(without.status);
    expect(await without.text()).not.toContain('confidential');
  });
});

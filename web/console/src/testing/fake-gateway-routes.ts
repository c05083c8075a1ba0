import { randomUUID } from 'node:crypto';
import { checked } from './fake-checks.ts';
import { copilotRoutes } from './fake-copilot-routes.ts';
import type { Row } from './fake-data.ts';
import { handlingRoutes } from './fake-handling-routes.ts';
import { HANDOVER_KINDS, handoverProviderRoutes } from './fake-handover-provider-routes.ts';
import { type FakeRoutes, found, listing } from './fake-http.ts';
import { collection } from './fake-message-routes.ts';

const BASE = '/tandem/gateway';
const text = (name: string, label: string, rest: Record<string, unknown> = {}) => ({
  name,
  label,
  type: 'text',
  required: true,
  secret: false,
  ...rest,
});

const PROVIDERS = {
  bots: [
    { kind: 'demo', label: 'Demo bot', fields: [] },
    {
      kind: 'webhook',
      label: 'Webhook',
      fields: [
        text('url', 'URL', { type: 'url' }),
        text('secret', 'Signing secret', { required: false, secret: true }),
      ],
    },
    {
      kind: 'openai',
      label: 'OpenAI-compatible chat',
      fields: [
        text('baseUrl', 'Base URL', { type: 'url' }),
        text('model', 'Model'),
        text('apiKey', 'API key', { required: false, secret: true }),
        text('systemPrompt', 'System prompt', { required: false, multiline: true }),
        text('greeting', 'Greeting', { required: false }),
        text('temperature', 'Temperature', { required: false, pattern: '^[01](?:\\.\\d+)?$' }),
        text('maxTokens', 'Longest answer in tokens', { type: 'integer', required: false }),
        text('historyLength', 'Messages', { type: 'integer', required: false }),
      ],
    },
    {
      kind: 'rasa',
      label: 'Rasa',
      fields: [
        text('rasaUrl', 'Address of the server', { type: 'url' }),
        text('rasaToken', 'Token', { required: false, secret: true }),
        text('startIntent', 'Intent at the beginning', { required: false }),
        text('handoverIntent', 'Intent after a handover', { required: false }),
      ],
    },
    {
      kind: 'directline',
      label: 'Direct Line',
      fields: [
        text('directLineUrl', 'Direct Line address', { type: 'url' }),
        text('directLineKey', 'Direct Line secret', { secret: true }),
      ],
    },
    {
      kind: 'flow',
      label: 'Flow',
      fields: [
        text('flow', 'Flow', { resource: 'botFlow' }),
        text('label', 'Version', { required: false, choices: ['Dev', 'Test', 'Live', 'Latest'] }),
      ],
    },
  ],
  handover: [
    {
      kind: 'genesysCloudOM',
      label: 'Genesys Cloud Open Messaging',
      fields: [
        text('host', 'Host', { target: true }),
        text('deploymentName', 'Deployment Name'),
        text('queue', 'Queue', { required: false }),
        text('webhookSecret', 'Webhook Secret', { secret: true }),
        text('clientId', 'Client ID'),
        text('clientSecret', 'Client Secret', { secret: true }),
        text('sendProfile', 'Send profile information', { type: 'flag', required: false }),
        text('skills', 'Skills', { type: 'list', required: false }),
        text('priority', 'Priority', { type: 'integer', required: false }),
        text('customAttributes', 'Custom attributes', { type: 'map', required: false }),
      ],
    },
    ...HANDOVER_KINDS,
  ],
  identity: [
    {
      kind: 'hs256',
      label: 'Shared secret (HS256)',
      fields: [
        text('identitySecret', 'Identity secret', { secret: true }),
        text('audience', 'Audience', { required: false }),
        text('required', 'Only signed visitors', { type: 'flag', required: false }),
      ],
    },
  ],
};

type Part = { kind: string; settings?: Record<string, unknown> } | null;

const shownSource = (value: unknown) => {
  const isTyped = typeof value === 'string' || (value as { kind: string }).kind === 'insecure';
  return isTyped ? { kind: 'insecure' } : value;
};

/** A stored part: of secrets it is told where they come from. */
function storedPart(part: Part, providers: typeof PROVIDERS.handover, old: Row | null) {
  if (!part) return null;
  const secret = new Set(
    (providers.find(({ kind }) => kind === part.kind)?.fields ?? [])
      .filter((field) => field.secret)
      .map(({ name }) => name),
  );
  const entries = Object.entries(part.settings ?? {});
  const before = (old?.['secretSources'] ?? {}) as Record<string, unknown>;
  const given = entries.flatMap(([name, value]) =>
    secret.has(name) ? [[name, shownSource(value)] as const] : [],
  );
  const secretSources = { ...before, ...Object.fromEntries(given) };
  return {
    kind: part.kind,
    settings: Object.fromEntries(entries.filter(([name]) => !secret.has(name))),
    secrets: Object.keys(secretSources),
    secretSources,
  };
}

function storedEndpoint(body: Record<string, unknown>, old: Row | null): Row {
  const id = old?.id ?? randomUUID();
  const handover = storedPart(
    body['handover'] as Part,
    PROVIDERS.handover,
    (old?.['handover'] as Row | null | undefined) ?? null,
  );
  const identity =
    body['identity'] === undefined
      ? (old?.['identity'] ?? null)
      : storedPart(body['identity'] as Part, PROVIDERS.identity, null);
  const origin = 'https://tandem.example.com';
  return {
    ...body,
    id,
    token: `t-${id}`,
    locale: body['locale'] ?? 'en',
    active: body['active'] ?? true,
    bot: storedPart(
      body['bot'] as Part,
      PROVIDERS.bots as never,
      (old?.['bot'] as Row | undefined) ?? null,
    ),
    handover,
    identity,
    widget: body['widget'] ?? old?.['widget'] ?? {},
    configurationUrl: `${origin}/endpoints/t-${id}`,
    demoUrl: `${origin}/demo/t-${id}`,
    embedCode: `<script src="${origin}/widget/chat.js" data-endpoint="t-${id}" defer></script>`,
    webhookUrl: handover ? `${origin}/handover/genesysCloudOM` : null,
    hasDirectLineSecret: false,
    dateCreated: '2026-02-01T10:00:00.000Z',
    dateModified: new Date().toISOString(),
  };
}

const HOPS = [
  ['activity', 'Customer: I want to talk to a person', true, { type: 'message', text: 'agent' }],
  ['call', 'POST /oauth/token 200 in 41 ms', true, { status: 200, ms: 41 }],
  ['call', 'POST …/inbound/open/message 200 in 38 ms', true, { status: 200, ms: 38 }],
  ['webhook', 'Agent: Hello, how can I help?', true, { type: 'Text', text: 'Hello' }],
  ['call', 'POST …/inbound/open/receipt 503 in 10000 ms', false, { status: 503, ms: 10_000 }],
] as const;

const FIGURES = {
  ...{ conversations: 1200, handedOver: 300, handovers: 320, answered: 240, abandoned: 48 },
  secondsToAnswer: { median: 42, p90: 190 },
  secondsWithAgent: { median: 400, p90: 4000 },
  endReasons: [
    { reason: 'agent', handovers: 230 },
    { reason: 'user', handovers: 60 },
  ],
  survey: { asked: 200, answered: 80, average: 4.25 },
};
const NO_FIGURES = {
  ...{ conversations: 0, handedOver: 0, handovers: 0, answered: 0, abandoned: 0 },
  ...{ secondsToAnswer: null, secondsWithAgent: null, endReasons: [] },
  survey: { asked: 0, answered: 0, average: null },
};

function conversationRoutes(): FakeRoutes {
  const started = Date.now() - 600_000;
  const at = (ms: number) => new Date(started + ms).toISOString();
  const conversation = {
    id: 'bot-conversation-1',
    endpoint: { id: 'e1', name: 'Web shop chat' },
    channel: { id: 'c1', kind: 'telegram', name: 'Shop bot' },
    user: { id: 'user-77', name: 'Selin Kaya' },
    locale: 'tr',
    owner: 'agent',
    messages: 9,
    handovers: [
      {
        ordinal: 1,
        provider: 'genesysCloudOM',
        state: 'active',
        reason: null,
        endReason: null,
        remoteConversationId: randomUUID(),
        agentName: 'Ada Agent',
        dateStarted: at(4000),
        dateEnded: null,
      },
    ],
    dateStarted: at(0),
    dateActive: at(500_000),
  };
  // One that nobody has but its bot; the list leaves it out.
  const quiet: Row = { ...conversation, id: 'bot-conversation-2', owner: 'bot', handovers: [] };
  const hops = HOPS.map(([kind, summary, ok, detail], index) => ({
    id: String(index),
    at: at(index * 1700),
    kind,
    summary,
    ok,
    detail,
    handover: index > 0 ? 1 : null,
  }));
  return {
    [`GET ${BASE}/conversations`]: ({ query }) => listing([conversation], query),
    [`GET ${BASE}/conversations/{conversationId}`]: ({ params }) =>
      found(params['conversationId'] === quiet.id ? quiet : conversation),
    [`POST ${BASE}/conversations/{conversationId}/handovers`]: ({ params, body }) => {
      const { id: conversationId } = quiet;
      if (params['conversationId'] !== conversationId) return { status: 404 };
      const ordinal = 1;
      const begun = { ...conversation.handovers[0], state: 'requested', agentName: null };
      Object.assign(quiet, { owner: 'queue', handovers: [{ ...begun, reason: body['reason'] }] });
      return { status: 201, body: { conversationId, ordinal, state: 'requested' } };
    },
    [`GET ${BASE}/handover-figures`]: ({ query }) =>
      found({
        ...{ dateFrom: query.get('dateFrom') ?? at(0), dateTo: at(0), running: 2 },
        ...(query.get('endpointId') ? NO_FIGURES : FIGURES),
      }),
    [`GET ${BASE}/conversations/{conversationId}/timeline`]: () => found({ entities: hops }),
  };
}

/** The bot side: endpoints with their test, conversations. */
export function gatewayRoutes(): FakeRoutes {
  const settings = {
    host: 'mypurecloud.de',
    deploymentName: 'Web shop',
    queue: 'Support',
    clientId: randomUUID(),
    webhookSecret: 'x',
    clientSecret: 'x',
    sendProfile: true,
  };
  const handover = { kind: 'genesysCloudOM', settings };
  const endpoints: Row[] = [
    storedEndpoint({ name: 'Web shop chat', bot: { kind: 'demo' }, handover }, null),
    storedEndpoint({ name: 'FAQ', bot: { kind: 'demo' }, handover: null, active: false }, null),
  ];
  const path = `${BASE}/endpoints`;
  const ordinary = collection(endpoints, { path, id: 'endpointId', verb: 'PUT' });
  const busy = endpoints[0];
  // Handovers run at the first one, until they are ended.
  const state = { running: 2 };
  const refused = (code: string) => ({
    status: 409,
    body: {
      ...{ code, message: `Handovers that run: ${state.running}.` },
      messageParams: { running: String(state.running), settings: 'Kind' },
    },
  });
  const ends = ({ params, query }: Parameters<FakeRoutes[string]>[0], moves: boolean) => {
    if (params['endpointId'] !== busy?.id || !moves) return true;
    if (query.get('running') === 'end') state.running = 0;
    return state.running === 0;
  };
  return {
    ...ordinary,
    ...handlingRoutes(path),
    ...copilotRoutes(path),
    [`GET ${BASE}/providers`]: () => found(PROVIDERS),
    [`POST ${path}`]: ({ body }) => {
      const endpoint = storedEndpoint(body, null);
      endpoints.push(endpoint);
      return { status: 201, body: endpoint };
    },
    [`DELETE ${path}/{endpointId}`]: (call) =>
      ends(call, true)
        ? (ordinary[`DELETE ${path}/{endpointId}`]?.(call) ?? { status: 404 })
        : refused('gateway.endpoint.running'),
    [`PUT ${path}/{endpointId}`]: (call) => {
      const { params, body } = call;
      const moves = (body['handover'] as Row | null)?.['kind'] !== handover.kind;
      if (!ends(call, moves)) return refused('gateway.endpoint.running.there');
      if (!ends(call, body['active'] === false)) return refused('gateway.endpoint.running.off');
      const old = endpoints.find(({ id }) => id === params['endpointId']);
      return found(old && Object.assign(old, storedEndpoint(body, old)));
    },
    [`POST ${path}/{endpointId}/secret`]: () => found({ secret: randomUUID() }),
    [`POST ${path}/{endpointId}/bot/test`]: ({ body }) => {
      const isDown = body['text'] === 'down';
      const said = { text: `heard ${body['text']}`, choices: ['Small', 'Large'], attachments: 1 };
      return found({
        ...{ answered: !isDown, ms: 12, handover: !isDown },
        ...{ reason: isDown ? 'answered with HTTP 503' : null, messages: isDown ? [] : [said] },
      });
    },
    [`POST ${path}/{endpointId}/test`]: () =>
      found({
        checks: [
          checked(['host', 'ok'], 'The contact centre answers.', { code: 'centreAnswers' }),
          checked(['credentials', 'ok'], 'The client is accepted.', { code: 'clientAccepted' }),
          checked(['integration', 'ok'], 'The platform "Web shop" exists (id 1).', {
            ...{ code: 'platformFound', params: { name: 'Web shop', id: '1' } },
          }),
          checked(['queue', 'warning'], 'The client may not look up queues.', {
            code: 'queuesForbidden',
          }),
          checked(['webhookUrl', 'failed'], 'The platform delivers elsewhere.', {
            code: 'platformUrlElsewhere',
            params: { entered: 'https://old.test/hook', wanted: 'https://new.test/hook' },
          }),
        ],
      }),
    ...conversationRoutes(),
    ...handoverProviderRoutes(),
  };
}

import { randomUUID } from 'node:crypto';
import { checked } from './fake-checks.ts';
import type { Row } from './fake-data.ts';
import { type FakeRoutes, found } from './fake-http.ts';
import { collection } from './fake-message-routes.ts';

const BASE = '/tandem/gateway';

const text = (name: string, label: string, rest: Record<string, unknown> = {}) => ({
  ...{ name, label, type: 'text', required: true, secret: false },
  ...rest,
});

const KINDS = [
  {
    kind: 'webhook',
    label: 'Webhook',
    connect: false,
    fields: [
      text('callbackUrl', 'Callback URL', { type: 'url' }),
      text('secret', 'Signing secret', { secret: true }),
    ],
  },
  {
    kind: 'telegram',
    label: 'Telegram',
    connect: true,
    fields: [
      text('botToken', 'Bot token', { secret: true, pattern: '^\\d{5,20}:[\\w-]{20,100}$' }),
      text('apiBase', 'Bot API address', { type: 'url', required: false }),
    ],
  },
  {
    kind: 'whatsapp',
    label: 'WhatsApp',
    connect: false,
    fields: [
      text('phoneNumberId', 'Phone number ID'),
      text('accessToken', 'Access token', { secret: true }),
    ],
  },
  {
    kind: 'slack',
    label: 'Slack',
    connect: false,
    fields: [
      text('botToken', 'Bot token', { secret: true }),
      text('signingSecret', 'Signing secret', { secret: true }),
    ],
  },
];

function stored(body: Record<string, unknown>, old: Row | null): Row {
  const id = old?.id ?? randomUUID();
  const given = (body['settings'] ?? {}) as Record<string, unknown>;
  const fields = KINDS.find(({ kind }) => kind === body['kind'])?.fields ?? [];
  const isSecret = (name: string) => fields.some((field) => field.name === name && field.secret);
  const names = Object.keys(given).filter(isSecret);
  const before = (old?.['secretSources'] ?? {}) as Record<string, unknown>;
  const secretSources = {
    ...before,
    ...Object.fromEntries(names.map((name) => [name, { kind: 'insecure' }])),
  };
  return {
    ...{ dateLastInbound: null, dateLastOutbound: null, lastFailure: null, deadLetters: 0 },
    ...old,
    ...body,
    id,
    endpoint: { id: String(body['endpointId']), name: 'Web shop chat' },
    active: body['active'] ?? true,
    settings: Object.fromEntries(Object.entries(given).filter(([name]) => !isSecret(name))),
    secrets: Object.keys(secretSources),
    secretSources,
    inboundUrl: `https://tandem.example.com/channels/c-${id}`,
    dateCreated: '2026-02-01T10:00:00.000Z',
    dateModified: new Date().toISOString(),
    selfUri: `${BASE}/channels/${id}`,
  };
}

/** Channels of an organisation: one that works, one that does not. */
export function channelRoutes(): FakeRoutes {
  const at = '2026-02-03T09:30:00.000Z';
  const failing = {
    ...{ dateLastInbound: at, dateLastOutbound: at, deadLetters: 2 },
    lastFailure: { date: at, reason: 'Forbidden: bot was blocked by the user (HTTP 403)' },
  };
  const settings = { callbackUrl: 'https://shop.example.com/callback', secret: 'x' };
  const channels: Row[] = [
    stored({ name: 'Shop app', kind: 'webhook', endpointId: 'e1', settings }, null),
    Object.assign(
      stored(
        { name: 'Shop bot', kind: 'telegram', endpointId: 'e1', settings: { botToken: 'x' } },
        null,
      ),
      failing,
    ),
  ];
  const path = `${BASE}/channels`;
  const ordinary = collection(channels, { path, id: 'channelId', verb: 'PUT' });
  // Customers of the first one talk to agents, until their handovers are ended.
  const state = { running: 2 };
  const busy = channels[0];
  const ends = ({ params, query }: Parameters<FakeRoutes[string]>[0], moves: boolean) => {
    if (params['channelId'] !== busy?.id || !moves) return true;
    if (query.get('running') === 'end') state.running = 0;
    return state.running === 0;
  };
  const refused = () => ({
    status: 409,
    body: {
      ...{ code: 'gateway.channel.running', message: `Handovers that run: ${state.running}.` },
      messageParams: { running: String(state.running) },
    },
  });
  const checks = [
    checked(['credentials', 'ok'], 'The token is of the bot @shop_bot.', {
      ...{ code: 'botToken', params: { bot: 'shop_bot' } },
    }),
    checked(['webhookUrl', 'ok'], 'Telegram delivers to this address.', { code: 'telegramHere' }),
  ];
  return {
    ...ordinary,
    [`GET ${BASE}/channel-kinds`]: () => found({ kinds: KINDS }),
    [`POST ${path}`]: ({ body }) => {
      const channel = stored(body, null);
      channels.push(channel);
      return { status: 201, body: channel };
    },
    [`DELETE ${path}/{channelId}`]: (call) =>
      ends(call, true)
        ? (ordinary[`DELETE ${path}/{channelId}`]?.(call) ?? { status: 404 })
        : refused(),
    [`PUT ${path}/{channelId}`]: (call) => {
      const { params, body } = call;
      if (!ends(call, body['active'] === false)) return refused();
      const old = channels.find(({ id }) => id === params['channelId']);
      return found(old && Object.assign(old, stored(body, old)));
    },
    [`POST ${path}/{channelId}/test`]: () => found({ checks }),
    [`POST ${path}/{channelId}/connect`]: () => found({ checks }),
    [`POST ${path}/{channelId}/redrive`]: ({ params }) => {
      const channel = channels.find(({ id }) => id === params['channelId']);
      const redriven = Number(channel?.['deadLetters'] ?? 0);
      if (channel) Object.assign(channel, { deadLetters: 0 });
      return found({ redriven });
    },
  };
}

import { randomUUID } from 'node:crypto';
import { checked } from './fake-checks.ts';
import type { Row } from './fake-data.ts';
import { type FakeRoutes, found } from './fake-http.ts';
import { collection } from './fake-message-routes.ts';

const PATH = '/tandem/gateway/handover-providers';

const setting = (name: string, label: string, rest: Record<string, unknown> = {}) => ({
  ...{ name, label, type: 'text', required: true, secret: false },
  ...rest,
});

/** Kinds of handover beside the contact centre of the wire. */
export const HANDOVER_KINDS = [
  {
    kind: 'chatwoot',
    label: 'Chatwoot',
    fields: [
      setting('chatwootUrl', 'Chatwoot address', { type: 'url' }),
      setting('accountId', 'Account id', { pattern: '^[0-9]{1,18}$' }),
      setting('apiAccessToken', 'API access token', { secret: true }),
      setting('inbox', 'Inbox'),
      setting('team', 'Team', { required: false }),
      setting('webhookSecret', 'Webhook Secret', { secret: true, required: false }),
      setting('urlToken', 'Token in the address', { secret: true, required: false }),
    ],
  },
  {
    kind: 'provider',
    label: 'A handover provider of the organisation',
    fields: [setting('provider', 'Handover provider', { resource: 'handoverProvider' })],
  },
];

const secretsOf = (settings: Record<string, unknown>, old: Row | null): string[] => {
  const given = ['apiAccessToken', 'webhookSecret', 'urlToken'].filter((name) => settings[name]);
  return [...new Set([...((old?.['secrets'] as string[] | undefined) ?? []), ...given])].sort();
};

const stored = (body: Record<string, unknown>, old: Row | null): Row => {
  const id = old?.id ?? randomUUID();
  const { apiAccessToken, webhookSecret, urlToken, ...settings } = body['settings'] as Row;
  const secrets = secretsOf({ apiAccessToken, webhookSecret, urlToken }, old);
  return {
    ...{ id, name: body['name'], kind: body['kind'], settings, secrets },
    secretSources: Object.fromEntries(secrets.map((name) => [name, { kind: 'insecure' }])),
    capabilities: {
      ...{ typing: true, receipts: true, attachments: true, queueInfo: false },
      ...{ endFromUser: true, richMessages: false, maxTextLength: 10_000 },
    },
    webhookUrl: `https://tandem.example.com/handover/chatwoot/${id}`,
    dateCreated: '2026-02-01T10:00:00.000Z',
    dateModified: new Date().toISOString(),
    selfUri: `${PATH}/${id}`,
  };
};

/** How many handovers the fake has with the provider whose contact centre is gone. */
const RUNNING = 3;

/** Handover providers, of which the first is in use and the second is that of a contact centre that is gone. */
export function handoverProviderRoutes(): FakeRoutes {
  const settings = {
    ...{ chatwootUrl: 'https://chat.example.com', accountId: '1', inbox: 'Website' },
    ...{ apiAccessToken: 'x', urlToken: 'x' },
  };
  const providers: Row[] = ['Night desk', 'Closed desk'].map((name) =>
    stored({ name, kind: 'chatwoot', settings }, null),
  );
  const closed = providers[1]?.id;
  const ordinary = collection(providers, { path: PATH, id: 'providerId', verb: 'PUT' });
  return {
    ...ordinary,
    [`DELETE ${PATH}/{providerId}`]: (call) => {
      const isRunning = call.params['providerId'] === closed;
      if (isRunning && call.query.get('running') !== 'end')
        return {
          status: 409,
          body: {
            code: 'gateway.handoverProvider.running',
            message: `Handovers that run with the handover provider: ${RUNNING}.`,
            messageParams: { running: String(RUNNING) },
          },
        };
      return ordinary[`DELETE ${PATH}/{providerId}`]?.(call) ?? { status: 404 };
    },
    [`POST ${PATH}`]: ({ body }) => {
      const provider = stored(body, null);
      providers.push(provider);
      return { status: 201, body: provider };
    },
    [`PUT ${PATH}/{providerId}`]: ({ params, body }) => {
      const old = providers.find(({ id }) => id === params['providerId']);
      return found(old && Object.assign(old, stored(body, old)));
    },
    [`GET ${PATH}/{providerId}/uses`]: ({ params }) =>
      found({
        entities:
          params['providerId'] === providers[0]?.id
            ? [{ kind: 'flow', id: randomUUID(), name: 'Opening hours' }]
            : [],
        running: params['providerId'] === closed ? RUNNING : 0,
      }),
    [`POST ${PATH}/{providerId}/test`]: () =>
      found({
        checks: [
          checked(['host', 'ok'], 'Chatwoot answers.', { code: 'chatwootAnswers' }),
          checked(['credentials', 'ok'], 'The token is of Ada in the account "Shop".', {
            ...{ code: 'tokenOf', params: { user: 'Ada', account: 'Shop' } },
          }),
          checked(['integration', 'failed'], 'The token sees no inbox "Website".', {
            ...{ code: 'inboxMissing', params: { name: 'Website' } },
          }),
          // Of a server that knows more sentences than the page.
          checked(['queue', 'warning'], 'The team is new.', { code: 'teamNew' }),
          checked(['webhookUrl', 'skipped'], 'Not tested.', { code: 'skipped' }),
          checked(['signature', 'ok'], 'Signed at 2026-11-22T10:00:00.000Z.', {
            ...{ code: 'deliverySigned', params: { at: '2026-11-22T10:00:00.000Z' } },
          }),
          checked(['permissions', 'warning'], 'The token is of no administrator.', {
            code: 'tokenMember',
          }),
        ],
      }),
  };
}

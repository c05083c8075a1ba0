import { randomUUID } from 'node:crypto';
import type { Row } from './fake-data.ts';
import type { FakeFlows } from './fake-flow-data.ts';
import {
  type FakeCall,
  type FakeReply,
  type FakeRoutes,
  failure,
  found,
  listing,
} from './fake-http.ts';
import { addPlatform, type FakeMessaging } from './fake-message-data.ts';

const BASE = '/api/v2/conversations/messaging';
const OPEN = `${BASE}/integrations/open`;

/** Routes of a plain collection: list, add, read, change, delete. */
export function collection(
  rows: Row[],
  { path, id, verb = 'PATCH' }: { path: string; id: string; verb?: 'PATCH' | 'PUT' },
): FakeRoutes {
  const one = ({ params }: FakeCall) => rows.find((row) => row.id === params[id]);
  return {
    [`GET ${path}`]: ({ query }) => {
      const part = (query.get('name') ?? '').replaceAll('*', '').toLowerCase();
      return listing(
        rows.filter((row) => String(row['name']).toLowerCase().includes(part)),
        query,
      );
    },
    [`POST ${path}`]: ({ body }) => {
      const row = { ...body, id: randomUUID() };
      rows.push(row);
      return found(row);
    },
    [`GET ${path}/{${id}}`]: (call) => found(one(call)),
    [`${verb} ${path}/{${id}}`]: (call) => {
      const row = one(call);
      return found(row && Object.assign(row, call.body));
    },
    [`DELETE ${path}/{${id}}`]: (call) => {
      const row = one(call);
      if (!row) return found(undefined);
      rows.splice(rows.indexOf(row), 1);
      return { status: 204 };
    },
  };
}

const withDefault = (
  messaging: FakeMessaging,
  part: 'setting' | 'content',
  field: string,
): FakeRoutes => {
  const path = `${BASE}/${part === 'setting' ? 'settings' : 'supportedcontent'}/default`;
  const rows = part === 'setting' ? messaging.settings : messaging.contents;
  return {
    [`GET ${path}`]: () => found(rows.find((row) => row.id === messaging.defaults[part])),
    [`PUT ${path}`]: ({ body }) => {
      messaging.defaults[part] = String(body[field]);
      return found(rows.find((row) => row.id === messaging.defaults[part]));
    },
  };
};

function refusePlatform(body: Record<string, unknown>): FakeReply | null {
  const url = URL.parse(String(body['outboundNotificationWebhookUrl'] ?? 'https://ok.example'));
  if (url?.protocol === 'https:' && url.port === '') return null;
  return failure(
    400,
    'invalid.webhook.url',
    'The outbound notification webhook URL must use https on port 443. To allow others set TANDEM_WEBHOOK_PORT_RULE=any.',
  );
}

const platformRoutes = (messaging: FakeMessaging): FakeRoutes => ({
  ...collection(messaging.platforms, { path: OPEN, id: 'integrationId' }),
  [`POST ${OPEN}`]: ({ body }) => refusePlatform(body) ?? found(addPlatform(messaging, body)),
  [`PATCH ${OPEN}/{integrationId}`]: ({ params, body }) => {
    const refused = refusePlatform(body);
    if (refused) return refused;
    const platform = messaging.platforms.find(({ id }) => id === params['integrationId']);
    const { outboundNotificationWebhookSignatureSecretToken: _, ...shown } = body;
    return found(
      platform && Object.assign(platform, shown, { dateModified: new Date().toISOString() }),
    );
  },
});

const OWN = '/tandem/messaging/integrations/{integrationId}';

/** Roll-over of secrets and tests of webhooks; a field service has a webhook that refuses. */
const webhookRoutes = (messaging: FakeMessaging): FakeRoutes => {
  const until = new Map<string, string>();
  const stateOf = (id: string) => found({ previousValidUntil: until.get(id) ?? null });
  return {
    [`GET ${OWN}/secret`]: ({ params }) => stateOf(params['integrationId'] ?? ''),
    [`PUT ${OWN}/secret`]: ({ params, body }) => {
      const id = params['integrationId'] ?? '';
      until.set(id, new Date(Date.now() + Number(body['overlapMinutes']) * 60_000).toISOString());
      return stateOf(id);
    },
    [`DELETE ${OWN}/secret/previous`]: ({ params }) => {
      until.delete(params['integrationId'] ?? '');
      return { status: 204 };
    },
    [`POST ${OWN}/test`]: ({ params }) => {
      const platform = messaging.platforms.find(({ id }) => id === params['integrationId']);
      const ok = !String(platform?.['name']).includes('service');
      return found({
        ...{ ok, status: ok ? 200 : 403, ms: 41, problem: ok ? null : 'refused' },
        ...{ reason: ok ? null : 'HTTP 403', body: '{"type":"Event"}', signature: 'sha256=abc=' },
        bySecretBefore: false,
      });
    },
  };
};

const IDENTITY = `${BASE}/identityresolution/integrations/open/{integrationId}`;
const TIMELINE = `${BASE}/threadingtimeline`;

/** Who customers are, and for how long conversations go on. */
const lookRoutes = (): FakeRoutes => {
  const identities = new Map<string, Record<string, unknown>>();
  const timeline = {
    settings: [{ messengerType: 'open', timeoutInMinutes: 4320 }] as unknown,
    defaultTimeoutMinutes: 4320,
  };
  const identityOf = (id = '') => found({ resolveIdentities: false, ...identities.get(id) });
  return {
    [`GET ${IDENTITY}`]: ({ params }) => identityOf(params['integrationId']),
    [`PUT ${IDENTITY}`]: ({ params, body }) => {
      identities.set(params['integrationId'] ?? '', body);
      return identityOf(params['integrationId']);
    },
    [`GET ${TIMELINE}`]: () => found({ ...timeline }),
    [`PUT ${TIMELINE}`]: ({ body }) => {
      timeline.settings = body['settings'];
      return found({ ...timeline });
    },
  };
};

const RECIPIENTS = '/api/v2/routing/message/recipients';

const routingRoutes = (messaging: FakeMessaging, flows: FakeFlows): FakeRoutes => ({
  [`GET ${RECIPIENTS}`]: ({ query }) => listing(messaging.recipients, query),
  [`PUT ${RECIPIENTS}/{recipientId}`]: ({ params, body }) => {
    const recipient = messaging.recipients.find(({ id }) => id === params['recipientId']);
    const wanted = body['flow'] as Row | undefined;
    const flow = flows.platform.find((one) => one.flow.id === wanted?.id)?.flow;
    return found(
      recipient && Object.assign(recipient, { flow: flow && { id: flow.id, name: flow['name'] } }),
    );
  },
});

/** Platforms, their configurations and content profiles, addresses. */
export const messageRoutes = (messaging: FakeMessaging, flows: FakeFlows): FakeRoutes => ({
  ...platformRoutes(messaging),
  ...webhookRoutes(messaging),
  ...lookRoutes(),
  ...collection(messaging.settings, { path: `${BASE}/settings`, id: 'messageSettingId' }),
  'GET /tandem/messaging/default-setting': () =>
    found({ settingId: messaging.defaults.setting ?? null }),
  ...collection(messaging.contents, {
    path: `${BASE}/supportedcontent`,
    id: 'supportedContentId',
  }),
  ...withDefault(messaging, 'setting', 'settingId'),
  ...withDefault(messaging, 'content', 'id'),
  ...routingRoutes(messaging, flows),
});

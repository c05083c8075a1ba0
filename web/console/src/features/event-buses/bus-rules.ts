import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import {
  type FieldDescriptor,
  type FormValues,
  numberOf,
  textOf,
} from '#src/components/form-rules.ts';
import { asSource } from '#src/components/secret-source-rules.ts';
import type { StatusTone } from '#src/components/status-badge.tsx';

export type PartnerSource = ReplyOf<'GET /tandem/events/partner-sources'>['entities'][number];
export type EventBus = ReplyOf<'GET /tandem/events/buses/{busId}'>;
export type EventRule = ReplyOf<'GET /tandem/events/buses/{busId}/rules/{ruleId}'>;
export type ApiDestination = ReplyOf<'GET /tandem/events/api-destinations/{apiDestinationId}'>;
export type BusEvent = ReplyOf<'GET /tandem/events/buses/{busId}/events'>['entities'][number];
export type BusDelivery =
  ReplyOf<'GET /tandem/events/buses/{busId}/deliveries'>['entities'][number];
export type Archive = ReplyOf<'GET /tandem/events/buses/{busId}/archives'>['entities'][number];
export type Replay = ReplyOf<'GET /tandem/events/buses/{busId}/replays'>['entities'][number];
type DestinationBody = BodyOf<'POST /tandem/events/api-destinations'>;

/** Where the server stops counting events and deliveries. */
export const COUNTED_TO = 10_000;

export const SOURCE_TONES: Readonly<Record<PartnerSource['state'], StatusTone>> = {
  PENDING: 'warning',
  ACTIVE: 'good',
  DELETED: 'bad',
};
export const RULE_TONES: Readonly<Record<EventRule['state'], StatusTone>> = {
  ENABLED: 'good',
  DISABLED: 'neutral',
  DELETED: 'bad',
};
export const REPLAY_TONES: Readonly<Record<Replay['state'], StatusTone>> = {
  STARTING: 'busy',
  RUNNING: 'busy',
  COMPLETED: 'good',
  CANCELLED: 'neutral',
};

/** The last part of a source's name, which tells integrations apart. */
export const suffixOf = (name: string): string => name.split('/').at(-1) ?? name;

const customerEnd = 'v2.detail.events.conversation.{id}.customer.end';

/** Rules that are ready to use, by the key of their words. */
export const TEMPLATES = {
  handoverEnd: { name: 'handover-end', pattern: { 'detail-type': [customerEnd] } },
  presence: { name: 'presence', pattern: { 'detail-type': ['v2.users.{id}.presence'] } },
  everything: { name: 'everything', pattern: { version: ['0'] } },
} as const;
export type TemplateKey = keyof typeof TEMPLATES;

export const readable = (value: unknown): string => JSON.stringify(value, null, 2);

/** An event as the bus delivers it, to try a pattern on or to send. */
export const sampleEvent = (source: string) => ({
  version: '0',
  id: '7bf73129-1428-4cd3-a780-95db273d1602',
  'detail-type': customerEnd,
  source,
  account: '123456789012',
  time: '2026-03-19T22:04:48Z',
  region: 'eu-central-1',
  resources: [],
  detail: {
    topicName: customerEnd.replace('{id}', '0f3fd1c2-6f6d-4f0e-9a5e-8b9d2c1f7a10'),
    version: '2',
    eventBody: {
      eventTime: 1773957888123,
      conversationId: '0f3fd1c2-6f6d-4f0e-9a5e-8b9d2c1f7a10',
      participantId: '5b0c9d55-2b52-4f37-8a39-7b1f3c8d2e61',
      mediaType: 'MESSAGE',
      direction: 'INBOUND',
      disconnectType: 'PEER',
    },
    metadata: { CorrelationId: 'a1b2c3' },
    timestamp: '2026-03-19T22:04:48.123Z',
  },
});

type Envelope = { readonly 'detail-type'?: unknown; readonly detail?: unknown };

/** What is sent of an event that somebody wrote; null when it is none. */
export const testEventOf = (
  text: string,
): BodyOf<'POST /tandem/events/buses/{busId}/test-events'> | null => {
  try {
    const { 'detail-type': detailType, detail } = JSON.parse(text) as Envelope;
    const isDetail = typeof detail === 'object' && detail !== null && !Array.isArray(detail);
    if (typeof detailType !== 'string' || detailType === '' || !isDetail) return null;
    return { detailType, detail: detail as Record<string, unknown> };
  } catch {
    return null;
  }
};

const NAME = /^[\w.-]{1,64}$/;
const KINDS = ['none', 'apiKey', 'basic', 'oauth'] as const;
const METHODS = ['POST', 'PUT', 'PATCH', 'GET', 'HEAD', 'OPTIONS', 'DELETE'] as const;
type Translate = (key: string) => string;

export const nameField = (t: Translate): FieldDescriptor => ({
  kind: 'text',
  name: 'name',
  label: t('fields.name'),
  description: t('fields.nameHelp'),
  required: true,
  pattern: NAME,
  patternMessage: t('fields.nameRefused'),
});

const is =
  (...kinds: string[]) =>
  (values: FormValues) =>
    kinds.includes(String(values['kind']));

/** Whether a stored secret would go elsewhere with these values. */
const leadsElsewhere = (old: ApiDestination) => (values: FormValues) =>
  textOf(values, 'url') !== old.url ||
  values['kind'] !== old.connection.kind ||
  (values['kind'] === 'oauth' && textOf(values, 'tokenUrl') !== (old.connection.tokenUrl ?? ''));

const connectionFields = (t: Translate, old: ApiDestination | null): FieldDescriptor[] => {
  const text = (name: string, kind: string) =>
    ({
      kind: 'text',
      name,
      label: t(`fields.${name}`),
      required: true,
      visible: is(kind),
    }) as const;
  return [
    {
      kind: 'select',
      name: 'kind',
      label: t('fields.kind'),
      required: true,
      options: KINDS.map((value) => ({ value, label: t(`kinds.${value}`) })),
    },
    text('headerName', 'apiKey'),
    text('username', 'basic'),
    { ...text('tokenUrl', 'oauth'), placeholder: 'https://' },
    text('clientId', 'oauth'),
    { ...text('scope', 'oauth'), required: false },
    {
      kind: 'secret',
      name: 'secret',
      label: t('fields.secret'),
      required: true,
      description: t('fields.secretHelp'),
      stored: (old?.connection.secret ?? null) !== null,
      source: old?.connection.secret ?? null,
      ...(old ? { lostWith: leadsElsewhere(old) } : {}),
      visible: is('apiKey', 'basic', 'oauth'),
    },
  ];
};

/** The form of an API destination; a new one may begin as the gateway's. */
export const destinationFields = (
  t: Translate,
  old: ApiDestination | null,
): readonly FieldDescriptor[] => [
  ...(old
    ? []
    : ([
        {
          kind: 'select',
          name: 'template',
          label: t('fields.template'),
          required: true,
          description: t('fields.templateHelp'),
          options: ['custom', 'handover'].map((value) => ({ value, label: t(`uses.${value}`) })),
        },
      ] satisfies FieldDescriptor[])),
  nameField(t),
  { kind: 'text', name: 'description', label: t('fields.description'), maxLength: 512 },
  {
    kind: 'text',
    name: 'url',
    label: t('fields.url'),
    required: true,
    ...{ placeholder: 'https://', maxLength: 2048 },
    warn: (values) =>
      values['kind'] !== 'none' && /^http:/i.test(textOf(values, 'url'))
        ? t('fields.urlOpen')
        : null,
    ...(old ? { description: t('fields.urlHelp') } : {}),
  },
  {
    kind: 'select',
    name: 'method',
    label: t('fields.method'),
    required: true,
    options: METHODS.map((value) => ({ value, label: value })),
  },
  {
    kind: 'number',
    name: 'rate',
    label: t('fields.rate'),
    required: true,
    min: 1,
    max: 300,
    description: t('fields.rateHelp'),
  },
  ...connectionFields(t, old),
];

export const destinationToForm = (old: ApiDestination | null): FormValues => ({
  ...{ template: 'custom', name: old?.name ?? '', description: old?.description ?? '' },
  ...{ url: old?.url ?? '', method: old?.method ?? 'POST', rate: old?.invocationRate ?? 300 },
  ...{ kind: old?.connection.kind ?? 'apiKey', secret: null },
  headerName: old?.connection.headerName ?? 'Authorization',
  ...{ username: old?.connection.username ?? '', tokenUrl: old?.connection.tokenUrl ?? '' },
  ...{ clientId: old?.connection.clientId ?? '', scope: old?.connection.scope ?? '' },
});

/** The gateway of this server, when somebody chooses it. */
export const followTemplate =
  (origin: string) =>
  (before: FormValues, next: FormValues): FormValues =>
    before['template'] !== 'handover' && next['template'] === 'handover'
      ? {
          ...next,
          name: textOf(next, 'name') || 'gateway-handover',
          url: `${origin}/handover/genesysCloudOM`,
          ...{ kind: 'apiKey', headerName: 'Authorization', method: 'POST' },
        }
      : next;

const oneOf = <T extends string>(values: readonly T[], value: unknown, otherwise: T): T =>
  values.find((one) => one === value) ?? otherwise;

const connectionOf = (values: FormValues): DestinationBody['connection'] => {
  const kind = oneOf(KINDS, values['kind'], 'none');
  const given = asSource(values['secret'] ?? null);
  const secret = given ? { secret: given } : {};
  const text = (name: string) => textOf(values, name);
  switch (kind) {
    case 'apiKey':
      return { kind, headerName: text('headerName'), ...secret };
    case 'basic':
      return { kind, username: text('username'), ...secret };
    case 'oauth':
      return {
        ...{ kind, tokenUrl: text('tokenUrl'), clientId: text('clientId'), ...secret },
        ...(text('scope') ? { scope: text('scope') } : {}),
      };
    default:
      return { kind };
  }
};

export const formToDestination = (values: FormValues): DestinationBody => ({
  ...{ name: textOf(values, 'name'), description: textOf(values, 'description') },
  ...{ url: textOf(values, 'url'), method: oneOf(METHODS, values['method'], 'POST') },
  ...{ invocationRate: numberOf(values, 'rate') ?? 300, connection: connectionOf(values) },
});

/** Targets of the chosen API destinations: those that stood keep their policy. */
export const targetsOf = (
  chosen: readonly string[],
  old: EventRule | null,
): NonNullable<BodyOf<'POST /tandem/events/buses/{busId}/rules'>['targets']> =>
  chosen.map(
    (apiDestinationId) =>
      old?.targets.find((target) => target.apiDestinationId === apiDestinationId) ?? {
        apiDestinationId,
      },
  );

/** Whole seconds: nobody types more. */
const atSecond = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** The last day until now, for a replay. */
export const lastDay = (now: Date): { readonly from: string; readonly to: string } => ({
  from: atSecond(now.getTime() - 86_400_000),
  to: atSecond(now.getTime() + 60_000),
});

import type { SecretSourceRequest, SecretSourceView } from '@tandem/contract';
import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import {
  type FieldDescriptor,
  type FormValues,
  listOf,
  textOf,
} from '#src/components/form-rules.ts';
import { isSameSource } from '#src/components/secret-source-rules.ts';
import type { StatusTone } from '#src/components/status-badge.tsx';

export type Connector = ReplyOf<'GET /tandem/connectors/{connectorId}'>;
export type ConnectorBody = BodyOf<'POST /tandem/connectors'>;
export type ConnectorSettings = ReplyOf<'GET /tandem/connectors/settings'>;
export type ConnectorKind = Connector['kind'];
type Authentication = NonNullable<ConnectorBody['authentication']>;
type Translate = (key: string) => string;

export const KINDS = [
  'platform',
  'webex',
  'genesysCloud',
  'custom',
] as const satisfies readonly ConnectorKind[];
const ACCESSES = ['read', 'readWrite'] as const satisfies readonly Connector['access'][];
const AUTHENTICATIONS = [
  'none',
  'basic',
  'apiKey',
  'bearer',
  'oauth',
] as const satisfies readonly Authentication['type'][];
const PLACES = ['header', 'query'] as const;

export const kindOf = (text: string | undefined): ConnectorKind =>
  KINDS.find((kind) => kind === text) ?? 'platform';

/** How a state looks. */
export const STATE_TONES: Readonly<Record<Connector['state'], StatusTone>> = {
  active: 'good',
  needsReauthorization: 'warning',
  inactive: 'neutral',
  error: 'bad',
};

/** What can be chosen. */
export type Choices = {
  readonly settings: ConnectorSettings;
  readonly connections: readonly { readonly id: string; readonly name: string }[];
};

const is =
  (...types: Authentication['type'][]) =>
  (values: FormValues) =>
    types.some((type) => values['authentication'] === type);

const worded = (t: Translate, group: string, values: readonly string[]) =>
  values.map((value) => ({ value, label: t(`${group}.${value}`) }));
const plain = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

const authenticationFields = (t: Translate): FieldDescriptor[] => {
  const text = (name: string, visible: (values: FormValues) => boolean) =>
    ({ kind: 'text', name, label: t(`fields.${name}`), required: true, visible }) as const;
  return [
    {
      kind: 'select',
      name: 'authentication',
      label: t('fields.authentication'),
      required: true,
      options: worded(t, 'authentications', AUTHENTICATIONS),
    },
    text('username', is('basic')),
    {
      ...text('validationUrl', is('basic')),
      required: false,
      description: t('fields.validationUrlHelp'),
    },
    {
      kind: 'select',
      name: 'place',
      label: t('fields.place'),
      required: true,
      options: worded(t, 'places', PLACES),
      visible: is('apiKey'),
    },
    text('keyName', is('apiKey')),
  ];
};

const addressFields = (
  t: Translate,
  kind: ConnectorKind,
  { settings, connections }: Choices,
): FieldDescriptor[] => {
  const connection: FieldDescriptor = {
    kind: 'select',
    name: 'connection',
    label: t('fields.connection'),
    description: t(`fields.connectionHelp.${kind}`),
    required: true,
    options: connections.map(({ id, name }) => ({ value: id, label: name })),
    ...(kind === 'custom' ? { visible: is('oauth') } : {}),
  };
  switch (kind) {
    case 'platform':
      return [];
    case 'webex':
      return [
        {
          kind: 'select',
          name: 'dataCentre',
          label: t('fields.dataCentre'),
          required: true,
          options: worded(t, 'dataCentres', settings.dataCentres),
        },
        connection,
      ];
    case 'genesysCloud':
      return [
        {
          kind: 'text',
          name: 'region',
          label: t('fields.region'),
          description: t('fields.regionHelp'),
          required: true,
        },
        connection,
      ];
    case 'custom':
      return [
        {
          kind: 'text',
          name: 'baseUrl',
          label: t('fields.baseUrl'),
          description: t('fields.baseUrlHelp'),
          placeholder: 'https://',
          required: true,
        },
        ...authenticationFields(t),
        connection,
      ];
  }
};

export const connectorFields = (
  t: Translate,
  kind: ConnectorKind,
  choices: Choices,
): readonly FieldDescriptor[] => [
  {
    kind: 'text',
    name: 'name',
    label: t('fields.name'),
    description: t('fields.nameHelp'),
    required: true,
    maxLength: 100,
  },
  ...addressFields(t, kind, choices),
  kind === 'platform'
    ? {
        kind: 'multiselect',
        name: 'scopes',
        label: t('fields.scopes'),
        description: t('fields.scopesHelp'),
        required: true,
        options: plain(choices.settings.platformScopes),
      }
    : {
        kind: 'select',
        name: 'access',
        label: t('fields.access'),
        description: t('fields.accessHelp'),
        required: true,
        options: worded(t, 'accesses', ACCESSES),
      },
];

/** The secret field of a stored connector; null when it has none of the kind that is chosen. */
export const storedSecret = (
  saved: Connector | null,
  type: FormValues[string] | undefined,
): SecretSourceView | null => {
  const stored = saved?.authentication;
  if (!stored || stored.type !== type) return null;
  if (stored.type === 'basic') return stored.password;
  if (stored.type === 'apiKey') return stored.key;
  return stored.type === 'bearer' ? stored.token : null;
};

export const hasSecret = is('basic', 'apiKey', 'bearer');

export const connectorToForm = (saved: Connector | null): FormValues => {
  if (!saved) return { access: 'read', authentication: 'none', place: 'header' };
  const { authentication } = saved;
  return {
    name: saved.name,
    scopes: saved.scopes,
    access: saved.access,
    dataCentre: saved.dataCentre ?? null,
    region: saved.region ?? '',
    baseUrl: saved.baseUrl ?? '',
    connection: saved.connection?.id ?? null,
    authentication: authentication?.type ?? 'none',
    username: authentication?.type === 'basic' ? authentication.username : '',
    validationUrl: authentication?.type === 'basic' ? (authentication.validationUrl ?? '') : '',
    place: authentication?.type === 'apiKey' ? authentication.in : 'header',
    keyName: authentication?.type === 'apiKey' ? authentication.name : '',
  };
};

const authenticationOf = (values: FormValues, secret: SecretSourceRequest): Authentication => {
  const validationUrl = textOf(values, 'validationUrl');
  switch (values['authentication']) {
    case 'basic':
      return {
        type: 'basic',
        username: textOf(values, 'username'),
        password: secret,
        ...(validationUrl ? { validationUrl } : {}),
      };
    case 'apiKey':
      return {
        type: 'apiKey',
        in: values['place'] === 'query' ? 'query' : 'header',
        name: textOf(values, 'keyName'),
        key: secret,
      };
    case 'bearer':
      return { type: 'bearer', token: secret };
    case 'oauth':
      return { type: 'oauth', connection: textOf(values, 'connection') };
    default:
      return { type: 'none' };
  }
};

type Filled = {
  readonly kind: ConnectorKind;
  readonly values: FormValues;
  readonly secret: SecretSourceRequest;
  /** Version of the text that was ticked; null for an empty box. */
  readonly consent: number | null;
};

export const formToConnector = ({ kind, values, secret, consent }: Filled): ConnectorBody => {
  const name = textOf(values, 'name');
  const agreed = consent === null ? {} : { consent: { textVersion: consent } };
  if (kind === 'platform') return { kind, name, scopes: listOf(values, 'scopes'), ...agreed };
  const access = values['access'] === 'readWrite' ? 'readWrite' : 'read';
  const connection = textOf(values, 'connection');
  const common = { name, access, ...agreed } as const;
  if (kind === 'webex') {
    const dataCentre = textOf(values, 'dataCentre') as NonNullable<ConnectorBody['dataCentre']>;
    return { kind, ...common, dataCentre, connection };
  }
  if (kind === 'genesysCloud')
    return { kind, ...common, region: textOf(values, 'region'), connection };
  const authentication = authenticationOf(values, secret);
  return { kind, ...common, baseUrl: textOf(values, 'baseUrl'), authentication };
};

const SCOPE_TO_READ = /:readonly$/;

/** Whether what is consented to is reading alone. */
export const readsOnly = (kind: ConnectorKind, values: FormValues): boolean => {
  if (kind !== 'platform') return values['access'] !== 'readWrite';
  const scopes = listOf(values, 'scopes');
  return scopes.length > 0 && scopes.every((scope) => SCOPE_TO_READ.test(scope));
};

/** Whether it would prove itself as somebody else, or may do so. */
const provesOtherwise = (
  saved: Connector,
  values: FormValues,
  secret: SecretSourceRequest,
): boolean => {
  const { authentication: before } = saved;
  if (saved.kind !== 'custom' || values['authentication'] === 'none') return false;
  if (before?.type !== values['authentication']) return true;
  if (before?.type === 'basic' && before.username !== textOf(values, 'username')) return true;
  const stored = storedSecret(saved, values['authentication']);
  return stored !== null && !isSameSource(secret, stored);
};

/** Whether somebody has to tick the consent for these values; the server decides. */
export const needsConsent = (
  saved: Connector | null,
  values: FormValues,
  secret: SecretSourceRequest,
): boolean => {
  if (!saved || (saved.kind === 'platform' && saved.state === 'needsReauthorization')) return true;
  const before = connectorToForm(saved);
  const isOther = (name: string) =>
    (values[name] ?? null) !== null && textOf(values, name) !== textOf(before, name);
  const isWider =
    saved.kind === 'platform'
      ? listOf(values, 'scopes').some((scope) => !saved.scopes.includes(scope))
      : saved.access === 'read' && values['access'] === 'readWrite';
  const isElsewhere = ['dataCentre', 'region', 'baseUrl', 'connection'].some(isOther);
  return isWider || isElsewhere || provesOtherwise(saved, values, secret);
};

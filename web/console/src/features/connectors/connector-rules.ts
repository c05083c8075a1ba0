import type { SecretSourceRequest, SecretSourceView } from '@tandem/contract';
import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import { type FormValues, listOf, textOf } from '#src/components/form-rules.ts';
import { isSameSource } from '#src/components/secret-source-rules.ts';
import type { StatusTone } from '#src/components/status-badge.tsx';

export type Connector = ReplyOf<'GET /tandem/connectors/{connectorId}'>;
export type ConnectorBody = BodyOf<'POST /tandem/connectors'>;
export type ConnectorSettings = ReplyOf<'GET /tandem/connectors/settings'>;
export type ConnectorKind = Connector['kind'];
export type Authentication = NonNullable<ConnectorBody['authentication']>;

export const KINDS = [
  'platform',
  'webex',
  'genesysCloud',
  'custom',
] as const satisfies readonly ConnectorKind[];
export const kindOf = (text: string | undefined): ConnectorKind =>
  KINDS.find((kind) => kind === text) ?? 'platform';

/** How a state looks. */
export const STATE_TONES: Readonly<Record<Connector['state'], StatusTone>> = {
  active: 'good',
  needsReauthorization: 'warning',
  inactive: 'neutral',
  error: 'bad',
};

/** Whether the form has one of these ways to authenticate. */
export const authenticatesBy =
  (...types: Authentication['type'][]) =>
  (values: FormValues) =>
    types.some((type) => values['authentication'] === type);

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

export const hasSecret = authenticatesBy('basic', 'apiKey', 'bearer');

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

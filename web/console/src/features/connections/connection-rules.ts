import { usualClientAuthentication } from '@tandem/contract';
import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import {
  type FieldDescriptor,
  type FormValues,
  listOf,
  textOf,
} from '#src/components/form-rules.ts';
import { sentSource } from '#src/components/secret-source-rules.ts';
import type { StatusTone } from '#src/components/status-badge.tsx';

export type Connection = ReplyOf<'GET /tandem/connections/{connectionId}'>;
export type ConnectionBody = BodyOf<'POST /tandem/connections'>;
type Translate = (key: string) => string;

const PROVIDERS = [
  'genesys',
  'webex',
  'custom',
] as const satisfies readonly Connection['provider'][];
const GRANTS = [
  'authorizationCode',
  'authorizationCodePkce',
  'clientCredentials',
] as const satisfies readonly Connection['grant'][];
const SHARINGS = ['shared', 'perUser'] as const satisfies readonly Connection['sharing'][];
const AUTHENTICATIONS = [
  'basic',
  'body',
  'privateKey',
  'none',
] as const satisfies readonly Connection['clientAuthentication'][];

/** How a state looks. */
export const STATE_TONES: Readonly<Record<Connection['state'], StatusTone>> = {
  active: 'good',
  needsReauthorization: 'warning',
  inactive: 'neutral',
  error: 'bad',
};

export const isCode = ({ grant }: Pick<Connection, 'grant'>): boolean =>
  grant !== 'clientCredentials';

const is = (name: string, value: string) => (values: FormValues) => values[name] === value;
const isCodeForm = (values: FormValues) => values['grant'] !== 'clientCredentials';
const isCustom = is('provider', 'custom');
const isTyped = (values: FormValues) => isCustom(values) && textOf(values, 'issuer') === '';

const pairOf = (text: string): [string, string] | null => {
  const at = text.indexOf('=');
  return at < 1 ? null : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
};

const pairsOf = (values: FormValues, name: string): Record<string, string> =>
  Object.fromEntries(
    listOf(values, name)
      .map(pairOf)
      .filter((pair) => pair !== null),
  );

const originOf = (text: string): string => URL.parse(text)?.origin ?? text;

/** Where the secret would be sent with these values. */
const receiverOf = (values: FormValues): string => {
  const provider = textOf(values, 'provider');
  if (provider === 'genesys') return `${provider} ${textOf(values, 'host')}`;
  if (provider === 'webex') return provider;
  const issuer = textOf(values, 'issuer');
  const typed = ['tokenUrl', 'revocationUrl'].map((name) => originOf(textOf(values, name)));
  return issuer || typed.join(' ');
};

const isKey = (values: FormValues) => values['clientAuthentication'] === 'privateKey';

/** A secret is good for the server and for the kind of proof that it was entered for. */
const losesSecret = (saved: Connection) => {
  const before = connectionToForm(saved);
  return (values: FormValues) =>
    receiverOf(values) !== receiverOf(before) || isKey(values) !== isKey(before);
};

const options = (t: Translate, name: string, values: readonly string[]) =>
  values.map((value) => ({ value, label: t(`${name}.${value}`) }));

/**
 * Numbers of a network, and this machine itself, with no scheme before them: nobody knows whether https or http is
 * meant there.
 */
const NEEDS_SCHEME =
  /^\s*(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\])(?::\d+)?(?:\/|\s*$)/i;
const SCHEMED = new RegExp(`^(?!${NEEDS_SCHEME.source.slice(1)})`, 'i');

const addressFields = (t: Translate): FieldDescriptor[] => {
  const url = (name: string, more: Partial<FieldDescriptor> = {}) =>
    ({
      kind: 'text',
      name,
      label: t(`fields.${name}`),
      visible: isTyped,
      ...more,
    }) as FieldDescriptor;
  return [
    {
      kind: 'text',
      name: 'host',
      label: t('fields.host'),
      description: t('fields.hostHelp'),
      required: true,
      pattern: SCHEMED,
      patternMessage: t('fields.schemeMissing'),
      visible: is('provider', 'genesys'),
    },
    url('issuer', { description: t('fields.issuerHelp'), visible: isCustom }),
    url('authorizationUrl', {
      required: true,
      visible: (values) => isTyped(values) && isCodeForm(values),
    }),
    url('tokenUrl', { required: true }),
    url('revocationUrl', { description: t('fields.revocationUrlHelp') }),
  ];
};

const clientFields = (t: Translate, saved: Connection | null): FieldDescriptor[] => [
  { kind: 'section', name: 'client', label: t('sections.client') },
  { kind: 'text', name: 'clientId', label: t('fields.clientId'), required: true, maxLength: 512 },
  {
    kind: 'select',
    name: 'clientAuthentication',
    label: t('fields.clientAuthentication'),
    required: true,
    options: options(t, 'authentications', AUTHENTICATIONS),
  },
  {
    kind: 'secret',
    name: 'clientSecret',
    label: t('fields.clientSecret'),
    description: t('fields.clientSecretHelp'),
    required: true,
    stored: saved?.hasClientSecret ?? false,
    source: saved?.clientSecret ?? null,
    credentialFirst: saved === null,
    ...(saved ? { lostWith: losesSecret(saved) } : {}),
    visible: (values) => values['clientAuthentication'] !== 'none',
  },
  { kind: 'text', name: 'keyId', label: t('fields.keyId'), visible: isKey },
];

const furtherFields = (t: Translate): FieldDescriptor[] => [
  { kind: 'section', name: 'further', label: t('sections.further') },
  {
    kind: 'tags',
    name: 'scopes',
    label: t('fields.scopes'),
    description: t('fields.scopesHelp'),
  },
  {
    kind: 'text',
    name: 'audience',
    label: t('fields.audience'),
    description: t('fields.audienceHelp'),
  },
  {
    kind: 'tags',
    name: 'authorizationParameters',
    label: t('fields.authorizationParameters'),
    description: t('fields.parametersHelp'),
    visible: isCodeForm,
  },
  {
    kind: 'tags',
    name: 'tokenParameters',
    label: t('fields.tokenParameters'),
    description: t('fields.parametersHelp'),
  },
];

export const connectionFields = (
  t: Translate,
  saved: Connection | null,
): readonly FieldDescriptor[] => [
  {
    kind: 'text',
    name: 'name',
    label: t('fields.name'),
    description: t('fields.nameHelp'),
    required: true,
    maxLength: 100,
  },
  {
    kind: 'select',
    name: 'provider',
    label: t('fields.provider'),
    required: true,
    options: options(t, 'providers', PROVIDERS),
  },
  {
    kind: 'select',
    name: 'grant',
    label: t('fields.grant'),
    required: true,
    options: options(t, 'grants', GRANTS),
  },
  {
    kind: 'select',
    name: 'sharing',
    label: t('fields.sharing'),
    description: t('fields.sharingHelp'),
    required: true,
    options: options(t, 'sharings', SHARINGS),
    visible: isCodeForm,
  },
  ...addressFields(t),
  ...clientFields(t, saved),
  ...furtherFields(t),
];

const linesOf = (map: Readonly<Record<string, string>> = {}): string[] =>
  Object.entries(map).map(([name, value]) => `${name}=${value}`);

const blank: FormValues = {
  provider: 'genesys',
  grant: 'authorizationCode',
  sharing: 'shared',
  clientAuthentication: 'basic',
};

/**
 * Takes the way in which the client proves itself along when another provider is chosen, unless somebody chose a way.
 */
export const followProvider = (before: FormValues, next: FormValues): FormValues => {
  const usual = ({ provider }: FormValues) =>
    usualClientAuthentication[String(provider) as Connection['provider']];
  return next['provider'] !== before['provider'] && before['clientAuthentication'] === usual(before)
    ? { ...next, clientAuthentication: usual(next) }
    : next;
};

export function connectionToForm(saved: Connection | null): FormValues {
  if (!saved) return blank;
  const isLookedUp = saved.provider !== 'custom' || saved.issuer !== undefined;
  return {
    name: saved.name,
    provider: saved.provider,
    grant: saved.grant,
    sharing: saved.sharing,
    host: saved.host ?? '',
    issuer: saved.issuer ?? '',
    // Addresses that follow from the provider are not typed.
    authorizationUrl: isLookedUp ? '' : (saved.authorizationUrl ?? ''),
    tokenUrl: isLookedUp ? '' : (saved.tokenUrl ?? ''),
    revocationUrl: isLookedUp ? '' : (saved.revocationUrl ?? ''),
    clientId: saved.clientId,
    clientAuthentication: saved.clientAuthentication,
    keyId: saved.keyId ?? '',
    scopes: saved.scopes,
    audience: saved.audience ?? '',
    authorizationParameters: linesOf(saved.authorizationParameters),
    tokenParameters: linesOf(saved.tokenParameters),
  };
}

const given = (values: FormValues, ...names: string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const text = textOf(values, name);
      return text === '' ? [] : [[name, text]];
    }),
  );

/** Addresses of the chosen provider; what was typed for another one is left out. */
const addressesOf = (values: FormValues): Record<string, string> => {
  if (values['provider'] === 'genesys') return given(values, 'host');
  if (values['provider'] === 'webex') return {};
  return isTyped(values)
    ? given(values, 'authorizationUrl', 'tokenUrl', 'revocationUrl')
    : given(values, 'issuer');
};

/** Scopes as they are pasted: one by one, or several with spaces or commas between. */
const scopesOf = (values: FormValues): string[] =>
  listOf(values, 'scopes').flatMap((text) => text.split(/[\s,]+/).filter(Boolean));

export function formToConnection(values: FormValues): ConnectionBody {
  const grant = textOf(values, 'grant') as Connection['grant'];
  const isNone = values['clientAuthentication'] === 'none';
  const clientSecret = sentSource(values['clientSecret']);
  return {
    name: textOf(values, 'name'),
    provider: textOf(values, 'provider') as Connection['provider'],
    grant,
    sharing: isCodeForm(values) ? (textOf(values, 'sharing') as Connection['sharing']) : 'shared',
    ...addressesOf(values),
    clientId: textOf(values, 'clientId'),
    clientAuthentication: textOf(
      values,
      'clientAuthentication',
    ) as Connection['clientAuthentication'],
    ...(isNone || !clientSecret ? {} : { clientSecret }),
    ...(isKey(values) ? given(values, 'keyId') : {}),
    scopes: scopesOf(values),
    ...given(values, 'audience'),
    authorizationParameters: isCodeForm(values) ? pairsOf(values, 'authorizationParameters') : {},
    tokenParameters: pairsOf(values, 'tokenParameters'),
  };
}

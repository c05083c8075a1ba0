import { type FieldDescriptor, type FormValues, textOf } from '#src/components/form-rules.ts';
import {
  type Connection,
  connectionToForm,
  isCodeForm,
  isCustom,
  isKey,
  isTyped,
} from './connection-rules.ts';

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
      visible: (values) => values['provider'] === 'genesys',
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

/** The form of a connection. */
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

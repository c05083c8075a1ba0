import type { FieldDescriptor, FormValues } from '#src/components/form-rules.ts';
import {
  type Authentication,
  authenticatesBy,
  type Connector,
  type ConnectorKind,
  type ConnectorSettings,
} from './connector-rules.ts';

type Translate = (key: string) => string;

const ACCESSES = ['read', 'readWrite'] as const satisfies readonly Connector['access'][];
const AUTHENTICATIONS = [
  'none',
  'basic',
  'apiKey',
  'bearer',
  'oauth',
] as const satisfies readonly Authentication['type'][];
const PLACES = ['header', 'query'] as const;

/** What can be chosen. */
export type Choices = {
  readonly settings: ConnectorSettings;
  readonly connections: readonly { readonly id: string; readonly name: string }[];
};

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
    text('username', authenticatesBy('basic')),
    {
      ...text('validationUrl', authenticatesBy('basic')),
      required: false,
      description: t('fields.validationUrlHelp'),
    },
    {
      kind: 'select',
      name: 'place',
      label: t('fields.place'),
      required: true,
      options: worded(t, 'places', PLACES),
      visible: authenticatesBy('apiKey'),
    },
    text('keyName', authenticatesBy('apiKey')),
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
    ...(kind === 'custom' ? { visible: authenticatesBy('oauth') } : {}),
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

/** The form of a connector of a kind. */
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

import {
  awsAccountIdPattern,
  botConnectorCredential,
  botConnectorName,
  botConnectorType,
  botConnectorUriProperty,
  eventBridgeName,
  eventBridgeType,
  eventSourceSuffixPattern,
  type IntegrationType,
  type JsonSchemaDocument,
  mostEventBridgeIntegrations,
  userDefinedCredential,
} from '@tandem/contract';
import type { BotConnectorDeps } from './bot-connector/bot-connectors.deps.ts';
import { sendableTopics } from './event-bridge.rules.ts';

const typesPath = '/api/v2/integrations/types';

/** What can be installed (model IntegrationType). */
export const integrationTypes: readonly IntegrationType[] = [
  {
    id: eventBridgeType,
    name: eventBridgeName,
    description:
      'Sends events of the organisation to Amazon EventBridge, or to the event buses that Tandem brings along.',
    provider: 'Tandem',
    category: 'Events',
    vendorName: 'Amazon Web Services',
    images: [],
    configPropertiesSchemaUri: `${typesPath}/${eventBridgeType}/configschemas/properties`,
    configAdvancedSchemaUri: `${typesPath}/${eventBridgeType}/configschemas/advanced`,
    credentials: {},
    nonInstallable: false,
    maxInstances: mostEventBridgeIntegrations,
    userPermissions: [],
    vendorOAuthClientIds: [],
    selfUri: `${typesPath}/${eventBridgeType}`,
  },
  {
    id: botConnectorType,
    name: botConnectorName,
    description:
      'Lets inbound message flows call bots that answer over HTTP, such as those of Tandem.',
    provider: 'Tandem',
    category: 'Bots',
    vendorName: 'Genesys',
    images: [],
    configPropertiesSchemaUri: `${typesPath}/${botConnectorType}/configschemas/properties`,
    configAdvancedSchemaUri: `${typesPath}/${botConnectorType}/configschemas/advanced`,
    credentials: {
      [botConnectorCredential]: {
        ...{ required: true, title: 'Credentials', credentialTypes: [userDefinedCredential] },
      },
    },
    nonInstallable: false,
    maxInstances: 20,
    userPermissions: [],
    vendorOAuthClientIds: [],
    selfUri: `${typesPath}/${botConnectorType}`,
  },
];

/** Those that the organisation is offered. */
export const offeredTypes = async (
  { botConnectorsWithheld }: Pick<BotConnectorDeps, 'botConnectorsWithheld'>,
  org: string,
): Promise<readonly IntegrationType[]> =>
  (await botConnectorsWithheld(org)) === null
    ? integrationTypes
    : integrationTypes.filter(({ id }) => id !== botConnectorType);

export const findType = (id: string): IntegrationType | null =>
  integrationTypes.find((type) => type.id === id) ?? null;

const schema = 'http://json-schema.org/draft-07/schema#';

const propertiesSchema = (regions: readonly string[]): JsonSchemaDocument => ({
  id: `${typesPath}/${eventBridgeType}/configschemas/properties`,
  $schema: schema,
  title: eventBridgeName,
  description: 'Which account the events go to, and which events.',
  type: 'object',
  required: ['awsAccountId', 'awsAccountRegion', 'eventSourceSuffix', 'eventFilter'],
  properties: {
    awsAccountId: {
      type: 'string',
      title: 'AWS account ID',
      description: '12 digits.',
      pattern: awsAccountIdPattern,
    },
    awsAccountRegion: {
      type: 'string',
      title: 'AWS account region',
      description: 'Written with hyphens, such as us-east-1.',
      enum: [...regions],
    },
    eventSourceSuffix: {
      type: 'string',
      title: 'Event source suffix',
      description: 'Appended to the name of the partner event source; tells integrations apart.',
      pattern: eventSourceSuffixPattern,
      maxLength: 64,
    },
    eventFilter: {
      type: 'array',
      title: 'Topic filtering',
      description:
        'Topics whose events are sent, of the whole organisation. None: nothing is sent.',
      items: { type: 'string', enum: [...sendableTopics] },
      uniqueItems: true,
    },
  },
});

const connectorSchema: JsonSchemaDocument = {
  id: `${typesPath}/${botConnectorType}/configschemas/properties`,
  $schema: schema,
  title: botConnectorName,
  description: 'Where what customers say is handled.',
  type: 'object',
  required: [botConnectorUriProperty],
  properties: {
    [botConnectorUriProperty]: {
      type: 'string',
      title: 'Bot Connector Handle Utterance URI',
      description: 'Receives a POST for each message of a customer.',
      pattern: '^https?://',
      maxLength: 2048,
    },
  },
};

const advancedSchema = ({ id, name }: IntegrationType): JsonSchemaDocument => ({
  id: `${typesPath}/${id}/configschemas/advanced`,
  $schema: schema,
  title: `${name}: advanced`,
  description: 'There is nothing to set.',
  type: 'object',
  required: [],
  properties: {},
});

/** What a configuration of the type looks like; null when there is no such type or no such part. */
export const configSchema = (
  { typeId, configType }: { readonly typeId: string; readonly configType: string },
  regions: readonly string[],
): JsonSchemaDocument | null => {
  const type = findType(typeId);
  if (!type) return null;
  if (configType === 'advanced') return advancedSchema(type);
  if (configType !== 'properties') return null;
  return typeId === botConnectorType ? connectorSchema : propertiesSchema(regions);
};

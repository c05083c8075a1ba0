import {
  awsAccountIdPattern,
  eventBridgeName,
  eventBridgeType,
  eventSourceSuffixPattern,
  type IntegrationType,
  type JsonSchemaDocument,
  mostEventBridgeIntegrations,
} from '@tandem/contract';
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
];

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

const advancedSchema: JsonSchemaDocument = {
  id: `${typesPath}/${eventBridgeType}/configschemas/advanced`,
  $schema: schema,
  title: `${eventBridgeName}: advanced`,
  description: 'There is nothing to set.',
  type: 'object',
  required: [],
  properties: {},
};

/** What a configuration of the type looks like; null when there is no such type or no such part. */
export const configSchema = (
  { typeId, configType }: { readonly typeId: string; readonly configType: string },
  regions: readonly string[],
): JsonSchemaDocument | null => {
  if (!findType(typeId)) return null;
  if (configType === 'properties') return propertiesSchema(regions);
  return configType === 'advanced' ? advancedSchema : null;
};

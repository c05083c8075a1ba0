/** Type of the app integration that sends events to Amazon EventBridge. */
export const eventBridgeType = 'amazon-eventbridge-source';

/** What integrations of that type are called unless somebody says otherwise. */
export const eventBridgeName = 'Amazon EventBridge Source';

/** So many of them an organisation may have. */
export const mostEventBridgeIntegrations = 10;

/** Twelve digits. A text: it may begin with zeros. */
export const awsAccountIdPattern = '^[0-9]{12}$';

/** The last part of the name of a partner event source. */
export const eventSourceSuffixPattern = '^[A-Za-z0-9._-]{1,64}$';

/** Regions that have Amazon EventBridge, by partition (botocore 1.43, service `events`). */
export const eventBridgeRegions = {
  aws: [
    'af-south-1',
    'ap-east-1',
    'ap-east-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-south-1',
    'ap-south-2',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-southeast-3',
    'ap-southeast-4',
    'ap-southeast-5',
    'ap-southeast-6',
    'ap-southeast-7',
    'ca-central-1',
    'ca-west-1',
    'eu-central-1',
    'eu-central-2',
    'eu-north-1',
    'eu-south-1',
    'eu-south-2',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'il-central-1',
    'me-central-1',
    'me-south-1',
    'mx-central-1',
    'sa-east-1',
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
  ],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** All of them, without their partitions. */
export const allEventBridgeRegions: readonly string[] = Object.values(eventBridgeRegions).flat();

/** Name of the partner event source of an integration, as Amazon knows it. */
export const partnerSourceName = (organizationId: string, suffix: string): string =>
  `aws.partner/genesys.com/cloud/${organizationId}/${suffix}`;

import type { DeliveryKind } from './integration-delivery.ts';

/** What a setting of a delivery is: it drives checks, sealing and the console's form. */
export type DeliveryField = {
  readonly name: string;
  readonly kind: 'text' | 'select' | 'secret' | 'number';
  readonly required: boolean;
  readonly pattern?: string;
  /** A complete http or https URL. */
  readonly url?: true;
  /** Names where events and what proves who sends them go: secrets are given again with another one. */
  readonly target?: true;
  readonly options?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** There only while another setting has one of these values. */
  readonly when?: { readonly setting: string; readonly is: readonly string[] };
};

/** How Tandem proves itself to AWS: as its environment says, by a key, or in a role of the other account. */
export const awsAuthentications = ['environment', 'static', 'assumeRole'] as const;
export type AwsAuthentication = (typeof awsAuthentications)[number];

const byKey = { setting: 'authentication', is: ['static'] } as const;
const byRole = { setting: 'authentication', is: ['assumeRole'] } as const;

const url: Omit<DeliveryField, 'name'> = {
  kind: 'text',
  required: false,
  pattern: '^https?://[^ ]{1,2000}$',
  url: true,
  target: true,
};

const region = '^[a-z]{2}(-[a-z]+)+-[0-9]$';

/** How Tandem proves itself, and where AWS is. A role may be taken by a key or as the environment says. */
const access: readonly DeliveryField[] = [
  { name: 'authentication', kind: 'select', required: true, options: awsAuthentications },
  {
    name: 'roleArn',
    kind: 'text',
    required: true,
    pattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,512}$',
    when: byRole,
  },
  { name: 'externalId', kind: 'secret', required: false, when: byRole },
  ...['accessKeyId', 'secretAccessKey', 'sessionToken'].flatMap((name): DeliveryField[] => [
    { name, kind: 'secret', required: name !== 'sessionToken', when: byKey },
    { name, kind: 'secret', required: false, when: byRole },
  ]),
  { name: 'region', kind: 'text', required: false, pattern: region, target: true },
  { name: 'endpoint', ...url },
  { name: 'stsEndpoint', ...url, when: byRole },
  { name: 'maxEventBytes', kind: 'number', required: false, min: 1_024, max: 1_048_576 },
];

const eventBusArn = 'arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/';

/** Settings of each way of delivery, secrets among them. */
export const deliveryFields: Readonly<Record<DeliveryKind, readonly DeliveryField[]>> = {
  embedded: [],
  'aws-bus': [
    {
      name: 'eventBus',
      kind: 'text',
      required: true,
      pattern: `^(${eventBusArn})?[/.A-Za-z0-9_-]{1,256}$`,
      target: true,
    },
    {
      name: 'source',
      kind: 'text',
      required: false,
      pattern: '^(?!aws\\.)[/.A-Za-z0-9_-]{1,256}$',
    },
    ...access,
  ],
  'aws-partner': access,
};

/** Source of events on a custom bus: Amazon refuses names that begin with `aws.` from everybody but its partners. */
export const customBusSource = (organizationId: string, suffix: string): string =>
  `tandem/${organizationId}/${suffix}`;

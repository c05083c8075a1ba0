import type { DeliveryKind } from './integration-delivery.ts';

/** What a setting of a delivery is: it drives checks, sealing and the console's form. */
export type DeliveryField = {
  readonly name: string;
  readonly kind: 'text' | 'select' | 'secret';
  readonly required: boolean;
  readonly pattern?: string;
  readonly options?: readonly string[];
  /** There only while another setting has one of these values. */
  readonly when?: { readonly setting: string; readonly is: readonly string[] };
};

/** How Tandem proves itself to AWS: as its environment says, by a key, or in a role of the other account. */
export const awsAuthentications = ['environment', 'static', 'assumeRole'] as const;
export type AwsAuthentication = (typeof awsAuthentications)[number];

const byKey = { setting: 'authentication', is: ['static'] } as const;
const byRole = { setting: 'authentication', is: ['assumeRole'] } as const;

const authentication: readonly DeliveryField[] = [
  { name: 'authentication', kind: 'select', required: true, options: awsAuthentications },
  { name: 'accessKeyId', kind: 'secret', required: true, when: byKey },
  { name: 'secretAccessKey', kind: 'secret', required: true, when: byKey },
  { name: 'sessionToken', kind: 'secret', required: false, when: byKey },
  {
    name: 'roleArn',
    kind: 'text',
    required: true,
    pattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,512}$',
    when: byRole,
  },
  { name: 'externalId', kind: 'secret', required: false, when: byRole },
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
    },
    {
      name: 'source',
      kind: 'text',
      required: false,
      pattern: '^(?!aws\\.)[/.A-Za-z0-9_-]{1,256}$',
    },
    ...authentication,
  ],
  'aws-partner': authentication,
};

/** Source of events on a custom bus: Amazon refuses names that begin with `aws.` from everybody but its partners. */
export const customBusSource = (organizationId: string, suffix: string): string =>
  `tandem/${organizationId}/${suffix}`;

import type { DestinationKind } from '../driver.port.ts';
import { awsFields } from './aws.fields.ts';
import type { AwsDeps } from './aws-clients.ts';
import { awsProblemOf } from './aws-settings.rules.ts';

/** What is known of a kind before one is opened: the SDK is loaded with the first. */
export type AboutKind = Omit<DestinationKind, 'open'>;

export const aboutAwsBus = ({ ofEnvironment }: AwsDeps): AboutKind => ({
  ...{ kind: 'aws-bus', label: 'Amazon EventBridge, custom event bus' },
  ...{ fields: awsFields('aws-bus'), envelopes: ['native'] },
  problemOf: awsProblemOf('aws-bus', ofEnvironment),
});

export const aboutAwsPartner = ({ ofEnvironment }: AwsDeps): AboutKind => ({
  ...{ kind: 'aws-partner', label: 'Amazon EventBridge, partner event source' },
  ...{ fields: awsFields('aws-partner'), envelopes: ['native'], managedOnly: true },
  ...{ makesSource: true, problemOf: awsProblemOf('aws-partner', ofEnvironment) },
});

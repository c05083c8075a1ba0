import type { DestinationKind } from '../driver.port.ts';
import { aboutAwsBus, aboutAwsPartner } from './aws.kinds.ts';
import type { AwsDeps } from './aws-clients.ts';

/** PutEvents to a custom event bus; the SDK is loaded with the first one that is opened. */
export const awsBusKind = (deps: AwsDeps): DestinationKind => ({
  ...aboutAwsBus(deps),
  open: async (destination) => (await import('./aws.driver.ts')).awsBusKind(deps).open(destination),
});

/** PutPartnerEvents, for operators who are AWS partners; the SDK is loaded with the first one that is opened. */
export const awsPartnerKind = (deps: AwsDeps): DestinationKind => ({
  ...aboutAwsPartner(deps),
  open: async (destination) =>
    (await import('./aws.driver.ts')).awsPartnerKind(deps).open(destination),
});

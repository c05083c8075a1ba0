export { awsBusKind, awsPartnerKind } from './aws/index.ts';
export { natsKind } from './nats/index.ts';
export { webhookKind } from './webhook/index.ts';

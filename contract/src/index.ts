/** The wire: data only. This is the package's only door. */
export * from './directline/activity.ts';
export * from './directline/operations.ts';
export * from './genesys/catalogue-entry.ts';
export * from './genesys/error-body.ts';
export * from './genesys/generated/index.ts';
export * from './genesys/login-operations.ts';
export * from './genesys/paging.ts';
export * from './genesys/permissions.ts';
export * from './genesys/regions.ts';
export * from './genesys/shape.ts';
export * from './genesys/signature.ts';
export * from './genesys/topic-bodies.ts';
export * from './genesys/topic-names.ts';
export * from './genesys/topics.ts';
export * from './genesys/webhook.ts';
export * from './operation.ts';
export * from './tandem/gateway.ts';

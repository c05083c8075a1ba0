/** The wire: data only. This is the package's only door. */
export * from './genesys/catalogue-entry.ts';
export * from './genesys/error-body.ts';
export * from './genesys/generated/index.ts';
export * from './genesys/shape.ts';
export * from './operation.ts';

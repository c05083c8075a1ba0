export * from './operation-cases.ts';
export * from './test-identity.ts';

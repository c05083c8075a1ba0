export * from './test-identity.ts';

export * from './in-turn.ts';
export * from './operation-cases.ts';
export * from './sign-in.ts';
export * from './test-identity.ts';

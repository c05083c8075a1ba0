export * from './create-client.ts';
export * from './create-organisation.ts';
export * from './reset-password.ts';

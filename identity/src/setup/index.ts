export * from './create-client.ts';
export * from './create-organisation.ts';
export * from './first-run.ts';
export * from './reset-password.ts';

export * from './conversations.operations.ts';
export * from './endpoints.operations.ts';
export * from './endpoints.wire.ts';
export { pageOf, toListing } from './page.rules.ts';
export * from './public.operations.ts';

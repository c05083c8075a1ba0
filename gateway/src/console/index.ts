export * from './conversations.operations.ts';
export * from './endpoints.operations.ts';
export * from './endpoints.wire.ts';
export * from './handover-figures.operations.ts';
export * from './handover-providers.operations.ts';
export * from './public.operations.ts';

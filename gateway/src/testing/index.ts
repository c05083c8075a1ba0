export * from './fake-genesys.model.ts';
export * from './fake-genesys.ts';
export * from './gateway-world.ts';
export * from './handover-steps.ts';
export * from './mortal.ts';
export * from './target.ts';
export { startTestHost } from './test-host.ts';

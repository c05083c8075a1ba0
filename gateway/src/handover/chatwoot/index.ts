export { chatwootKind, createChatwootProvider } from './provider.ts';
export type { ReadFile } from './sending.ts';

export * from './host.rules.ts';
export { createGenesysCloudProvider, genesysCloudKind } from './provider.ts';

import type { MigrationSet } from '@tandem/kit';

export {
  type AccessToken,
  type AuthorizedSend,
  type ConnectionDeps,
  type Connections,
  type ConnectionTokens,
  connectionErrors,
  createConnections,
  type TokenOptions,
} from './connections/index.ts';
export {
  type CallThrough,
  type ConnectorCall,
  type ConnectorDeps,
  type Connectors,
  type ContactCentre,
  connectorErrors,
  createConnectors,
  type FlowName,
} from './connectors/index.ts';
export { type VaultEvent, type VaultEvents, vaultEvents } from './events/index.ts';
export * from './external/index.ts';
export * from './root-key/index.ts';
export * from './rotation/index.ts';
export { createSealer, rotateRootKey, type Sealer } from './sealing/index.ts';
export type { KeepSource, KeptSource, WhichSecret } from './secrets/index.ts';
export type { VariableValues } from './variables/index.ts';
export { RootKeyError, vaultErrors } from './vault.errors.ts';
export { createVault, type Secrets, type Vault, type VaultDeps } from './vault.ts';
export type { Acting, NoteAudit, VaultDirectory } from './vault.types.ts';

export const vaultMigrations: MigrationSet = {
  package: 'vault',
  folder: new URL('../migrations/', import.meta.url),
};

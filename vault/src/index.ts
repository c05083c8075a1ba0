import type { MigrationSet } from '@tandem/kit';

export * from './root-key/index.ts';
export * from './sealing/index.ts';
export { RootKeyError, vaultErrors } from './vault.errors.ts';

export const vaultMigrations: MigrationSet = {
  package: 'vault',
  folder: new URL('../migrations/', import.meta.url),
};

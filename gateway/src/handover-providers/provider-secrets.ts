import type { SealedColumn } from '@tandem/kit';
import type { SecretHolder } from '../endpoints/index.ts';

/** Binds a sealed setting to its provider and name. */
const sealContext = (id: string, name: string) => `handover-provider/${id}/${name}`;

export const providerSecretHolder: SecretHolder = {
  type: 'handoverProvider',
  context: sealContext,
};

/** What providers keep sealed. */
export const providerSealedColumns: readonly SealedColumn[] = [
  {
    table: 'handover_provider',
    column: 'secrets',
    key: ['id'],
    format: 'texts',
    context: ({ id = '' }, name) => sealContext(id, name),
  },
];

import type { SealedColumn } from '@tandem/kit';
import { destinationSecretContext } from './destination.types.ts';

/** What destinations keep sealed. */
export const destinationSealedColumns: readonly SealedColumn[] = [
  {
    table: 'destination',
    column: 'secrets',
    key: ['id'],
    format: 'texts',
    context: ({ id = '' }, name) => destinationSecretContext(id, name),
  },
  {
    table: 'destination_farewell',
    column: 'secrets',
    key: ['id', 'destination'],
    format: 'texts',
    context: ({ destination = '' }, name) => destinationSecretContext(destination, name),
  },
];

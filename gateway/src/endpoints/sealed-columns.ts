import type { SealedColumn } from '@tandem/kit';
import { sealContext } from './open-endpoint.ts';

/** What endpoints keep sealed. */
export const endpointSealedColumns: readonly SealedColumn[] = [
  {
    table: 'endpoint',
    column: 'secrets',
    key: ['id'],
    format: 'texts',
    context: ({ id = '' }, name) => sealContext(id, name),
  },
];

import type { SealedColumn } from '@tandem/kit';
import { sealContext } from './endpoints.directory.ts';

/** What the gateway keeps sealed. */
export const gatewaySealedColumns: readonly SealedColumn[] = [
  {
    table: 'endpoint',
    column: 'secrets',
    key: ['id'],
    format: 'texts',
    context: ({ id = '' }, name) => sealContext(id, name),
  },
];

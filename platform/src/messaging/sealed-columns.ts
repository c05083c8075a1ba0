import type { SealedColumn } from '@tandem/kit';
import { secretContext } from './integrations.usecases.ts';

/** What the platform keeps sealed. */
export const platformSealedColumns: readonly SealedColumn[] = [
  {
    table: 'open_integration',
    column: 'secret',
    key: ['id'],
    format: 'bytes',
    context: ({ id = '' }) => secretContext(id),
  },
];

import type { SealedColumn } from '@tandem/kit';
import { channelSealContext } from './channels.directory.ts';

/** What channels keep sealed. */
export const channelSealedColumns: readonly SealedColumn[] = [
  {
    table: 'channel',
    column: 'secrets',
    key: ['id'],
    format: 'texts',
    context: ({ id = '' }, name) => channelSealContext(id, name),
  },
];

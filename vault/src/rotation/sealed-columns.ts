import type { SealedColumn } from '@tandem/kit';
import { connectionSealedColumns } from '../connections/index.ts';
import { connectorSealedColumns } from '../connectors/index.ts';
import { valueContext } from '../credentials/index.ts';
import { variableSealedColumns } from '../variables/index.ts';

/** What the vault itself keeps sealed. Data keys are not among it: they are wrapped under the root key. */
export const vaultSealedColumns: readonly SealedColumn[] = [
  {
    table: 'credential_value',
    column: 'sealed',
    key: ['credential', 'attribute', 'user_id'],
    format: 'bytes',
    context: ({ credential = '', attribute = '', user_id = '' }) =>
      valueContext(credential, attribute, user_id),
  },
  ...connectionSealedColumns,
  ...connectorSealedColumns,
  ...variableSealedColumns,
];

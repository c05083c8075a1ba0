import { busSealedColumns, destinationSealedColumns } from '@tandem/events';
import { flowSealedColumns, simulationSealedColumns } from '@tandem/flows';
import { gatewaySealedColumns } from '@tandem/gateway';
import type { SealedColumn } from '@tandem/kit';
import {
  credentialSealedColumns,
  integrationSealedColumns,
  platformSealedColumns,
} from '@tandem/platform';
import { type RegisteredColumn, vaultSealedColumns } from '@tandem/vault';
import type { Databases, SchemaName } from './databases.ts';

/** Everything that is sealed with data keys, as the packages declare it. */
export const sealedColumns: Readonly<Record<SchemaName, readonly SealedColumn[]>> = {
  core: vaultSealedColumns,
  platform: [
    ...platformSealedColumns,
    ...integrationSealedColumns,
    ...credentialSealedColumns,
    ...flowSealedColumns,
    ...simulationSealedColumns,
    ...busSealedColumns,
    ...destinationSealedColumns,
  ],
  // Events keep their tables in both halves.
  gateway: [
    ...gatewaySealedColumns,
    ...flowSealedColumns,
    ...simulationSealedColumns,
    ...busSealedColumns,
    ...destinationSealedColumns,
  ],
};

/** Those that the database has; a half that runs nowhere has no tables. */
export const registeredColumns = async (
  databases: Databases,
): Promise<readonly RegisteredColumn[]> => {
  const found: RegisteredColumn[] = [];
  for (const [schema, columns] of Object.entries(sealedColumns))
    for (const column of columns) {
      const db = databases[schema as SchemaName];
      const [row] = await db.query<{ there: boolean }>(
        'select to_regclass($1) is not null as there',
        [column.table],
      );
      if (row?.there) found.push({ ...column, db });
    }
  return found;
};

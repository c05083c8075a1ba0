import type { SealedColumn } from '@tandem/kit';
import { automationSealedColumns } from './automation/index.ts';
import { endpointSealedColumns } from './endpoints/index.ts';

/** What the gateway keeps sealed, flows apart. */
export const gatewaySealedColumns: readonly SealedColumn[] = [
  ...endpointSealedColumns,
  ...automationSealedColumns,
];

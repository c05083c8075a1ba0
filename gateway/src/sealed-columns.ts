import type { SealedColumn } from '@tandem/kit';
import { automationSealedColumns } from './automation/index.ts';
import { channelSealedColumns } from './channels/index.ts';
import { copilotSealedColumns } from './copilot/index.ts';
import { endpointSealedColumns } from './endpoints/index.ts';
import { providerSealedColumns } from './handover-providers/index.ts';

/** What the gateway keeps sealed, flows apart. */
export const gatewaySealedColumns: readonly SealedColumn[] = [
  ...endpointSealedColumns,
  ...providerSealedColumns,
  ...automationSealedColumns,
  ...channelSealedColumns,
  ...copilotSealedColumns,
];

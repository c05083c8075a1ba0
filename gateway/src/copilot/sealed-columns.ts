import type { SealedColumn } from '@tandem/kit';
import { workspaceSealContext } from './workspace-secrets.ts';

/** What workspaces keep sealed. */
export const copilotSealedColumns: readonly SealedColumn[] = [
  {
    table: 'copilot_workspace',
    column: 'secrets',
    key: ['endpoint'],
    format: 'texts',
    context: ({ endpoint = '' }, name) => workspaceSealContext(endpoint, name),
  },
];

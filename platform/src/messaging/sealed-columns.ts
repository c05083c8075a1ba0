import type { SealedColumn } from '@tandem/kit';
import { traceContext } from './flow-record.store.ts';
import { stateContext } from './flow-seal.ts';
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
  {
    table: 'open_integration',
    column: 'previous_secret',
    key: ['id'],
    format: 'bytes',
    // The sealed secret is moved, not sealed anew.
    context: ({ id = '' }) => secretContext(id),
  },
  {
    table: 'flow_run_secret',
    column: 'sealed',
    key: ['run'],
    format: 'bytes',
    context: ({ run = '' }) => stateContext(run),
  },
  {
    table: 'flow_trace',
    column: 'hidden',
    key: ['run', 'n'],
    format: 'bytes',
    context: ({ run = '', n = '' }) => traceContext(run, Number(n)),
  },
];

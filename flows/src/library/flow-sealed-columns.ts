import type { SealedColumn } from '@tandem/kit';
import { flowSecretContext, unboundSecretContext } from '../secrets.ts';

/** What a half's flows keep sealed. */
export const flowSealedColumns: readonly SealedColumn[] = [
  {
    table: 'flow_version',
    column: 'secrets',
    key: ['flow', 'version'],
    format: 'texts',
    context: ({ flow = '' }, place) => flowSecretContext(flow, place),
    before: { until: 'secrets_bound', context: () => unboundSecretContext },
  },
];

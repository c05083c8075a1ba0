import type { SealedColumn } from '@tandem/kit';

const runContext = (uid: string, part: 'inputs' | 'outputs' | 'state') =>
  `automation/run/${uid}/${part}`;

/** What each sealed text of a run is bound to. */
export const sealContexts = {
  run: runContext,
  trace: (run: number | string, seq: number | string) => `automation/trace/${run}/${seq}`,
  trigger: (id: string) => `automation/trigger/${id}`,
};

const ofRun = (part: 'inputs' | 'outputs' | 'state'): SealedColumn => ({
  table: 'automation_run',
  column: `${part}_sealed`,
  key: ['uid'],
  format: 'text',
  context: ({ uid = '' }) => runContext(uid, part),
});

/** What automation keeps sealed. */
export const automationSealedColumns: readonly SealedColumn[] = [
  ofRun('inputs'),
  ofRun('outputs'),
  ofRun('state'),
  {
    table: 'automation_trace',
    column: 'values_sealed',
    key: ['run', 'seq'],
    format: 'text',
    context: ({ run = '', seq = '' }) => sealContexts.trace(run, seq),
  },
  {
    table: 'automation_trigger',
    column: 'inputs_sealed',
    key: ['id'],
    format: 'text',
    context: ({ id = '' }) => sealContexts.trigger(id),
  },
];

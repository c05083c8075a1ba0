import type { FlowExecution, FlowExecutionDetail } from '@tandem/contract';
import type { Api } from '../harness/api.ts';
import { until } from '../harness/waiting.ts';

type Settings = Readonly<Record<string, unknown>>;
export type Action = {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly settings: Settings;
};

export const act = (id: string, type: string, settings: Settings): Action => ({
  ...{ id, type, name: id, settings },
});

const base = '/tandem/gateway/flows';

/** An automation flow whose actions follow one another, published as Live; answers its id. */
export const publishAutomation = async (
  admin: Api,
  name: string,
  { actions, outputs }: { actions: readonly Action[]; outputs: readonly string[] },
): Promise<string> => {
  const document = {
    ...{ language: 1, kind: 'automation', start: actions[0]?.id, actions },
    variables: outputs.map((one) => ({ name: one, type: 'String', output: true })),
    edges: actions
      .slice(1)
      .map(({ id }, at) => ({ from: actions[at]?.id, outlet: 'next', to: id })),
  };
  const { id } = await admin.ok<{ id: string }>('POST', base, {
    name,
    kind: 'automation',
    document,
  });
  await admin.ok('POST', `${base}/${id}/publish`, { labels: ['Live'] });
  return id;
};

export const startRun = (admin: Api, flow: string, body: object = {}) =>
  admin.ok<FlowExecution>('POST', `${base}/${flow}/executions`, body);

export const detailOf = (admin: Api, { flow, id }: Pick<FlowExecution, 'flow' | 'id'>) =>
  admin.ok<FlowExecutionDetail>('GET', `${base}/${flow.id}/executions/${id}`);

/** The run once it has that status. */
export const untilStatus = (admin: Api, run: FlowExecution, status: string) =>
  until(`execution ${status}`, async () => {
    const found = await detailOf(admin, run);
    if (found.execution.status === status) return found;
    if (found.execution.dateEnded) throw new Error(JSON.stringify({ ...found, document: null }));
    return null;
  });

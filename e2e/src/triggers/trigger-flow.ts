import type { EventTrigger, FlowExecution, Listing } from '@tandem/contract';
import type { Action } from '../automation/flows.ts';
import type { Api } from '../harness/api.ts';

const flows = '/tandem/gateway/flows';

/** A published automation flow that is told plain fields of an event; answers its id. */
export const publishTold = async (
  admin: Api,
  {
    name,
    inputs,
    actions,
  }: { name: string; inputs: readonly string[]; actions: readonly Action[] },
): Promise<string> => {
  const document = {
    ...{ language: 1, kind: 'automation', start: actions[0]?.id, actions, edges: [] },
    variables: inputs.map((input) => ({ name: input, type: 'String', input: true, output: true })),
  };
  const { id } = await admin.ok<{ id: string }>('POST', flows, {
    ...{ name, kind: 'automation', document },
  });
  await admin.ok('POST', `${flows}/${id}/publish`, { labels: ['Live'] });
  return id;
};

export const addTrigger = (admin: Api, { topicName, flow }: { topicName: string; flow: string }) =>
  admin.ok<EventTrigger>('POST', '/api/v2/processautomation/triggers', {
    ...{ name: topicName, topicName, enabled: true, target: { type: 'Workflow', id: flow } },
  });

export const runsOf = async (admin: Api, flow: string): Promise<readonly FlowExecution[]> =>
  (await admin.ok<Listing<FlowExecution>>('GET', `${flows}/${flow}/executions?pageSize=100`))
    .entities ?? [];

export const outputsOf = async (admin: Api, flow: string, run: string) =>
  (
    await admin.ok<{ outputs: Readonly<Record<string, unknown>> }>(
      'GET',
      `${flows}/${flow}/executions/${run}`,
    )
  ).outputs;

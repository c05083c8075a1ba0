import type { Api } from '#src/api/client.ts';
import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import { useSession } from '#src/session/session.ts';
import type { FlowHalf } from '../flow-api.ts';

export type Execution = ReplyOf<'POST /tandem/gateway/flows/{flowId}/executions'>;
export type ExecutionDetail =
  ReplyOf<'GET /tandem/gateway/flows/{flowId}/executions/{executionId}'>;
export type TraceEntry = ExecutionDetail['trace'][number];
export type Trigger = ReplyOf<'GET /tandem/gateway/flows/{flowId}/triggers'>['triggers'][number];
export type TriggerBody = BodyOf<'POST /tandem/gateway/flows/{flowId}/triggers'>;
type Start = BodyOf<'POST /tandem/gateway/flows/{flowId}/executions'>;

export const STATUSES = ['waiting', 'running', 'ended', 'failed', 'stopped'] as const;

type List = {
  readonly pageNumber: number;
  readonly pageSize: number;
  readonly status?: string | undefined;
};

const GATEWAY = '/tandem/gateway/flows/{flowId}';
const EXECUTION = `${GATEWAY}/executions/{executionId}` as const;

/** What ran of a flow. Both halves mount the same, so the types of one are those of the other. */
const readingOf = (api: Api, half: FlowHalf, flowId: string) => {
  const at = <Key extends string>(key: Key): Key => key.replace('/gateway/', `/${half}/`) as Key;
  return {
    list: (query: List) => api.call(at(`GET ${GATEWAY}/executions`), { params: { flowId }, query }),
    get: (executionId: string, secure: boolean) =>
      api.call(at(`GET ${EXECUTION}`), {
        params: { flowId, executionId },
        ...(secure ? { query: { secure } } : {}),
      }),
  };
};

/** What automation flows have besides. */
const runningOf = (api: Api, flowId: string) => ({
  start: (body: Start) => api.call(`POST ${GATEWAY}/executions`, { params: { flowId }, body }),
  stop: (executionId: string) =>
    api.call(`POST ${EXECUTION}/stop`, { params: { flowId, executionId } }),
  rerun: (executionId: string) =>
    api.call(`POST ${EXECUTION}/rerun`, { params: { flowId, executionId } }),
  triggers: () => api.call(`GET ${GATEWAY}/triggers`, { params: { flowId } }),
  createTrigger: (body: TriggerBody) =>
    api.call(`POST ${GATEWAY}/triggers`, { params: { flowId }, body }),
  changeTrigger: (triggerId: string, body: TriggerBody) =>
    api.call(`PUT ${GATEWAY}/triggers/{triggerId}`, { params: { flowId, triggerId }, body }),
  deleteTrigger: (triggerId: string) =>
    api.call(`DELETE ${GATEWAY}/triggers/{triggerId}`, { params: { flowId, triggerId } }),
});

export const useRunApi = (half: FlowHalf, flowId: string) => {
  const { api } = useSession();
  return { ...readingOf(api, half, flowId), ...runningOf(api, flowId) };
};
export type RunApi = ReturnType<typeof useRunApi>;

import {
  type Call,
  flowJobOperations,
  type Handler,
  handle,
  maxFlowFile,
  flowsOperations as ops,
} from '@tandem/contract';
import {
  type JobDeps,
  readJob,
  registerJob,
  requireJobAddress,
  takeJobFile,
} from './jobs.usecases.ts';

const selfUri = (id: string) => `/api/v2/flows/jobs/${id}`;

const contentType = 'application/x-yaml';

const admit =
  (deps: JobDeps) =>
  ({ params, query }: Pick<Call, 'params' | 'query'>): void => {
    const { until = '', signature = '' } = query as Record<string, string | undefined>;
    const id = (params as Record<string, string>)['jobId'] ?? '';
    requireJobAddress(deps, { id, until: String(until), signature: String(signature) });
  };

/** The declarative way to a flow: a job is registered, its file put to a signed address, its outcome read. */
export const flowJobHandlers = (deps: JobDeps): readonly Handler[] => [
  handle(ops.postFlowsJobs, async ({ principal, clientOrigin }) => {
    const { id, query } = await registerJob(deps, principal);
    const path = flowJobOperations.putFlowJobContent.path.replace('{jobId}', id);
    return {
      status: 200,
      body: {
        id,
        presignedUrl: `${clientOrigin}${path}?${query}`,
        headers: { 'content-type': contentType },
        selfUri: selfUri(id),
      },
    };
  }),
  handle(ops.getFlowsJob, async ({ principal, params }) => {
    const { id, status, flow, messages } = await readJob(deps, principal.org, params.jobId);
    return {
      status: 200,
      body: {
        ...{ id, status, messages, command: 'Publish' },
        ...(flow ? { flow: { id: flow, selfUri: `/api/v2/flows/${flow}` } } : {}),
        selfUri: selfUri(id),
      },
    };
  }),
  handle(
    flowJobOperations.putFlowJobContent,
    async ({ params, rawBody, correlationId }) => {
      const text = new TextDecoder().decode(rawBody ?? Buffer.alloc(0));
      await takeJobFile(deps, { id: params.jobId, text, correlationId });
      return { status: 200 };
    },
    { raw: true, bodyLimit: maxFlowFile, admit: admit(deps) },
  ),
];

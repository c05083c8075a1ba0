import { Type } from 'typebox';
import type { Operations } from '../operation.ts';

/** Longest file of a flow job, in bytes. */
export const maxFlowFile = 1024 * 1024;

/** Where the file of a flow job is put: the signed address that `POST /api/v2/flows/jobs` hands out. */
export const flowJobOperations = {
  putFlowJobContent: {
    method: 'PUT',
    path: '/tandem/platform/flow-jobs/{jobId}/content',
    access: 'public',
    params: Type.Object({ jobId: Type.String() }),
    query: Type.Object({ until: Type.String(), signature: Type.String() }),
    reply: { 200: null },
  },
} as const satisfies Operations;

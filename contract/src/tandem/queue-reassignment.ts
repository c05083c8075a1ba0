import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';

/** When a conversation leaves an agent who has accepted it and does nothing. */
export const QueueReassignment = Type.Object({
  /** The agent has this long to answer a customer; absent: as long as it takes. */
  answerSeconds: Type.Optional(Type.Integer({ minimum: 10, maximum: 86_400 })),
  /** Queue it goes to, such as one of supervisors; absent: the same one. */
  moveTo: Type.Optional(Type.String()),
  /** Also when the agent is signed out. */
  onSignOut: Type.Boolean(),
});
export type QueueReassignment = Static<typeof QueueReassignment>;

const path = '/tandem/queues/{queueId}/reassignment';
const params = Type.Object({ queueId: Type.String() });

/** What the vendor's queues have no setting for. */
export const queueReassignmentOperations = {
  getTandemQueueReassignment: {
    method: 'GET',
    path,
    permission: { all: ['routing:queue:view'] },
    params,
    reply: { 200: QueueReassignment },
  },
  putTandemQueueReassignment: {
    method: 'PUT',
    path,
    permission: { all: ['routing:queue:edit'] },
    params,
    body: QueueReassignment,
    reply: { 200: QueueReassignment },
  },
} as const satisfies Operations;

import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';

/** Conversations that a queue has at this moment. */
export const QueueLoad = Type.Object({
  /** Customers nobody has taken yet. */
  waiting: Type.Integer(),
  /** Conversations that an agent of the queue has, offered ones among them. */
  active: Type.Integer(),
});
export type QueueLoad = Static<typeof QueueLoad>;

/** What becomes of those who wait: they move to another queue, or are told something and the conversation ends. */
export const QueueRemoval = Type.Object({
  moveTo: Type.Optional(Type.String()),
  farewell: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
});
export type QueueRemoval = Static<typeof QueueRemoval>;

const queue = Type.Object({ queueId: Type.String() });

/** Deleting a queue in which somebody waits; the vendor's deletion knows only `forceDelete`. */
export const queueRemovalOperations = {
  getTandemQueueLoad: {
    method: 'GET',
    path: '/tandem/queues/{queueId}/load',
    permission: { all: ['routing:queue:view'] },
    params: queue,
    reply: { 200: QueueLoad },
  },
  postTandemQueueRemoval: {
    method: 'POST',
    path: '/tandem/queues/{queueId}/removal',
    permission: { all: ['routing:queue:delete'] },
    params: queue,
    body: QueueRemoval,
    reply: { 202: QueueLoad },
  },
} as const satisfies Operations;

import { type Static, type TSchema, Type } from 'typebox';
import type { Operations } from '../operation.ts';
import { QueueFigures } from './monitor.ts';

const Timestamp = Type.String({ format: 'date-time' });
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Named = Type.Object({ id: Type.String(), name: Type.String() });

export const SupervisedQueue = Type.Object({
  ...QueueFigures.properties,
  /** Within how long a customer is to be answered. */
  targetMs: Type.Integer(),
  /** Part of the conversations for which that is to hold, from 0 to 1. */
  targetShare: Type.Number(),
});
export type SupervisedQueue = Static<typeof SupervisedQueue>;

/** A conversation that waits for an agent or has one. */
export const SupervisedConversation = Type.Object({
  id: Type.String(),
  customer: Type.Object({ id: Type.String(), name: nullable(Type.String()) }),
  queue: nullable(Named),
  agent: nullable(Named),
  stage: Type.Enum(['waiting', 'offered', 'active', 'parked']),
  /** Since when it stands there. */
  since: Timestamp,
  /** Since when the customer waits for somebody, or for an answer; null: for nothing. */
  waitsSince: nullable(Timestamp),
  customerParticipantId: Type.String(),
  agentParticipantId: nullable(Type.String()),
});
export type SupervisedConversation = Static<typeof SupervisedConversation>;

export const SupervisedAgent = Type.Object({
  id: Type.String(),
  name: Type.String(),
  status: Type.Enum(['OFF_QUEUE', 'IDLE', 'INTERACTING', 'NOT_RESPONDING', 'COMMUNICATING']),
  since: Timestamp,
  /** Conversations the agent has, and how many there may be at once. */
  active: Type.Integer(),
  /** Of these, conversations that the agent has left and still owes a wrap-up code. */
  afterCallWork: Type.Integer(),
  capacity: Type.Integer(),
  queueIds: Type.Array(Type.String()),
});
export type SupervisedAgent = Static<typeof SupervisedAgent>;

export const Supervision = Type.Object({
  at: Timestamp,
  queues: Type.Array(SupervisedQueue),
  /** Who waits longest comes first; at most 500. */
  conversations: Type.Array(SupervisedConversation),
  /** How many there are. */
  total: Type.Integer(),
  /** Agents who are on queue or have conversations. */
  agents: Type.Array(SupervisedAgent),
});
export type Supervision = Static<typeof Supervision>;

/** What a supervisor sees at a glance. */
export const supervisionOperations = {
  getTandemSupervision: {
    method: 'GET',
    path: '/tandem/supervision',
    permission: { all: ['monitor:live:view', 'monitor:conversation:view'] },
    query: Type.Object({ queueId: Type.Optional(Type.String()) }),
    reply: { 200: Supervision },
  },
} as const satisfies Operations;

import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';

/** Media of conversations; here only `message` is assigned, the others are kept for whoever reads them. */
export const utilizationMedia = [
  'call',
  'callback',
  'chat',
  'email',
  'message',
  'workitem',
] as const;
export type UtilizationMedium = (typeof utilizationMedia)[number];

/** How many conversations of a medium an agent has at once. */
export const MediaUtilization = Type.Object({
  maximumCapacity: Type.Optional(Type.Integer({ minimum: 0, maximum: 25 })),
  interruptableMediaTypes: Type.Optional(Type.Array(Type.Enum([...utilizationMedia]))),
  includeNonAcd: Type.Optional(Type.Boolean()),
});
export type MediaUtilization = Static<typeof MediaUtilization>;

const byMedium = Type.Object(
  Object.fromEntries(utilizationMedia.map((medium) => [medium, Type.Optional(MediaUtilization)])),
);

export const UtilizationRequest = Type.Object({ utilization: Type.Optional(byMedium) });
export type UtilizationRequest = {
  readonly utilization?: { readonly [medium in UtilizationMedium]?: MediaUtilization };
};

export const UtilizationReply = Type.Object({
  utilization: byMedium,
  labelUtilizations: Type.Object({}),
});

/** `level` says whether the user has settings of its own. */
export const UserUtilizationReply = Type.Object({
  utilization: byMedium,
  labelUtilizations: Type.Object({}),
  level: Type.Enum(['Agent', 'Organization']),
});

const readers = { any: ['routing:utilization:manage', 'routing:utilization:view'] };
const managers = { any: ['routing:utilization:manage'] };
const user = Type.Object({ userId: Type.String() });

/**
 * Capacity of agents (Platform API, routing, models Utilization and AgentMaxUtilizationResponse): operations of the
 * vendor that the reference leaves out.
 */
export const utilizationOperations = {
  getRoutingUtilization: {
    method: 'GET',
    path: '/api/v2/routing/utilization',
    reply: { 200: UtilizationReply },
  },
  putRoutingUtilization: {
    method: 'PUT',
    path: '/api/v2/routing/utilization',
    permission: managers,
    body: UtilizationRequest,
    reply: { 200: UtilizationReply },
  },
  deleteRoutingUtilization: {
    method: 'DELETE',
    path: '/api/v2/routing/utilization',
    permission: managers,
    reply: { 204: null },
  },
  getRoutingUserUtilization: {
    method: 'GET',
    path: '/api/v2/routing/users/{userId}/utilization',
    permission: readers,
    params: user,
    reply: { 200: UserUtilizationReply },
  },
  putRoutingUserUtilization: {
    method: 'PUT',
    path: '/api/v2/routing/users/{userId}/utilization',
    permission: managers,
    params: user,
    body: UtilizationRequest,
    reply: { 200: UserUtilizationReply },
  },
  deleteRoutingUserUtilization: {
    method: 'DELETE',
    path: '/api/v2/routing/users/{userId}/utilization',
    permission: managers,
    params: user,
    reply: { 204: null },
  },
} as const satisfies Operations;

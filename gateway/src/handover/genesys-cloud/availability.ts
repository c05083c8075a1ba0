import type { Availability } from '../provider.model.ts';
import { isPassing } from '../provider-calls.ts';
import { findQueue, isQueueId, requireSuccess } from './api.ts';
import { type Call, limitsOf } from './sending.ts';
import { judge, reachable } from './skilled-members.rules.ts';
import { readMembers } from './skilled-members.ts';
import { onQueueQuery, readOnQueue } from './waiting.rules.ts';

/** From the figures of the queue; null when the client may not read them. @throws ProviderFailure */
const countByFigures = async ({ client, context }: Call, queueId: string) => {
  const path = '/api/v2/analytics/queues/observations/query';
  const body = onQueueQuery(queueId);
  const answer = await client.request({ method: 'POST', path, body, ...limitsOf(context) });
  if (isPassing(answer.status)) requireSuccess(answer, 'Reading the figures of the queue');
  const figures = answer.status === 200 ? readOnQueue(answer.body) : null;
  return figures && reachable.reduce((sum, status) => sum + (figures[status] ?? 0), 0);
};

/** From the list of its members; null when the client may not read it. @throws ProviderFailure */
const countByMembers = async ({ client, context }: Call, queueId: string) => {
  const statuses = reachable.map((status) => `routingStatus=${status}`).join('&');
  const path = `/api/v2/routing/queues/${queueId}/members?joined=true&${statuses}&pageSize=1`;
  const answer = await client.request({ method: 'GET', path, ...limitsOf(context) });
  if (isPassing(answer.status)) requireSuccess(answer, 'Reading the members of the queue');
  const { total } = (answer.body ?? {}) as { total?: unknown };
  return answer.status === 200 && typeof total === 'number' ? total : null;
};

const untold: Availability = {
  state: 'unknown',
  reason: 'Somebody is on queue; whether with the skills asked for is not told.',
};

const unknown = (reason: string): Availability => ({ state: 'unknown', reason });

/**
 * Whether a member of the queue is on queue who has the skills and the language that are asked for, as far as the client
 * may know.
 * @throws ProviderFailure when the contact centre does not answer just now
 */
export const checkAvailability = async (call: Call): Promise<Availability> => {
  const { context, client, settings } = call;
  const { request } = context.handover;
  const asked = request.queue ?? settings.queue;
  if (!asked) return unknown('No queue is set: the flow of the contact centre decides.');
  const looked = await findQueue(client, asked, limitsOf(context));
  const queueId = looked.queue?.id ?? (looked.forbidden && isQueueId(asked) ? asked : null);
  if (!queueId) return unknown(`The queue "${asked}" could not be looked up.`);
  const count = (await countByFigures(call, queueId)) ?? (await countByMembers(call, queueId));
  if (count === null) return unknown('The client may not know who is on queue.');
  if (count === 0) return { state: 'unavailable', reason: 'Nobody is on queue.' };
  const anybody: Availability = { state: 'available', reason: `${count} on queue.` };
  const language = request.language ?? settings.language;
  const asks = { skills: request.skills ?? settings.skills, language };
  if (looked.queue?.isLenient || (asks.skills.length === 0 && !language)) return anybody;
  const members = await readMembers(call, queueId);
  return members ? judge(members, asks) : untold;
};

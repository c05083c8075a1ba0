import { isFields, listOf } from '@tandem/kit';
import { isPassing } from '../provider-calls.ts';
import { requireSuccess } from './api.ts';
import { type Call, limitsOf } from './sending.ts';
import {
  type SkilledMember,
  type SkilledMembers,
  toSkilledMember,
} from './skilled-members.rules.ts';

/** Of larger queues the rest is not looked at. */
const most = { pages: 5, ofPage: 100 };

const expanded = ['routingStatus', 'skills', 'languages'].map((name) => `expand=${name}`).join('&');

/** Members who take part in the queue; null when the client may not read them. @throws ProviderFailure */
export const readMembers = async (
  { client, context }: Call,
  queueId: string,
): Promise<SkilledMembers | null> => {
  const base = `/api/v2/routing/queues/${queueId}/members?joined=true&${expanded}&pageSize=${most.ofPage}`;
  const members: SkilledMember[] = [];
  let total = Number.POSITIVE_INFINITY;
  for (let page = 1; page <= most.pages && members.length < total; page += 1) {
    const path = `${base}&pageNumber=${page}`;
    const answer = await client.request({ method: 'GET', path, ...limitsOf(context) });
    if (isPassing(answer.status)) requireSuccess(answer, 'Reading the members of the queue');
    if (answer.status !== 200 || !isFields(answer.body)) return null;
    const entities = listOf(answer.body['entities']);
    total = Number(answer.body['total'] ?? Number.POSITIVE_INFINITY);
    members.push(...entities.map(toSkilledMember));
    if (entities.length === 0) break;
  }
  return { members, isWhole: members.length >= total };
};

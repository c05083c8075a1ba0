import { statusFailure } from '../provider-calls.ts';
import type { ApiAnswer, ApiRequest, GenesysClient } from './client.ts';

type Limits = Pick<ApiRequest, 'signal' | 'budgetMs'>;
export type Named = { readonly id: string; readonly name: string };

const messageOf = ({ body }: ApiAnswer): string => {
  const { message } = (body ?? {}) as { message?: unknown };
  return typeof message === 'string' ? `: ${message.slice(0, 300)}` : '';
};

/** An answer that is no success as a failure. @throws ProviderFailure */
export const requireSuccess = (answer: ApiAnswer, what: string): ApiAnswer => {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw statusFailure(what, answer.status, messageOf(answer));
};

const entitiesOf = ({ body }: ApiAnswer): readonly Record<string, unknown>[] => {
  const { entities } = (body ?? {}) as { entities?: unknown };
  return Array.isArray(entities) ? entities : [];
};

const pageSize = 100;
const maxPages = 100;

const sameName = (a: string, b: string) => a.normalize('NFC').trim() === b.normalize('NFC').trim();

export type OpenIntegration = Named & { readonly webhookUrl: string | null };

/** Open integrations of a name. The listing has no filter and the wire does not promise that names differ: all is read. */
export const findIntegrations = async (
  client: GenesysClient,
  name: string,
  limits: Limits,
): Promise<readonly OpenIntegration[]> => {
  const base = '/api/v2/conversations/messaging/integrations/open';
  const found: OpenIntegration[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const path = `${base}?pageSize=${pageSize}&pageNumber=${page}`;
    const answer = await client.request({ method: 'GET', path, ...limits });
    const entities = entitiesOf(requireSuccess(answer, 'Reading the open messaging integrations'));
    for (const entity of entities.filter((each) => sameName(String(each['name'] ?? ''), name))) {
      const url = entity['outboundNotificationWebhookUrl'];
      const webhookUrl = typeof url === 'string' ? url : null;
      found.push({ id: String(entity['id']), name, webhookUrl });
    }
    const { pageCount } = (answer.body ?? {}) as { pageCount?: unknown };
    const last = typeof pageCount === 'number' ? page >= pageCount : entities.length < pageSize;
    if (last || entities.length === 0) break;
  }
  // What is added while the pages are read may show one of them twice.
  return [...new Map(found.map((each) => [each.id, each])).values()];
};

/** Whether messages of the integration run through a flow; null where the client may not know. */
export const isRouted = async (
  client: GenesysClient,
  integrationId: string,
  limits: Limits,
): Promise<boolean | null> => {
  const path = `/api/v2/routing/message/recipients/${encodeURIComponent(integrationId)}`;
  const answer = await client.request({ method: 'GET', path, ...limits });
  if (answer.status !== 200) return null;
  return Boolean((answer.body as { flow?: { id?: unknown } | null } | null)?.flow?.id);
};

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a queue is named by its id. */
export const isQueueId = (queue: string): boolean => isUuid.test(queue);

export type FoundQueue = Named & {
  /** Skills do not count: whoever lacks one is offered the conversation all the same. */
  readonly isLenient: boolean;
};
export type QueueAnswer = { readonly queue: FoundQueue | null; readonly forbidden: boolean };

/** Finds a queue by id or exact name. `forbidden`: the client may not look. */
export const findQueue = async (
  client: GenesysClient,
  queue: string,
  limits: Limits,
): Promise<QueueAnswer> => {
  const byId = isUuid.test(queue);
  const path = byId
    ? `/api/v2/routing/queues/${queue}`
    : `/api/v2/routing/queues?name=${encodeURIComponent(queue)}&pageSize=${pageSize}`;
  const answer = await client.request({ method: 'GET', path, ...limits });
  if (answer.status === 403) return { queue: null, forbidden: true };
  if (byId && answer.status === 404) return { queue: null, forbidden: false };
  requireSuccess(answer, 'Looking up the queue');
  const candidates = byId ? [(answer.body ?? {}) as Record<string, unknown>] : entitiesOf(answer);
  const found = candidates.find((entity) => byId || sameName(String(entity['name'] ?? ''), queue));
  if (!found) return { queue: null, forbidden: false };
  const isLenient = found['skillEvaluationMethod'] === 'NONE';
  const named = { id: String(found['id']), name: String(found['name'] ?? '') };
  return { queue: { ...named, isLenient }, forbidden: false };
};

/** Seconds that a customer waits in the queue; null where the client may not know. */
export const readEstimatedWait = async (
  client: GenesysClient,
  { queueId, conversationId }: { queueId: string; conversationId: string },
  limits: Limits,
): Promise<number | null> => {
  const path = `/api/v2/routing/queues/${queueId}/estimatedwaittime?conversationId=${encodeURIComponent(conversationId)}`;
  const answer = await client.request({ method: 'GET', path, ...limits });
  if (answer.status !== 200) return null;
  const { results } = (answer.body ?? {}) as { results?: { estimatedWaitTimeSeconds?: unknown }[] };
  const seconds = Array.isArray(results) ? results[0]?.estimatedWaitTimeSeconds : undefined;
  return typeof seconds === 'number' && seconds >= 0 ? seconds : null;
};

import { type Fields, fieldsIn, fieldsOf, textOf } from '@tandem/kit';
import type { Strays, StraysAsked } from '../provider.model.ts';
import { isPassing } from '../provider-calls.ts';
import { requireSuccess } from './api.ts';
import { readConversation } from './lifecycle.ts';
import { type Call, limitsOf } from './sending.ts';
import { readMessageView } from './view.rules.ts';

/** Newest messages that are read one by one; a chat sends fewer before its end is noticed. */
const mostRead = 20;
/** Newest messages of the talk itself, among which its last word is looked for. */
const mostOwn = 3;

/** A word is listed with the customer who was there until the one that it brings is: shortly before the end it is looked at twice. */
const closeMs = 5_000;

type Listed = { readonly id: string; readonly atMs: number };
type Customer = {
  readonly id: string;
  readonly ended: boolean;
  readonly endMs: number;
  readonly messages: readonly Listed[] | null;
};

const untold = { endMs: Number.POSITIVE_INFINITY, messages: null } as const;

const timeOf = (value: unknown, otherwise: number): number =>
  Date.parse(textOf(value) ?? '') || otherwise;

const listedOf = (one: Fields): Pick<Customer, 'endMs' | 'messages'> => ({
  endMs: timeOf(one['endTime'], Number.POSITIVE_INFINITY),
  messages: fieldsIn(one['messages']).flatMap(({ messageId, messageTime }) => {
    const id = textOf(messageId);
    return id ? [{ id, atMs: timeOf(messageTime, 0) }] : [];
  }),
});

/** @throws ProviderFailure when the contact centre does not answer just now */
const readCustomers = async (call: Call, conversation: string): Promise<Customer[] | null> => {
  const path = `/api/v2/conversations/messages/${encodeURIComponent(conversation)}`;
  const answer = await call.client.request({ method: 'GET', path, ...limitsOf(call.context) });
  if (isPassing(answer.status)) requireSuccess(answer, 'Reading the conversation');
  const view = answer.status === 200 ? readMessageView(answer.body) : null;
  if (view) {
    const participants = fieldsIn(fieldsOf(answer.body)['participants']);
    const listed = new Map(participants.map((one) => [String(one['id']), listedOf(one)]));
    return view.customers.map(({ id, ended }) => ({ ...(listed.get(id) ?? untold), id, ended }));
  }
  const seen = await readConversation(call, conversation);
  if (!seen || seen === 'gone') return null;
  return seen.customers.map(({ id, ended }) => ({ ...untold, id, ended }));
};

/** Ids as they were sent, of the newest messages first; null where one of them may not be read. */
const readIds = async (
  { client, context }: Call,
  {
    conversation,
    messages,
    most,
  }: { conversation: string; messages: readonly Listed[]; most: number },
): Promise<readonly string[] | null> => {
  const ids: string[] = [];
  for (const { id } of messages.toReversed().slice(0, most)) {
    const path = `/api/v2/conversations/messages/${[conversation, id].map(encodeURIComponent).join('/messages/')}`;
    const answer = await client.request({ method: 'GET', path, ...limitsOf(context) });
    if (isPassing(answer.status)) requireSuccess(answer, 'Reading the message');
    if (answer.status !== 200) return null;
    ids.push(textOf(fieldsOf(answer.body)['providerMessageId']) ?? '');
  }
  return ids;
};

const idsOf = async (call: Call, conversation: string, strays: readonly Customer[]) => {
  const ids: string[] = [];
  for (const { messages } of strays) {
    const read = messages && (await readIds(call, { conversation, messages, most: mostRead }));
    if (!read) return null;
    ids.push(...read);
  }
  return ids;
};

/**
 * Customers beside the one of the handover, with the words they came with: those that were past before it are none, and
 * the first after them is its own. @throws ProviderFailure
 */
export const readStrays = async (
  call: Call,
  { conversation, last, again }: StraysAsked,
): Promise<Strays | null> => {
  const { handover } = call.context;
  const customers = await readCustomers(call, conversation);
  if (!customers) return null;
  const past = new Set(handover.endedParticipants);
  const since = customers.filter(({ id }) => !past.has(id));
  const own = since.slice(0, conversation === handover.remoteConversation ? 1 : 0);
  const strays = since.slice(own.length);
  const words = await idsOf(call, conversation, strays);
  const isLive = strays.some(({ ended }) => !ended);
  if (words === null || words.some((id) => last.includes(id)))
    return { isLive, words, isComplete: true };
  const listed = own.flatMap(({ messages, endMs }) =>
    (messages ?? []).map((one) => ({ ...one, beforeMs: endMs - one.atMs })),
  );
  const late = listed.filter(({ beforeMs }) => beforeMs < 0);
  const heard = listed.filter(({ beforeMs }) => beforeMs >= (again ? 0 : closeMs));
  const lateIds = await readIds(call, { conversation, messages: late, most: mostRead });
  const read = await readIds(call, { conversation, messages: heard, most: mostOwn });
  const isComplete = read?.some((id) => last.includes(id)) ?? false;
  return { isLive, words: [...words, ...(lateIds ?? [])], isComplete };
};

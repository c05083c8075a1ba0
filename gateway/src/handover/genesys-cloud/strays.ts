import { fieldsIn, fieldsOf, textOf } from '@tandem/kit';
import type { Strays } from '../provider.model.ts';
import { isPassing } from '../provider-calls.ts';
import { requireSuccess } from './api.ts';
import { readConversation } from './lifecycle.ts';
import { type Call, limitsOf } from './sending.ts';
import { readMessageView } from './view.rules.ts';

/** Newest messages that are read one by one; a chat sends fewer before its end is noticed. */
const mostRead = 20;
/** Newest messages of the talk itself, among which its last word is looked for. */
const mostOwn = 3;

type Customer = {
  readonly id: string;
  readonly ended: boolean;
  readonly messages: string[] | null;
};

/** @throws ProviderFailure when the contact centre does not answer just now */
const readCustomers = async (call: Call, conversation: string): Promise<Customer[] | null> => {
  const path = `/api/v2/conversations/messages/${encodeURIComponent(conversation)}`;
  const answer = await call.client.request({ method: 'GET', path, ...limitsOf(call.context) });
  if (isPassing(answer.status)) requireSuccess(answer, 'Reading the conversation');
  const view = answer.status === 200 ? readMessageView(answer.body) : null;
  if (view) {
    const messages = new Map(
      fieldsIn(fieldsOf(answer.body)['participants']).map((one) => [
        String(one['id']),
        fieldsIn(one['messages']).flatMap(({ messageId }) => textOf(messageId) ?? []),
      ]),
    );
    return view.customers.map(({ id, ended }) => ({
      ...{ id, ended, messages: messages.get(id) ?? null },
    }));
  }
  const seen = await readConversation(call, conversation);
  if (!seen || seen === 'gone') return null;
  return seen.customers.map(({ id, ended }) => ({ id, ended, messages: null }));
};

/** Ids as they were sent, of the newest messages first; null where one of them may not be read. */
const readIds = async (
  { client, context }: Call,
  { conversation, messages, most }: { conversation: string; messages: string[]; most: number },
): Promise<readonly string[] | null> => {
  const ids: string[] = [];
  for (const message of messages.toReversed().slice(0, most)) {
    const path = `/api/v2/conversations/messages/${[conversation, message].map(encodeURIComponent).join('/messages/')}`;
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
  { conversation, last }: { readonly conversation: string; readonly last: readonly string[] },
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
  const heard = own.flatMap(({ messages }) => messages ?? []);
  const read = await readIds(call, { conversation, messages: heard, most: mostOwn });
  return { isLive, words, isComplete: read?.some((id) => last.includes(id)) ?? false };
};

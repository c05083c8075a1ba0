import { type Fields, type Ids, isFields } from '@tandem/kit';
import type {
  FakeConversation,
  FakeIntegration,
  FakeParticipant,
  FakeState,
} from './fake-genesys.model.ts';

export type Answer = { readonly status: number; readonly body?: unknown };

const isTime = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const refuse = (message: string): Answer => ({
  status: 400,
  body: { message, code: 'bad.request', status: 400, details: [], errors: [] },
});

const idTypes = ['Email', 'Phone', 'Opaque'];

const problemOfPerson = (person: unknown): string | null => {
  if (!isFields(person)) return 'from is missing';
  if (typeof person['id'] !== 'string' || person['id'] === '') return 'from.id is missing';
  if (!idTypes.includes(String(person['idType']))) return 'from.idType is wrong';
  const known = ['id', 'idType', 'nickname', 'firstName', 'lastName', 'email'];
  const extra = Object.keys(person).find((key) => !known.includes(key));
  return extra ? `from.${extra} is not known` : null;
};

const problemOfAttributes = (metadata: unknown): string | null => {
  if (metadata === undefined) return null;
  const attributes = isFields(metadata) ? metadata['customAttributes'] : null;
  if (!isFields(attributes)) return 'metadata without customAttributes';
  return Object.values(attributes).every((value) => typeof value === 'string')
    ? null
    : 'customAttributes must be texts';
};

const problemOfMessage = (body: Fields): string | null => {
  const channel = body['channel'];
  if (!isFields(channel)) return "should have required property 'channel'";
  if (!isTime(channel['time'])) return 'channel.time is no time';
  if (!/^[0-9a-f]{32}$/.test(String(channel['messageId']))) return 'channel.messageId is not hex';
  const text = body['text'];
  if (text === undefined && body['content'] === undefined)
    return "should have required property 'content', should have required property '.text'";
  if (typeof text === 'string' && text.length > 2000) return 'text is too long';
  return problemOfPerson(channel['from']) ?? problemOfAttributes(channel['metadata']);
};

const isLiveCustomer = ({ purpose, state }: FakeParticipant) =>
  purpose === 'customer' && state !== 'disconnected';

const isLive = ({ participants }: FakeConversation) => participants.some(isLiveCustomer);

/** Within the threading window the conversation of before goes on, with a new customer participant. */
export const findOrOpen = (
  state: FakeState,
  ids: Ids,
  {
    integration,
    customerId,
    threading,
  }: { integration: FakeIntegration; customerId: string; threading: boolean },
): FakeConversation => {
  const known = [...state.conversations.values()].findLast(
    (conversation) =>
      conversation.customerId === customerId && conversation.integration.id === integration.id,
  );
  if (known && isLive(known)) return known;
  const fresh: FakeConversation = {
    id: ids.uuid(),
    integration,
    customerId,
    participants: [],
    attributes: {},
  };
  const conversation = known && threading ? known : fresh;
  conversation.participants.push(
    { id: ids.uuid(), purpose: 'customer', state: 'connected' },
    { id: ids.uuid(), purpose: 'acd', state: 'connected' },
  );
  state.conversations.set(conversation.id, conversation);
  return conversation;
};

/** Takes an inbound message as strictly as the vendor does; a repeat of an id changes nothing. */
export const takeMessage = (
  state: FakeState,
  ids: Ids,
  input: { integration: FakeIntegration; body: unknown; threading: boolean },
): Answer => {
  const body: Fields = isFields(input.body) ? input.body : {};
  const problem = problemOfMessage(body);
  if (problem) {
    state.violations.push(problem);
    return refuse(problem);
  }
  const channel = body['channel'] as Fields;
  const from = channel['from'] as Fields;
  const { integration, threading } = input;
  const messageId = String(channel['messageId']);
  const known = state.inbound.find((message) => message.messageId === messageId);
  const asked = { integration, customerId: String(from['id']), threading };
  const conversation = known
    ? (state.conversations.get(known.conversationId) as FakeConversation)
    : findOrOpen(state, ids, asked);
  if (known) state.repeats.push(messageId);
  else {
    const metadata = channel['metadata'] as
      | { customAttributes?: Record<string, string> }
      | undefined;
    conversation.attributes = { ...conversation.attributes, ...metadata?.customAttributes };
    state.inbound.push({
      ...{ id: ids.hex32(), time: String(channel['time']) },
      conversationId: conversation.id,
      participantId: conversation.participants.findLast(isLiveCustomer)?.id,
      integrationId: integration.id,
      messageId,
      text: body['text'] as string | undefined,
      content: (body['content'] ?? []) as readonly unknown[],
      from,
      customAttributes: metadata?.customAttributes,
      attempt: 1,
    });
  }
  return { status: 200, body: { id: ids.hex32(), conversationId: conversation.id } };
};

/** Takes a structured response: a message whose text is that of the button. */
export const takeChoice = (
  state: FakeState,
  ids: Ids,
  input: { integration: FakeIntegration; body: unknown; threading: boolean },
): Answer => {
  const body: Fields = isFields(input.body) ? input.body : {};
  const button = isFields(body['buttonResponse']) ? body['buttonResponse'] : {};
  const { type, text, payload } = button;
  const texts = [text, payload, body['originatingMessageId']];
  const known = ['Button', 'QuickReply', 'DatePicker'].includes(String(type));
  if (!known || texts.some((each) => typeof each !== 'string')) {
    state.violations.push('structured response is incomplete');
    return refuse('structured response is incomplete');
  }
  const before = state.inbound.length;
  const answer = takeMessage(state, ids, { ...input, body: { channel: body['channel'], text } });
  const stored = state.inbound[before];
  const { originatingMessageId } = body;
  if (stored)
    state.inbound[before] = { ...stored, chosen: { originatingMessageId, buttonResponse: button } };
  return answer;
};

/** The id of the message; of one that failed the reason, too. */
const receiptOf = ({ id, status, reasons }: Fields): string => {
  if (status !== 'Failed') return String(id);
  const [reason] = Array.isArray(reasons) ? reasons : [];
  return `${String(id)} failed: ${isFields(reason) ? String(reason['message']) : ''}`;
};

/** Takes a typing event or a receipt. */
export const takeSignal = (state: FakeState, kind: 'event' | 'receipt', value: unknown): Answer => {
  const body: Fields = isFields(value) ? value : {};
  const channel = isFields(body['channel']) ? body['channel'] : {};
  const person = kind === 'event' ? channel['from'] : channel['to'];
  const problem =
    problemOfPerson(person) ??
    (isTime(channel['time']) ? null : 'channel.time is no time') ??
    (kind === 'receipt' && !['Delivered', 'Failed'].includes(String(body['status']))
      ? 'status is not supported'
      : null);
  if (problem) {
    state.violations.push(`${kind}: ${problem}`);
    return refuse(problem);
  }
  if (kind === 'event') state.typing.push(String((person as Fields)['id']));
  else state.receipts.push(receiptOf(body));
  return { status: 200, body: {} };
};

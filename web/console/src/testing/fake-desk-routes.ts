import { randomUUID } from 'node:crypto';
import type { FakeState, Row } from './fake-data.ts';
import {
  type FakeCall,
  type FakeReply,
  type FakeRoutes,
  failure,
  found,
  listing,
} from './fake-http.ts';

export type Publish = (topic: string, eventBody: unknown) => void;
type Participant = Row & { state: string; purpose: string };

const now = (): string => new Date().toISOString();
const participants = (conversation: Row) => conversation['participants'] as Participant[];
export const participantOf = (conversation: Row, purpose: string): Participant | undefined =>
  participants(conversation).findLast((one) => one.purpose === purpose);

/** Tells the agent's desk that the conversation changed. */
export function announce(state: FakeState, publish: Publish, conversation: Row): void {
  publish(`v2.users.${state.me.id}.conversations.messages`, conversation);
}

/** Stores a message and hangs it on the participant who sent it. */
export function addMessage(
  state: FakeState,
  conversation: Row,
  message: {
    purpose: string;
    text: string;
    content?: readonly unknown[];
    entity?: string;
    metadata?: Readonly<Record<string, string>>;
    reasons?: readonly unknown[];
  },
): Row {
  const inbound = message.purpose === 'customer';
  const stored: Row = {
    id: randomUUID().replaceAll('-', ''),
    conversationId: conversation.id,
    timestamp: now(),
    direction: inbound ? 'inbound' : 'outbound',
    messengerType: 'open',
    status: inbound ? 'received' : 'sent',
    textBody: message.text,
    createdBy:
      message.purpose === 'agent' ? { id: state.me.id, name: state.me['name'] } : undefined,
    normalizedMessage: {
      type: message.content ? 'Structured' : 'Text',
      text: message.text,
      content: message.content ?? [],
      direction: inbound ? 'Inbound' : 'Outbound',
      originatingEntity: message.entity ?? 'Human',
      ...(message.metadata ? { metadata: message.metadata } : {}),
      ...(message.reasons ? { reasons: message.reasons } : {}),
    },
  };
  state.messages.set(stored.id, stored);
  const list = participantOf(conversation, message.purpose)?.['messages'] as unknown[] | undefined;
  list?.push({
    messageId: stored.id,
    messageTime: stored['timestamp'],
    messageStatus: stored['status'],
  });
  return stored;
}

function sendMessage(state: FakeState, publish: Publish, call: FakeCall): FakeReply {
  const key = String(call.headers['idempotency-key'] ?? '');
  if (state.keys.has(key)) return { status: 200, body: state.keys.get(key) };
  const conversation = state.conversations.get(call.params['conversationId'] ?? '');
  const customer = conversation && participantOf(conversation, 'customer');
  if (!conversation || customer?.['peer'] !== call.params['communicationId'])
    return found(undefined);
  const mediaIds = (call.body['mediaIds'] ?? []) as string[];
  const template = call.body['messagingTemplate'] as
    | { parameters?: { value: string }[] }
    | undefined;
  const structured = [
    ...((call.body['content'] ?? []) as object[]),
    ...(template
      ? [
          {
            contentType: 'Notification',
            template: {
              body: { text: template.parameters?.map(({ value }) => value).join(', ') },
              buttons: [{ type: 'QuickReply', index: 0, text: 'Yes', payload: 'yes' }],
            },
          },
        ]
      : []),
  ];
  const files = mediaIds.map((id) => {
    const upload = state.uploads.get(id);
    const url = `/fake-media/${id}`;
    return {
      contentType: 'Attachment',
      attachment: { id, mediaType: 'File', mime: upload?.mime, filename: upload?.name, url },
    };
  });
  const content = [...files, ...structured];
  const stored = addMessage(state, conversation, {
    purpose: 'agent',
    text: String(call.body['textBody'] ?? ''),
    ...(content.length > 0 ? { content } : {}),
  });
  state.keys.set(key, stored);
  announce(state, publish, conversation);
  return { status: 200, body: stored };
}

/** An agent's part that talks, or owes its wrap-up. */
const isOpen = (one: Participant): boolean =>
  one.purpose === 'agent' &&
  (one.state !== 'disconnected' || (one['wrapupRequired'] === true && !one['endAcwTime']));

function patchParticipant(state: FakeState, publish: Publish, call: FakeCall): FakeReply {
  const conversation = state.conversations.get(call.params['conversationId'] ?? '');
  const one =
    conversation &&
    participants(conversation).find(({ id }) => id === call.params['participantId']);
  if (!conversation || !one) return found(undefined);
  const wrapup = call.body['wrapup'] as Row | undefined;
  const state_ = call.body['state'];
  if (state_ === 'connected') Object.assign(one, { state: 'connected', connectedTime: now() });
  if (state_ === 'disconnected') {
    const answered = one.state === 'connected';
    Object.assign(one, { state: 'disconnected', endTime: now(), disconnectType: 'client' });
    if (answered)
      Object.assign(one, { wrapupRequired: true, wrapupPrompt: 'mandatory', startAcwTime: now() });
    else state.conversations.delete(conversation.id);
  }
  if (wrapup) {
    if (!wrapup['code']) return failure(400, 'bad.request', 'A wrap-up code is needed.');
    Object.assign(one, { wrapup, endAcwTime: now() });
    if (!participants(conversation).some(isOpen)) state.conversations.delete(conversation.id);
  }
  announce(state, publish, conversation);
  return { status: 202 };
}

function setParking(state: FakeState, publish: Publish, call: FakeCall): FakeReply {
  const conversation = state.conversations.get(call.params['conversationId'] ?? '');
  const one = conversation && participantOf(conversation, 'agent');
  if (!conversation || !one) return found(undefined);
  Object.assign(one, { state: call.body['state'] });
  announce(state, publish, conversation);
  return { status: 204 };
}

function setAttributes(state: FakeState, publish: Publish, call: FakeCall): FakeReply {
  const conversation = state.conversations.get(call.params['conversationId'] ?? '');
  const one =
    conversation &&
    participants(conversation).find(({ id }) => id === call.params['participantId']);
  if (!conversation || !one) return found(undefined);
  const attributes = {
    ...(one['attributes'] as Row | undefined),
    ...(call.body['attributes'] as Row),
  };
  Object.assign(one, { attributes });
  announce(state, publish, conversation);
  return { status: 202, body: { attributes } };
}

function replace(state: FakeState, publish: Publish, call: FakeCall): FakeReply {
  const conversation = state.conversations.get(call.params['conversationId'] ?? '');
  const agent = conversation && participantOf(conversation, 'agent');
  if (!conversation || !agent) return found(undefined);
  if (!call.body['queueId'] && !call.body['userId']) {
    return failure(400, 'bad.request', 'One of queueId and userId is needed.');
  }
  Object.assign(agent, { state: 'disconnected', disconnectType: 'transfer', startAcwTime: now() });
  agent['wrapupRequired'] = true;
  announce(state, publish, conversation);
  return { status: 202 };
}

const presenceRoutes = (state: FakeState, publish: Publish): FakeRoutes => ({
  'GET /api/v2/presence/definitions': () => found({ entities: state.presences }),
  'PATCH /api/v2/users/{userId}/presences/purecloud': ({ body }) => {
    const wanted = (body['presenceDefinition'] as Row | undefined)?.id;
    const definition = state.presences.find(({ id }) => id === wanted);
    if (!definition) return found(undefined);
    const status = definition['systemPresence'] === 'OnQueue' ? 'IDLE' : 'OFF_QUEUE';
    state.me['presence'] = { presenceDefinition: definition };
    state.me['routingStatus'] = { status };
    publish(`v2.users.${state.me.id}.presence`, state.me['presence']);
    publish(`v2.users.${state.me.id}.routingStatus`, {
      id: state.me.id,
      routingStatus: { status },
    });
    return { status: 200, body: state.me['presence'] };
  },
  'GET /api/v2/routing/queues/me': ({ query }) =>
    listing(
      state.queues.map(({ id, name }) => ({ id, name, joined: true })),
      query,
    ),
  'PUT /api/v2/users/{userId}/routingstatus': ({ body }) => {
    state.me['routingStatus'] = { status: body['status'] };
    publish(`v2.users.${state.me.id}.routingStatus`, { routingStatus: state.me['routingStatus'] });
    return { status: 200, body: state.me['routingStatus'] };
  },
});

const MESSAGES = '/api/v2/conversations/messages';
const COMMUNICATION = `${MESSAGES}/{conversationId}/communications/{communicationId}`;
const PARTICIPANT = `${MESSAGES}/{conversationId}/participants/{participantId}`;

const DESK = '/tandem/desk/conversations/{conversationId}';

/** Notes, questions and looks of colleagues; nobody else looks unless a test says so. */
const colleagueRoutes = (state: FakeState): FakeRoutes => {
  const { notes } = state;
  const of = (id = '') => notes.get(id) ?? [];
  const add = (conversationId: string, text: unknown, asked?: Row): Row => {
    const note = {
      id: randomUUID(),
      conversationId,
      text,
      author: { id: state.me.id, name: state.me['name'] },
      ...(asked ? { asked: { id: asked.id, name: asked['name'] } } : {}),
      dateCreated: now(),
    };
    notes.set(conversationId, [...of(conversationId), note]);
    return note;
  };
  const labels = state.labels;
  return {
    'GET /tandem/desk/labels': () => found({ entities: [{ name: 'VIP', conversations: 3 }] }),
    [`GET ${DESK}/labels`]: ({ params }) =>
      found({ labels: labels.get(params['conversationId'] ?? '') ?? [] }),
    [`PATCH ${DESK}/labels`]: ({ params, body }) => {
      const id = params['conversationId'] ?? '';
      const { add = [], remove = [] } = body as { add?: string[]; remove?: string[] };
      const kept = (labels.get(id) ?? []).filter((name) => !remove.includes(name));
      labels.set(id, [...kept, ...add].sort());
      return found({ labels: labels.get(id) });
    },
    [`GET ${DESK}/notes`]: ({ params }) => found({ entities: of(params['conversationId']) }),
    [`POST ${DESK}/notes`]: ({ params, body }) => ({
      status: 201,
      body: add(params['conversationId'] ?? '', body['text']),
    }),
    [`POST ${DESK}/consults`]: ({ params, body }) => {
      const asked = state.users.find(({ id }) => id === body['userId']);
      if (!asked) return failure(400, 'bad.request', 'There is no such user.');
      return { status: 201, body: add(params['conversationId'] ?? '', body['question'], asked) };
    },
    [`PUT ${DESK}/viewing`]: ({ params }) =>
      found({
        viewers: state.viewers,
        notes: of(params['conversationId']).length,
        labels: labels.get(params['conversationId'] ?? '') ?? [],
      }),
    [`DELETE ${DESK}/viewing`]: () => ({ status: 204 }),
  };
};

/** What the desk calls. */
export const deskRoutes = (state: FakeState, publish: Publish): FakeRoutes => ({
  ...presenceRoutes(state, publish),
  ...colleagueRoutes(state),
  [`GET ${MESSAGES}`]: () => found({ entities: [...state.conversations.values()] }),
  [`GET ${MESSAGES}/{conversationId}`]: ({ params }) =>
    found(state.conversations.get(params['conversationId'] ?? '')),
  [`POST ${MESSAGES}/{conversationId}/messages/bulk`]: ({ body }) => {
    const ids = body as unknown as string[];
    return found({ entities: ids.flatMap((id) => state.messages.get(id) ?? []) });
  },
  [`PATCH ${PARTICIPANT}`]: (call) => patchParticipant(state, publish, call),
  [`PATCH ${PARTICIPANT}/parkingstate`]: (call) => setParking(state, publish, call),
  [`PATCH ${PARTICIPANT}/attributes`]: (call) => setAttributes(state, publish, call),
  [`POST ${PARTICIPANT}/replace`]: (call) => replace(state, publish, call),
  [`GET ${PARTICIPANT}/wrapupcodes`]: () => found(state.codes),
  [`POST ${COMMUNICATION}/messages`]: (call) => sendMessage(state, publish, call),
  [`POST ${COMMUNICATION}/typing`]: ({ params }) => {
    state.typing.push(params['conversationId'] ?? '');
    return { status: 200 };
  },
  [`POST ${COMMUNICATION}/messages/media/uploads`]: ({ body }) => {
    const id = randomUUID();
    const name = String(body['fileName']);
    state.uploads.set(id, { name, size: Number(body['contentLengthBytes']), mime: '' });
    return found({ id, name, uploadUrl: `/fake-media/${id}`, uploadHeaders: { 'x-upload': id } });
  },
});

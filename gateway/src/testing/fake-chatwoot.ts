import { createHmac } from 'node:crypto';
import { type Deed, type Received, startFakeServer } from './fake-server.ts';

export const chatwootToken = 'chatwoot-token-of-the-tests';
export const chatwootSecret = 'chatwoot-webhook-secret-of-the-tests';

type Json = Record<string, unknown>;

export type FakeChatwootMessage = {
  readonly id: number;
  readonly content: string;
  readonly message_type: 'incoming' | 'outgoing';
  readonly private: boolean;
  readonly source_id: string | null;
  /** Name and text of each file. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
};

type Contact = { readonly id: number; readonly name: string; readonly identifier: string };

type Conversation = {
  readonly id: number;
  readonly contact: number;
  readonly sourceId: string;
  readonly team: number | null;
  readonly attributes: Json;
  status: string;
  assignee: { readonly id: number; readonly name: string } | null;
  readonly messages: FakeChatwootMessage[];
};

const inboxes = [
  { id: 7, name: 'Website', channel_type: 'Channel::WebWidget' },
  {
    ...{ id: 8, name: 'Tandem', channel_type: 'Channel::Api' },
    ...{ inbox_identifier: 'inbox-identifier-8', webhook_url: '' },
  },
];
const teams = [{ id: 3, name: 'second line' }];

/** Fields and files of a form; strict about its lines. */
const readForm = ({ raw, headers }: Received) => {
  const boundary = /boundary=(?<boundary>\S+)/.exec(headers['content-type'] ?? '')?.groups?.[
    'boundary'
  ];
  const fields: Record<string, string> = {};
  const files: { name: string; text: string }[] = [];
  for (const part of raw.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const [head = '', ...rest] = part.split('\r\n\r\n');
    const content = rest.join('\r\n\r\n').replace(/\r\n$/, '');
    const name = /name="(?<name>[^"]*)"/.exec(head)?.groups?.['name'] ?? '';
    const file = /filename="(?<file>[^"]*)"/.exec(head)?.groups?.['file'];
    const text = Buffer.from(content, 'latin1').toString('utf8');
    if (file !== undefined && name === 'attachments[]') files.push({ name: file, text });
    else fields[name] = text;
  }
  return { fields, files };
};

const isForm = ({ headers }: Received) =>
  (headers['content-type'] ?? '').startsWith('multipart/form-data');

const account = '/api/v1/accounts/1';

/** What the foreign server would refuse. */
const check = ({ method, path, headers, body }: Received): string | null => {
  const isPublic = path.startsWith('/public/');
  if (!isPublic && headers['api_access_token'] === undefined) return 'no token';
  if (method === 'GET' && body !== undefined) return 'a body with GET';
  if (method === 'POST' && !isForm({ headers } as Received) && typeof body !== 'object')
    return 'no JSON body';
  return null;
};

const message = (given: Json, files: FakeChatwootMessage['files'], id: number) => {
  const isPrivate = given['private'] === true || given['private'] === 'true';
  const made: FakeChatwootMessage = {
    ...{ id, content: String(given['content'] ?? ''), private: isPrivate, files },
    message_type: given['message_type'] === 'incoming' ? 'incoming' : 'outgoing',
    source_id: typeof given['source_id'] === 'string' ? given['source_id'] : null,
  };
  return made;
};

/** A Chatwoot with one account, an inbox of the channel API and one of another, and a team. */
export const startFakeChatwoot = async () => {
  const contacts: Contact[] = [];
  const conversations: Conversation[] = [];
  const typing: string[] = [];
  const statuses: { readonly message: number; readonly status: unknown }[] = [];
  const state = {
    ...{ contacts, conversations, typing, statuses },
    ...{ online: 1, role: 'administrator', webhookUrl: '', lostAnswers: 0, down: false },
  };
  let lastId = 100;
  const nextId = () => {
    lastId += 1;
    return lastId;
  };

  const shown = (one: Conversation): Json => ({
    ...{ id: one.id, inbox_id: 8, status: one.status, custom_attributes: one.attributes },
    contact_inbox: { source_id: one.sourceId, inbox_id: 8, contact_id: one.contact },
    meta: { sender: { id: one.contact }, ...(one.assignee ? { assignee: one.assignee } : {}) },
  });

  const makeContact = (body: Json): Deed => {
    const identifier = String(body['identifier'] ?? '');
    if (contacts.some((one) => one.identifier === identifier))
      return { status: 422, body: { message: 'Identifier has already been taken' } };
    const contact = { id: nextId(), name: String(body['name']), identifier };
    contacts.push(contact);
    return { body: { payload: { contact, contact_inbox: { source_id: body['source_id'] } } } };
  };
  const makeConversation = (body: Json): Deed => {
    if (body['inbox_id'] !== 8)
      return { status: 404, body: { error: 'Resource could not be found' } };
    const made: Conversation = {
      ...{ id: nextId(), contact: Number(body['contact_id']), sourceId: String(body['source_id']) },
      ...{ team: (body['team_id'] as number | undefined) ?? null, status: String(body['status']) },
      ...{ attributes: (body['custom_attributes'] ?? {}) as Json, assignee: null, messages: [] },
    };
    conversations.push(made);
    return { body: shown(made) };
  };
  const addMessage = (one: Conversation, request: Received): Deed => {
    const { fields, files } = isForm(request)
      ? readForm(request)
      : { fields: request.body as Json, files: [] };
    if (one.status === 'resolved' && fields['message_type'] === 'incoming') one.status = 'open';
    const made = message(fields, files, nextId());
    one.messages.push(made);
    return { body: { ...made, message_type: made.message_type === 'incoming' ? 0 : 1 } };
  };
  const ofConversation = (one: Conversation, rest: string, request: Received): Deed => {
    const { method, body } = request;
    if (rest === '' && method === 'GET') return { body: shown(one) };
    if (rest === '/messages' && method === 'GET')
      return { body: { meta: {}, payload: one.messages.slice(-20) } };
    if (rest === '/messages' && method === 'POST') return addMessage(one, request);
    const receipt = /^\/messages\/(?<id>\d+)$/.exec(rest)?.groups?.['id'];
    if (receipt && method === 'PATCH') {
      statuses.push({ message: Number(receipt), status: (body as Json)['status'] });
      return { body: {} };
    }
    if (rest === '/toggle_status' && method === 'POST') {
      one.status = String((body as Json)['status']);
      return { body: { payload: { success: true, current_status: one.status } } };
    }
    return { status: 404, body: { error: 'Resource could not be found' } };
  };

  const route = (request: Received): Deed => {
    const { method, path } = request;
    const url = new URL(path, 'http://fake');
    if (url.pathname.startsWith('/public/')) {
      typing.push(url.pathname);
      return { body: {} };
    }
    if (request.headers['api_access_token'] !== chatwootToken)
      return { status: 401, body: { error: 'Invalid Access Token' } };
    const seen = `${method} ${url.pathname}`;
    const own = { ...inboxes[1], webhook_url: state.webhookUrl };
    switch (seen) {
      case 'GET /api/v1/profile':
        return {
          body: {
            id: 5,
            name: 'Tandem bot',
            accounts: [{ id: 1, name: 'Acme', role: state.role }],
          },
        };
      case `GET ${account}/inboxes`:
        return { body: { payload: [inboxes[0], own] } };
      case `GET ${account}/teams`:
        return { body: teams };
      case `GET ${account}/inbox_members/8`:
        return {
          body: {
            payload: Array.from({ length: 2 }, (_, index) => ({
              ...{ id: index, name: `Agent ${index}` },
              availability_status: index < state.online ? 'online' : 'offline',
            })),
          },
        };
      case `GET ${account}/contacts/search`: {
        const query = url.searchParams.get('q') ?? '';
        const payload = contacts.filter(({ identifier }) => identifier.includes(query));
        return { body: { payload } };
      }
      case `POST ${account}/contacts`:
        return makeContact(request.body as Json);
      case `POST ${account}/conversations`:
        return makeConversation(request.body as Json);
    }
    const contact = /\/contacts\/(?<id>\d+)\/conversations$/.exec(url.pathname)?.groups?.['id'];
    if (contact)
      return {
        body: {
          payload: conversations.filter((one) => one.contact === Number(contact)).map(shown),
        },
      };
    const found = /\/conversations\/(?<id>\d+)(?<rest>.*)$/.exec(url.pathname)?.groups;
    const one = conversations.find(({ id }) => id === Number(found?.['id']));
    return one
      ? ofConversation(one, found?.['rest'] ?? '', request)
      : { status: 404, body: { error: 'Resource could not be found' } };
  };
  const answer = (request: Received): Deed => {
    if (state.down) return { status: 503, body: { error: 'Service unavailable' } };
    const deed = route(request);
    if (request.method !== 'POST' || state.lostAnswers === 0) return deed;
    state.lostAnswers -= 1;
    return 'cut';
  };
  const server = await startFakeServer({ check, answer });

  /** Delivers a webhook as Chatwoot does, signed; answers the status. */
  const deliver = async (
    url: string,
    body: Json,
    init: { secret?: string | null; at?: Date } = {},
  ) => {
    const { secret = chatwootSecret, at = new Date() } = init;
    const text = JSON.stringify(body);
    const timestamp = String(Math.floor(at.getTime() / 1000));
    const hmac = createHmac('sha256', secret ?? '')
      .update(`${timestamp}.${text}`)
      .digest('hex');
    const signed = {
      'x-chatwoot-timestamp': timestamp,
      'x-chatwoot-signature': `sha256=${hmac}`,
    };
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(secret === null ? {} : signed) },
      body: text,
    });
    return response.status;
  };
  return {
    ...server,
    state,
    deliver,
    /** Body of `message_created`. */
    said: (one: Conversation, given: Json = {}): Json => ({
      ...{ event: 'message_created', id: nextId(), message_type: 'outgoing', private: false },
      ...{ content: 'Hello', content_type: 'text', content_attributes: {} },
      sender: { id: 9, name: 'Grace', type: 'user' },
      ...{ account: { id: 1, name: 'Acme' }, inbox: { id: 8, name: 'Tandem' } },
      ...{ conversation: shown(one), ...given },
    }),
    /** Body of `conversation_status_changed` and its like. */
    changed: (one: Conversation, event = 'conversation_status_changed'): Json => ({
      ...{ ...shown(one), event, changed_attributes: [], updated_at: nextId() },
    }),
  };
};

export type FakeChatwoot = Awaited<ReturnType<typeof startFakeChatwoot>>;

import type { Deed, Received } from './fake-server.ts';

export const chatwootToken = 'chatwoot-token-of-the-tests';

export type Json = Record<string, unknown>;

export type FakeChatwootMessage = {
  readonly id: number;
  readonly content: string;
  readonly message_type: 'incoming' | 'outgoing';
  readonly private: boolean;
  readonly source_id: string | null;
  /** Name and text of each file. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
};

export type FakeConversation = {
  readonly id: number;
  readonly contact: number;
  readonly sourceId: string;
  readonly team: number | null;
  readonly attributes: Json;
  status: string;
  assignee: { readonly id: number; readonly name: string } | null;
  readonly messages: FakeChatwootMessage[];
};

export type ChatwootState = {
  readonly contacts: { readonly id: number; readonly name: string; readonly identifier: string }[];
  readonly conversations: FakeConversation[];
  /** Paths by which customers were said to type. */
  readonly typing: string[];
  readonly statuses: {
    readonly message: number;
    readonly status: unknown;
    readonly error?: unknown;
  }[];
  /** Members of the inbox who are online, of two. */
  online: number;
  role: string;
  webhookUrl: string;
  /** How many answers get lost on their way back; what they are about has happened. */
  lostAnswers: number;
  /** Messages are taken in when it is over. */
  held: Promise<void> | null;
  /** Views of conversations are told, as they were when they were asked for, when it is over. */
  heldViews: Promise<void> | null;
  down: boolean;
  /** How many changes of a status fail. */
  failedToggles: number;
  lastId: number;
};

const teams = [{ id: 3, name: 'second line' }];
const account = '/api/v1/accounts/1';
const unknown: Deed = { status: 404, body: { error: 'Resource could not be found' } };

export const nextId = (state: ChatwootState): number => {
  state.lastId += 1;
  return state.lastId;
};

const isForm = ({ headers }: Pick<Received, 'headers'>) =>
  (headers['content-type'] ?? '').startsWith('multipart/form-data');

/** Fields and files of a form; strict about its lines. */
const readForm = ({ raw, headers }: Received) => {
  const boundary = /boundary=(?<boundary>\S+)/.exec(headers['content-type'] ?? '')?.groups?.[
    'boundary'
  ];
  const fields: Json = {};
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

/** What the foreign server would refuse. */
export const checkChatwoot = ({ method, path, headers, body }: Received): string | null => {
  if (!path.startsWith('/public/') && headers['api_access_token'] === undefined) return 'no token';
  if (method === 'GET' && body !== undefined) return 'a body with GET';
  return method === 'POST' && !isForm({ headers }) && typeof body !== 'object'
    ? 'no JSON body'
    : null;
};

export const shownConversation = (one: FakeConversation): Json => ({
  ...{ id: one.id, inbox_id: 8, status: one.status, custom_attributes: one.attributes },
  contact_inbox: { source_id: one.sourceId, inbox_id: 8, contact_id: one.contact },
  meta: { sender: { id: one.contact }, ...(one.assignee ? { assignee: one.assignee } : {}) },
});

const makeContact = (state: ChatwootState, body: Json): Deed => {
  const identifier = String(body['identifier'] ?? '');
  if (state.contacts.some((one) => one.identifier === identifier))
    return { status: 422, body: { message: 'Identifier has already been taken' } };
  const contact = { id: nextId(state), name: String(body['name']), identifier };
  state.contacts.push(contact);
  return { body: { payload: { contact, contact_inbox: { source_id: body['source_id'] } } } };
};

const makeConversation = (state: ChatwootState, body: Json): Deed => {
  if (body['inbox_id'] !== 8) return unknown;
  const made: FakeConversation = {
    ...{ id: nextId(state), contact: Number(body['contact_id']), assignee: null, messages: [] },
    ...{ sourceId: String(body['source_id']), status: String(body['status']) },
    team: (body['team_id'] as number | undefined) ?? null,
    attributes: (body['custom_attributes'] ?? {}) as Json,
  };
  state.conversations.push(made);
  return { body: shownConversation(made) };
};

const addMessage = (state: ChatwootState, one: FakeConversation, request: Received): Deed => {
  const { fields, files } = isForm(request)
    ? readForm(request)
    : { fields: request.body as Json, files: [] };
  const incoming = fields['message_type'] === 'incoming';
  if (one.status === 'resolved' && incoming) one.status = 'open';
  const made: FakeChatwootMessage = {
    ...{ id: nextId(state), content: String(fields['content'] ?? ''), files },
    message_type: incoming ? 'incoming' : 'outgoing',
    private: fields['private'] === true || fields['private'] === 'true',
    source_id: typeof fields['source_id'] === 'string' ? fields['source_id'] : null,
  };
  one.messages.push(made);
  return { body: { ...made, message_type: incoming ? 0 : 1 } };
};

const ofConversation = (
  state: ChatwootState,
  { one, rest }: { readonly one: FakeConversation; readonly rest: string },
  request: Received,
): Deed => {
  const body = (request.body ?? {}) as Json;
  const seen = `${request.method} ${rest}`;
  if (seen === 'GET ') return { body: shownConversation(one) };
  if (seen === 'GET /messages') return { body: { meta: {}, payload: one.messages.slice(-20) } };
  if (seen === 'POST /messages') return addMessage(state, one, request);
  if (seen === 'POST /toggle_status') {
    if (state.failedToggles > 0) {
      state.failedToggles -= 1;
      return { status: 503, body: { error: 'Service unavailable' } };
    }
    one.status = String(body['status']);
    return { body: { payload: { success: true, current_status: one.status } } };
  }
  const receipt = /^PATCH \/messages\/(?<id>\d+)$/.exec(seen)?.groups?.['id'];
  if (!receipt) return unknown;
  const { status, external_error: error } = body;
  if ((error === undefined) !== (status !== 'failed'))
    return { status: 422, body: { message: 'An error belongs to what has failed' } };
  state.statuses.push({ message: Number(receipt), status, ...(error ? { error } : {}) });
  return { body: {} };
};

const ofAccount = (state: ChatwootState, request: Received, url: URL): Deed | null => {
  const api = {
    ...{ id: 8, name: 'Tandem', channel_type: 'Channel::Api' },
    ...{ inbox_identifier: 'inbox-identifier-8', webhook_url: state.webhookUrl },
  };
  const member = (index: number) => ({
    ...{ id: index, name: `Agent ${index}` },
    availability_status: index < state.online ? 'online' : 'offline',
  });
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /api/v1/profile':
      return {
        body: { id: 5, name: 'Tandem bot', accounts: [{ id: 1, name: 'Acme', role: state.role }] },
      };
    case `GET ${account}/inboxes`:
      return {
        body: { payload: [{ id: 7, name: 'Website', channel_type: 'Channel::WebWidget' }, api] },
      };
    case `GET ${account}/teams`:
      return { body: teams };
    case `GET ${account}/inbox_members/8`:
      return { body: { payload: [member(0), member(1)] } };
    case `GET ${account}/contacts/search`: {
      const query = url.searchParams.get('q') ?? '';
      const payload = state.contacts.filter(({ identifier }) => identifier.includes(query));
      return { body: { payload } };
    }
    case `POST ${account}/contacts`:
      return makeContact(state, request.body as Json);
    case `POST ${account}/conversations`:
      return makeConversation(state, request.body as Json);
    default:
      return null;
  }
};

/** One call as that Chatwoot answers it. */
export const answerChatwoot = (state: ChatwootState, request: Received): Deed => {
  const url = new URL(request.path, 'http://fake');
  if (url.pathname.startsWith('/public/')) {
    state.typing.push(url.pathname);
    return { body: {} };
  }
  if (request.headers['api_access_token'] !== chatwootToken)
    return { status: 401, body: { error: 'Invalid Access Token' } };
  const known = ofAccount(state, request, url);
  if (known) return known;
  const contact = /\/contacts\/(?<id>\d+)\/conversations$/.exec(url.pathname)?.groups?.['id'];
  const own = state.conversations.filter((one) => one.contact === Number(contact));
  if (contact) return { body: { payload: own.map(shownConversation) } };
  const found = /\/conversations\/(?<id>\d+)(?<rest>.*)$/.exec(url.pathname)?.groups;
  const one = state.conversations.find(({ id }) => id === Number(found?.['id']));
  return one ? ofConversation(state, { one, rest: found?.['rest'] ?? '' }, request) : unknown;
};

import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Json = Record<string, unknown>;

type Conversation = {
  readonly id: number;
  readonly contact: number;
  readonly sourceId: string;
  readonly attributes: Json;
  readonly messages: {
    readonly content: string;
    readonly incoming: boolean;
    readonly id: string;
  }[];
  status: string;
};

const token = 'token of the stand-in';
const secret = 'webhook secret of the stand-in';

const shown = ({ id, contact, sourceId, attributes, status }: Conversation): Json => ({
  ...{ id, inbox_id: 2, status, custom_attributes: attributes },
  contact_inbox: { source_id: sourceId },
  meta: { sender: { id: contact }, assignee: { id: 4, name: 'Joan' } },
});

/** A signed delivery. */
const deliver = async (to: string, body: Json) => {
  const sent = JSON.stringify(body);
  const at = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', secret).update(`${at}.${sent}`).digest('hex');
  const headers = { 'x-chatwoot-timestamp': at, 'x-chatwoot-signature': `sha256=${mac}` };
  const answered = await fetch(to, {
    ...{ method: 'POST', body: sent },
    headers: { ...headers, 'content-type': 'application/json' },
  });
  if (answered.status !== 200) throw new Error(`delivery refused: ${await answered.text()}`);
};

/** As much of Chatwoot as a conversation needs: one account, one inbox of the channel API, one agent. */
export const startChatwoot = async () => {
  const contacts: { readonly id: number; readonly identifier: string }[] = [];
  const conversations: Conversation[] = [];
  let last = 0;
  const next = () => {
    last += 1;
    return last;
  };

  const contact = (body: Json) => {
    const made = { id: next(), identifier: String(body['identifier']) };
    contacts.push(made);
    return { payload: { contact: made } };
  };
  const begin = (body: Json) => {
    const made: Conversation = {
      ...{ id: next(), contact: Number(body['contact_id']), messages: [], status: 'open' },
      sourceId: String(body['source_id']),
      attributes: body['custom_attributes'] as Json,
    };
    conversations.push(made);
    return shown(made);
  };
  const inConversation = (one: Conversation, what: string, body: Json): Json => {
    if (what === 'POST messages') {
      const incoming = body['message_type'] === 'incoming';
      one.messages.push({
        id: String(body['source_id']),
        content: String(body['content']),
        incoming,
      });
    }
    if (what === 'POST toggle_status') one.status = String(body['status']);
    const payload = one.messages.map(({ id }) => ({ source_id: id }));
    return what === 'GET messages' ? { payload } : shown(one);
  };
  const answer = (method: string, url: URL, body: Json): Json | null => {
    const path = url.pathname.replace('/api/v1/accounts/1', '');
    if (path === '/inboxes')
      return { payload: [{ id: 2, name: 'Tandem', channel_type: 'Channel::Api' }] };
    if (path === '/contacts/search')
      return { payload: contacts.filter((one) => one.identifier === url.searchParams.get('q')) };
    if (path === '/contacts') return contact(body);
    if (path === '/conversations') return begin(body);
    if (/^\/contacts\/\d+\/conversations$/.test(path)) return { payload: conversations.map(shown) };
    const found = /^\/conversations\/(?<id>\d+)\/?(?<what>.*)$/.exec(path)?.groups;
    const one = conversations.find(({ id }) => id === Number(found?.['id']));
    return one ? inConversation(one, `${method} ${found?.['what']}`, body) : null;
  };

  const read = async (request: IncomingMessage): Promise<Json> => {
    const sent = await text(request);
    return sent === '' ? {} : (JSON.parse(sent) as Json);
  };
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = await read(request);
    const known = headers['api_access_token'] === token;
    const told = known ? answer(method, new URL(url, 'http://chatwoot'), body) : { error: 'token' };
    const status = known ? (told ? 200 : 404) : 401;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(told ?? { error: 'unknown' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    conversations,
    settings: {
      ...{ chatwootUrl: `http://127.0.0.1:${port}`, accountId: '1', apiAccessToken: token },
      ...{ inbox: 'Tandem', webhookSecret: secret },
    },
    /** The agent writes. */
    say: (to: string, one: Conversation, content: string) =>
      deliver(to, {
        ...{ event: 'message_created', id: next(), message_type: 'outgoing', private: false },
        ...{ content, sender: { id: 4, name: 'Joan', type: 'user' }, conversation: shown(one) },
      }),
    /** The agent is done. */
    resolve(to: string, one: Conversation) {
      one.status = 'resolved';
      const body = { ...shown(one), event: 'conversation_status_changed', updated_at: next() };
      return deliver(to, body);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Activity, EndpointConfiguration, GatewayEndpoint } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { call, orgA, orgB, startGatewayWorld } from '../testing/index.ts';

type World = Awaited<ReturnType<typeof startGatewayWorld>>;
type Started = {
  conversationId: string;
  token: string;
  visitor?: string;
  error?: { code: string };
};
type Listed = { conversations: { conversationId: string; preview?: string; ended: boolean }[] };

const secret = 'a secret of at least thirty-two characters';
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

const hs256 = (claims: object, key = secret) => {
  const text = `${part({ alg: 'HS256' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
};

/** An endpoint that takes signed identities. */
const signedEndpoint = async (world: World, change: Record<string, unknown> = {}) => {
  const made = await world.endpoint({ handover: false });
  const body = {
    name: made.name,
    bot: { kind: 'demo' },
    identity: { kind: 'hs256', settings: { identitySecret: secret, audience: 'chat' } },
    ...change,
  };
  const put = await world.admin<GatewayEndpoint>(`/endpoints/${made.id}`, { method: 'PUT', body });
  expect(put.status, JSON.stringify(put.body)).toBe(200);
  return made;
};

const start = (base: string, body: object = {}, headers: Record<string, string> = {}) =>
  call<Started>(`${base}/v3/directline/conversations`, { method: 'POST', body, headers });

const ada = (more: object = {}) =>
  hs256({ sub: 'ada', aud: 'chat', exp: inAnHour(), name: 'Ada Lovelace', ...more });

const say = (base: string, { conversationId, token }: Started, text: string) =>
  call(`${base}/v3/directline/conversations/${conversationId}/activities`, {
    method: 'POST',
    token,
    body: { type: 'message', text },
  });

const list = async (base: string, visitor = '') =>
  call<Listed>(`${base}/v3/directline/visitor/conversations`, { token: visitor });

const signIn = (base: string, identity: string) =>
  call<{ visitor: string; error?: { code: string; message: string } }>(
    `${base}/v3/directline/visitor`,
    { method: 'POST', body: { identity } },
  );

describe('signed visitors', () => {
  it('find what they said on another device, and go on there', async () => {
    await using world = await startGatewayWorld();
    const { base, id } = await signedEndpoint(world);
    const chat = (
      await start(base, { user: { id: 'dl_x' }, identity: ada({ email: 'a@example.com' }) })
    ).body;
    await say(base, chat, 'about my order');
    const [row] = await world.db.query(
      'select user_id, user_name, user_trusted, visitor, profile from session where conversation_id = $1',
      [chat.conversationId],
    );
    expect(row).toEqual({
      user_id: 'ada',
      user_name: 'Ada Lovelace',
      user_trusted: true,
      visitor: 'id:ada',
      profile: { email: 'a@example.com' },
    });
    const { visitor } = (await signIn(base, ada())).body;
    const found = await list(base, visitor);
    expect(found.body.conversations).toMatchObject([
      { conversationId: chat.conversationId, ended: false },
    ]);
    const path = `${base}/v3/directline/visitor/conversations/${chat.conversationId}`;
    const read = await call<{ activities: Activity[] }>(`${path}/activities`, { token: visitor });
    expect(read.body.activities.map(({ text }) => text)).toContain('about my order');
    const resumed = await call<Started>(`${path}/resume`, { method: 'POST', token: visitor });
    expect(resumed.status).toBe(200);
    expect((await say(base, resumed.body, 'from the phone')).status).toBe(200);
    expect(id).toBeTruthy();
  });

  it('are nobody else: not with a forged token, another subject, endpoint, tenant or kind of token', async () => {
    await using world = await startGatewayWorld();
    const { base } = await signedEndpoint(world);
    const chat = (await start(base, { identity: ada() })).body;
    await say(base, chat, 'secret');
    const forged = await signIn(base, hs256({ sub: 'ada', aud: 'chat', exp: inAnHour() }, 'no'));
    expect(forged).toMatchObject({ status: 403, body: { error: { code: 'IdentityInvalid' } } });
    const old = await signIn(base, ada({ exp: 1000 }));
    expect(old).toMatchObject({ status: 403, body: { error: { code: 'IdentityExpired' } } });
    expect((await signIn(base, ada({ aud: 'shop' }))).body.error?.message).toContain('aud');
    expect((await start(base, { identity: 'x.y.z' })).body.error?.code).toBe('IdentityInvalid');
    // A browser that only says it is ada.
    const liar = (await start(base, { user: { id: 'ada' } })).body;
    await say(base, liar, 'let me see');
    expect((await list(base, liar.visitor)).body.conversations).toHaveLength(1);
    const bob = (await signIn(base, hs256({ sub: 'bob', aud: 'chat', exp: inAnHour() }))).body;
    expect((await list(base, bob.visitor)).body.conversations).toEqual([]);
    const path = `/v3/directline/visitor/conversations/${chat.conversationId}`;
    for (const token of [bob.visitor, liar.visitor ?? '']) {
      expect((await call(`${base}${path}/activities`, { token })).status).toBe(404);
      expect((await call(`${base}${path}/resume`, { method: 'POST', token })).status).toBe(404);
    }
    expect((await call(`${base}${path}/activities`)).status).toBe(401);
    expect((await call(`${base}${path}/activities`, { token: chat.token })).status).toBe(403);
    const { visitor } = (await signIn(base, ada())).body;
    const theirs = await world.endpoint({ org: orgB, name: 'Theirs', handover: false });
    expect((await list(theirs.base, visitor)).status).toBe(403);
    expect((await list(world.main.origin, visitor)).body.conversations).toHaveLength(1);
    const conversation = `${base}/v3/directline/conversations/${chat.conversationId}/activities`;
    expect((await call(conversation, { token: visitor })).status).toBe(403);
  });

  it('take the running conversation of the browser with them, and not that of another', async () => {
    await using world = await startGatewayWorld();
    const { base } = await signedEndpoint(world);
    const anonymous = (await start(base)).body;
    await say(base, anonymous, 'before I signed in');
    const identify = (identity: string, { conversationId, token }: Started) =>
      call<Started>(`${base}/v3/directline/conversations/${conversationId}/identity`, {
        method: 'POST',
        token,
        body: { identity },
      });
    const signed = await identify(ada(), anonymous);
    expect(signed.status).toBe(200);
    expect((await list(base, signed.body.visitor)).body.conversations).toHaveLength(1);
    // The browser's own list no longer shows it.
    expect((await list(base, anonymous.visitor)).body.conversations).toEqual([]);
    const other = hs256({ sub: 'bob', aud: 'chat', exp: inAnHour() });
    expect(await identify(other, anonymous)).toMatchObject({
      status: 409,
      body: { error: { code: 'IdentityOfAnother' } },
    });
    const odd = ada({ name: 'A\u0000da', attributes: { plan: '\u0000' } });
    expect((await identify(odd, signed.body)).status).toBe(200);
  });

  it('are required where the endpoint says so', async () => {
    await using world = await startGatewayWorld();
    const settings = { identitySecret: secret, audience: 'chat', required: true };
    const made = await world.endpoint({ handover: false });
    const before = (await start(made.base)).body;
    await world.admin(`/endpoints/${made.id}`, {
      method: 'PUT',
      body: { name: made.name, bot: { kind: 'demo' }, identity: { kind: 'hs256', settings } },
    });
    world.main.gateway.figures();
    const { base } = made;
    expect((await start(base)).body.error?.code).toBe('IdentityRequired');
    const generate = `${base}/v3/directline/tokens/generate`;
    expect((await call(generate, { method: 'POST', body: {} })).status).toBe(403);
    expect((await say(base, before, 'still me?')).status).toBe(403);
    const chat = await start(base, { identity: ada() });
    expect(chat.status).toBe(201);
    expect((await say(base, chat.body, 'hello')).status).toBe(200);
    expect((await call<EndpointConfiguration>(base)).body.identity).toBe('required');
  });

  it('are checked by the keys of a sign-in service, the new ones too', async () => {
    await using world = await startGatewayWorld();
    const pairs = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
    const published = { count: 1 };
    const server = createServer((_request, response) => {
      const keys = pairs.slice(0, published.count).map(({ publicKey }, at) => ({
        ...publicKey.export({ format: 'jwk' }),
        kid: `k${at}`,
      }));
      response.end(JSON.stringify({ keys }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    const { base } = await signedEndpoint(world, {
      identity: { kind: 'jwks', settings: { jwksUrl, audience: 'chat', issuer: 'https://login' } },
    });
    const rs256 = (at: number) => {
      const claims = { sub: 'ada', aud: 'chat', exp: inAnHour(), iss: 'https://login' };
      const text = `${part({ alg: 'RS256', kid: `k${at}` })}.${part(claims)}`;
      const key = pairs[at]?.privateKey;
      if (!key) throw new Error('no key');
      return `${text}.${createSign('sha256').update(text).sign(key, 'base64url')}`;
    };
    expect((await signIn(base, rs256(0))).status).toBe(200);
    expect((await signIn(base, rs256(1))).body.error?.code).toBe('IdentityInvalid');
    expect((await signIn(base, ada())).body.error?.code).toBe('IdentityInvalid');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    // The keys of before still count while the service is away.
    expect((await signIn(base, rs256(0))).status).toBe(200);
  });
});

describe('the browser of a visitor', () => {
  it('finds its earlier conversations by what the server gave it, the latest first', async () => {
    await using world = await startGatewayWorld();
    const { base } = await world.endpoint({ handover: false });
    const first = (await start(base, { user: { id: 'dl_1' } })).body;
    await say(base, first, 'first');
    await call(`${base}/v3/directline/conversations/${first.conversationId}/activities`, {
      method: 'POST',
      token: first.token,
      body: { type: 'endOfConversation' },
    });
    // What the bot answers counts as the latest, too.
    await world.main.gateway.lanes.drained();
    const { visitor } = first;
    const second = (await start(base, { user: { id: 'dl_1' }, visitor })).body;
    await say(base, second, 'second');
    // One that nothing was said in is not worth a line.
    await start(base, { visitor });
    const found = (await list(base, second.visitor)).body.conversations;
    expect(found.map(({ conversationId }) => conversationId)).toEqual([
      second.conversationId,
      first.conversationId,
    ]);
    expect(found.map(({ ended }) => ended)).toEqual([false, true]);
    // Somebody who chose the same id is somebody else.
    const other = (await start(base, { user: { id: 'dl_1' } })).body;
    expect((await list(base, other.visitor)).body.conversations).toEqual([]);
  });
});

describe('pages that may start chats', () => {
  it('are those of the list, and the own ones', async () => {
    await using world = await startGatewayWorld();
    const widget = { origins: ['https://shop.example'] };
    const { base } = await signedEndpoint(world, { widget });
    const from = (origin: string) => start(base, {}, { origin });
    expect((await from('https://shop.example')).status).toBe(201);
    expect((await from('https://SHOP.example:443')).status).toBe(201);
    expect((await from(world.main.origin)).status).toBe(201);
    expect(await from('https://evil.example')).toMatchObject({
      status: 403,
      body: { error: { code: 'OriginNotAllowed' } },
    });
    const refused = await call(`${base}/v3/directline/tokens/generate`, {
      method: 'POST',
      body: {},
      headers: { origin: 'https://evil.example' },
    });
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
    expect(refused.status).toBe(403);
  });
});

describe('the look of the chat', () => {
  const widget = {
    color: '#0a7f5a',
    home: true,
    consent: true,
    origins: ['https://shop.example'],
    texts: { de: { title: 'Hilfe', starters: ['Wo ist mein Paket?'], menu: [{ label: 'Agent' }] } },
  };

  it('is stored, kept by those who do not know of it, and public without the list of pages', async () => {
    await using world = await startGatewayWorld();
    const made = await signedEndpoint(world, { widget });
    const answer = await call<EndpointConfiguration>(made.base);
    const { origins: _pages, ...shown } = widget;
    expect(answer.body).toMatchObject({ widget: shown, identity: 'accepted' });
    expect(JSON.stringify(answer.body)).not.toContain('shop.example');
    expect(answer.headers.get('cache-control')).toContain('max-age');
    await world.admin(`/endpoints/${made.id}`, {
      method: 'PUT',
      body: { name: 'Renamed', bot: { kind: 'demo' } },
    });
    const kept = (await world.admin<GatewayEndpoint>(`/endpoints/${made.id}`)).body;
    expect(kept).toMatchObject({
      widget,
      identity: { kind: 'hs256', secrets: ['identitySecret'], settings: { audience: 'chat' } },
    });
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect((await world.admin(`/endpoints/${made.id}`, { org: orgB })).status).toBe(404);
    expect(world.audited.every(({ org }) => org === orgA)).toBe(true);
    expect(JSON.stringify(world.audited)).not.toContain(secret);
  });

  it('takes whatever people type, also what the database does not store', async () => {
    await using world = await startGatewayWorld();
    const made = await world.endpoint({ handover: false });
    const widget = { texts: { en: { title: 'a\u0000b', greeting: '\ud83d' } } };
    const body = { name: 'Chat', bot: { kind: 'demo' }, widget };
    const put = await world.admin(`/endpoints/${made.id}`, { method: 'PUT', body });
    expect(put.status).toBe(200);
    const shown = (await call<EndpointConfiguration>(made.base)).body.widget.texts?.en;
    expect(shown).toEqual({ title: 'ab', greeting: '\ufffd' });
  });

  it('needs a secret of thirty-two characters for identities', async () => {
    await using world = await startGatewayWorld();
    const made = await world.endpoint({ handover: false });
    const identity = { kind: 'hs256', settings: { identitySecret: 'short' } };
    const body = { name: 'Other', bot: { kind: 'demo' }, identity };
    const refused = await world.admin<{ message: string }>(`/endpoints/${made.id}`, {
      method: 'PUT',
      body,
    });
    expect(refused.status).toBe(400);
    expect(refused.body.message).not.toContain('short');
    expect(refused.body.message).toContain('at least 32 characters');
  });
});

import type { Activity } from '@tandem/contract';
import { createTestClock } from '@tandem/kit';
import { DirectLine } from 'botframework-directlinejs';
import { Observable } from 'rxjs/Observable.js';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket as NodeSocket } from 'ws';
import { call, openChat, soon, startGatewayWorld } from '../testing/index.ts';
import { createTokens } from './tokens.ts';

type Started = { conversationId: string; token: string; streamUrl: string; expires_in: number };

const connect = async (url: string) => {
  const frames: string[] = [];
  const socket = new NodeSocket(url);
  const closed = new Promise<string>((resolve) =>
    socket.on('close', (_code, reason) => resolve(String(reason))),
  );
  socket.on('message', (data) => frames.push(String(data)));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const activities = () =>
    frames
      .filter(Boolean)
      .flatMap((frame) => (JSON.parse(frame) as { activities: Activity[] }).activities);
  return { socket, frames, closed, activities };
};

const start = (base: string, body: object = {}, token?: string) =>
  call<Started>(`${base}/v3/directline/conversations`, {
    method: 'POST',
    body,
    ...(token ? { token } : {}),
  });

const resume = async (base: string, { conversationId, token }: Started, watermark?: string) => {
  const query = watermark === undefined ? '' : `?watermark=${watermark}`;
  const url = `${base}/v3/directline/conversations/${conversationId}${query}`;
  return (await call<Started>(url, { token })).body.streamUrl;
};

type AjaxRequest = {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: unknown;
};

/** The client asks through XMLHttpRequest, which Node lacks; this is the same over fetch. */
const ajax = ({ method, url, headers = {}, body }: AjaxRequest) =>
  new Observable((observer) => {
    const ask = async () => {
      const response = await fetch(url, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const reply = { status: response.status, response: await response.json() };
      if (!response.ok) return observer.error(reply);
      observer.next(reply);
      observer.complete();
    };
    ask().catch((error) => observer.error(error));
  });

describe('Direct Line with the official client', () => {
  it.each([true, false])('chats (WebSocket: %s)', async (webSocket) => {
    await using world = await startGatewayWorld();
    const { base } = await world.endpoint({ handover: false });
    const { body } = await call<Started>(`${base}/v3/directline/tokens/generate`, {
      method: 'POST',
    });
    const client = new DirectLine({
      domain: `${base}/v3/directline`,
      token: body.token,
      webSocket,
      pollingInterval: 200,
      ...({ ajax } as object),
    });
    const seen: string[] = [];
    const subscription = client.activity$.subscribe((activity) => {
      if (activity.type === 'message' && activity.text)
        seen.push(`${activity.from.role}: ${activity.text}`);
    });
    await vi.waitFor(() => expect(seen.join()).toContain('Hello'), soon);
    const id = await new Promise<string>((resolve, reject) =>
      client
        .postActivity({ type: 'message', from: { id: 'me' }, text: 'hours' })
        .subscribe({ next: resolve, error: reject }),
    );
    expect(id).toBe(`${body.conversationId}|0000002`);
    await vi.waitFor(() => expect(seen.join()).toContain('Monday'), soon);
    expect(seen).toEqual([
      expect.stringContaining('bot: Hello'),
      'user: hours',
      expect.stringContaining('bot: We are open'),
    ]);
    subscription.unsubscribe();
    client.end();
  });
});

describe('Direct Line server', () => {
  it('answers a repeat of a client id with the id of the first', async () => {
    await using world = await startGatewayWorld();
    const chat = await openChat((await world.endpoint()).base);
    const send = () => chat.say('hours', { channelData: { clientActivityID: 'abc' } });
    const ids = await Promise.all([send(), send(), send()]);
    expect(new Set(ids).size).toBe(1);
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain('Monday'), soon);
    const own = (await chat.activities()).filter(({ from }) => from?.role === 'user');
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({ channelData: { clientActivityID: 'abc' } });
  });

  it('pages by watermark and never stores typing', async () => {
    await using world = await startGatewayWorld();
    const chat = await openChat((await world.endpoint({ handover: false })).base);
    await vi.waitFor(async () => expect(await chat.activities()).toHaveLength(1), soon);
    await chat.post({ type: 'typing' });
    await chat.post({ type: 'event', name: 'other' });
    expect(await chat.activities()).toHaveLength(2);
    expect(await chat.activities('1')).toHaveLength(1);
    expect(await chat.activities('2')).toEqual([]);
    expect(await chat.activities('nonsense')).toHaveLength(2);
  });

  it('streams from the watermark, keeps alive by position and replays after a reconnect', async () => {
    await using world = await startGatewayWorld();
    const { base } = await world.endpoint({ handover: false });
    const { body } = await start(base);
    const first = await connect(body.streamUrl);
    await vi.waitFor(() => expect(first.activities()).toHaveLength(1), soon);
    first.socket.terminate();
    const path = `${base}/v3/directline/conversations/${body.conversationId}/activities`;
    const post = (text: string) =>
      call(path, { method: 'POST', token: body.token, body: { type: 'message', text } });
    await post('hours');
    const second = await connect(await resume(base, body, '1'));
    await vi.waitFor(() => expect(second.activities()).toHaveLength(2), soon);
    const live = await connect(await resume(base, body));
    await post('hours');
    await vi.waitFor(() => expect(live.activities()).toHaveLength(2), soon);
    live.socket.close();
  });

  it('closes the older socket of a conversation', async () => {
    await using world = await startGatewayWorld();
    const node = await world.node();
    const { base } = await world.endpoint();
    const { body } = await start(base);
    const here = await connect(body.streamUrl);
    const there = await connect(
      (await resume(base, body)).replace(world.main.origin.slice(4), node.origin.slice(4)),
    );
    expect(await here.closed).toBe('collision');
    there.socket.close();
  });

  it('refuses stream addresses that are old, forged or of another conversation', async () => {
    await using world = await startGatewayWorld();
    const { base } = await world.endpoint();
    const one = (await start(base)).body;
    const two = (await start(base)).body;
    const swapped = one.streamUrl.replace(one.conversationId, two.conversationId);
    for (const url of [swapped, `${one.streamUrl}x`, one.streamUrl.replace(/t=.*/, '')])
      await expect(connect(url)).rejects.toThrow();
  });

  it('tells missing, wrong and ended tokens apart', async () => {
    await using world = await startGatewayWorld();
    const { base } = await world.endpoint();
    const other = await world.endpoint({ name: 'Other' });
    const { body } = await start(base);
    const path = `/v3/directline/conversations/${body.conversationId}/activities`;
    const code = async (url: string, token?: string) => {
      const answer = await call<{ error: { code: string } }>(url, token ? { token } : {});
      return [answer.status, answer.body.error?.code];
    };
    expect(await code(base + path)).toEqual([401, 'Unauthorized']);
    expect(await code(world.main.origin + path)).toEqual([401, 'Unauthorized']);
    expect(await code(base + path, 'nonsense')).toEqual([403, 'BadToken']);
    expect(await code(`${other.base}${path}`, body.token)).toEqual([403, 'BadToken']);
    const stranger = (await start(base)).body;
    expect(await code(base + path, stranger.token)).toEqual([403, 'BadToken']);
    expect((await call(world.main.origin + path, { token: body.token })).status).toBe(200);
    expect(await code(`${world.main.origin}/endpoints/nobody${path}`)).toEqual([
      404,
      'EndpointNotFound',
    ]);
  });

  it('renews a token that ended lately, for the same conversation and user', async () => {
    await using world = await startGatewayWorld();
    const { base } = await world.endpoint();
    const { body } = await start(base, { user: { id: 'dl_me' } });
    const url = `${base}/v3/directline/tokens/refresh`;
    const fresh = await call<Started>(url, { method: 'POST', token: body.token });
    expect(fresh).toMatchObject({
      status: 200,
      body: { conversationId: body.conversationId, expires_in: 1800 },
    });
    expect((await call(url, { method: 'POST' })).status).toBe(403);
    const again = await start(base, {}, fresh.body.token);
    expect(again).toMatchObject({ status: 200, body: { conversationId: body.conversationId } });
  });

  it('serves the common address with the secret, and binds users only by it', async () => {
    await using world = await startGatewayWorld();
    const endpoint = await world.endpoint({ handover: false });
    const path = `/endpoints/${endpoint.id}/secret`;
    const { secret } = (await world.admin<{ secret: string }>(path, { method: 'POST' })).body;
    const { origin } = world.main;
    const user = { id: 'customer-7', name: 'Ada' };
    const made = await call<Started>(`${origin}/v3/directline/tokens/generate`, {
      method: 'POST',
      token: secret,
      body: { user },
    });
    expect(made.status).toBe(200);
    const chat = await openChat(origin, { token: made.body.token });
    await chat.say('hi', { from: { id: 'somebody-else', name: 'Eve' } });
    const own = (await chat.activities()).find(({ from }) => from?.role === 'user');
    expect(own?.from).toEqual({ id: 'customer-7', name: 'Ada', role: 'user' });
    const renewed = await world.admin<{ secret: string }>(path, { method: 'POST' });
    expect(renewed.body.secret).not.toBe(secret);
    expect((await start(origin, {}, secret)).status).toBe(403);
  });

  it('lets pages of other origins in, errors included', async () => {
    await using world = await startGatewayWorld();
    const { base } = await world.endpoint();
    const url = `${base}/v3/directline/conversations`;
    const asked = await fetch(url, { method: 'OPTIONS' });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-headers')).toContain('x-ms-bot-agent');
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    const refused = await call(`${url}/x/activities`);
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
      401,
      '*',
    ]);
  });

  it('keeps what clients may not set out of what it stores, and refuses what is too large', async () => {
    await using world = await startGatewayWorld();
    const chat = await openChat((await world.endpoint({ handover: false })).base);
    const sent = {
      type: 'message',
      text: 'a\u0000b',
      id: 'mine',
      timestamp: '1999-01-01',
      secretField: 1,
    };
    expect((await chat.post(sent as Partial<Activity>)).status).toBe(200);
    const own = (await chat.activities()).find(({ from }) => from?.role === 'user');
    expect(own).toMatchObject({ text: 'ab' });
    expect(own?.id).not.toBe('mine');
    expect(own).not.toHaveProperty('secretField');
    const large = await chat.post({ type: 'message', text: 'x'.repeat(300_000) });
    expect(large.status).toBe(413);
  });
});

describe('uploads', () => {
  const png = Buffer.from('89504e470d0a1a0a', 'hex');
  const upload = async (
    chat: { base: string; conversationId: string; token: string },
    form: FormData,
  ) => {
    const response = await fetch(
      `${chat.base}/v3/directline/conversations/${chat.conversationId}/upload?userId=me`,
      { method: 'POST', headers: { authorization: `Bearer ${chat.token}` }, body: form },
    );
    return { status: response.status, body: (await response.json()) as { id: string } };
  };
  const formOf = (type = 'image/png') => {
    const form = new FormData();
    const activity = { type: 'message', text: 'Look', channelData: { clientActivityID: 'u1' } };
    form.append(
      'activity',
      new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }),
    );
    form.append('file', new Blob([png], { type }), '../Füße.png');
    return form;
  };

  it('keep the caption and can be downloaded by address alone', async () => {
    await using world = await startGatewayWorld();
    const chat = await openChat((await world.endpoint({ handover: false })).base);
    expect((await upload(chat, formOf())).status).toBe(200);
    const own = (await chat.activities()).find(({ from }) => from?.role === 'user');
    expect(own).toMatchObject({
      text: 'Look',
      attachments: [{ contentType: 'image/png', name: 'Füße.png' }],
    });
    const url = own?.attachments?.[0]?.contentUrl ?? '';
    const file = await fetch(url);
    expect(file.headers.get('content-type')).toBe('image/png');
    expect(file.headers.get('content-security-policy')).toContain('sandbox');
    expect(Buffer.from(await file.arrayBuffer())).toEqual(png);
    expect((await fetch(`${url}x`)).status).toBe(403);
    expect((await upload(chat, formOf())).body.id).toBe(own?.id);
  });

  it('reach the agent as attachments of the same message', async () => {
    await using world = await startGatewayWorld();
    const { fake } = world;
    world.addIntegration('Tandem');
    const chat = await openChat((await world.endpoint({ settings: { queue: '' } })).base);
    await chat.say('agent');
    await vi.waitFor(() => expect(fake.state.inbound).toHaveLength(1), soon);
    await upload(chat, formOf());
    await vi.waitFor(() => expect(fake.state.inbound).toHaveLength(2), soon);
    expect(fake.state.inbound[1]).toMatchObject({
      text: 'Look',
      content: [
        { contentType: 'Attachment', attachment: { mediaType: 'Image', mime: 'image/png' } },
      ],
    });
  });

  it('bring an activity of the same shape as any other', async () => {
    await using world = await startGatewayWorld();
    const chat = await openChat((await world.endpoint({ handover: false })).base);
    const wrong = [
      { type: 'message', attachments: 'x' },
      { type: 'message', attachments: [null] },
      { type: 'message', text: { a: 1 } },
      { type: 'event', name: 5 },
      { type: '' },
      [],
      null,
    ];
    for (const activity of wrong) {
      const form = new FormData();
      const type = 'application/vnd.microsoft.activity';
      form.append('activity', new Blob([JSON.stringify(activity)], { type }));
      form.append('file', new Blob([png], { type: 'image/png' }), 'a.png');
      expect({ activity, status: (await upload(chat, form)).status }).toEqual({
        activity,
        status: 400,
      });
    }
    expect((await chat.activities()).filter(({ from }) => from?.role === 'user')).toEqual([]);
  });

  it('of types that could run, or that are no upload at all, are refused', async () => {
    await using world = await startGatewayWorld();
    const chat = await openChat((await world.endpoint()).base);
    expect((await upload(chat, formOf('text/html'))).status).toBe(415);
    const response = await fetch(
      `${chat.base}/v3/directline/conversations/${chat.conversationId}/upload`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${chat.token}`,
          'content-type': 'multipart/form-data; boundary=x',
        },
        body: 'not a form',
      },
    );
    expect(response.status).toBe(400);
  });
});

describe('tokens', () => {
  it('live half an hour, show the user, and count for renewal a while longer', async () => {
    const clock = createTestClock();
    const tokens = createTokens({ key: Buffer.alloc(32, 1), clock });
    const claims = {
      endpointId: 'e',
      conversationId: 'c',
      userId: 'dl_u',
      userName: null,
      trusted: false,
      visitor: null,
    };
    const token = tokens.issue(claims);
    expect(
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()),
    ).toMatchObject({
      user: 'dl_u',
      conv: 'c',
    });
    await clock.advance(1_799_000);
    expect(tokens.read(token)).toEqual(claims);
    await clock.advance(1_000);
    expect(tokens.read(token)).toBe('expired');
    expect(tokens.read(token, 60_000)).toEqual(claims);
    expect(createTokens({ key: Buffer.alloc(32, 2), clock }).read(token)).toBeNull();
    expect(tokens.readStream(token)).toBeNull();
  });
});

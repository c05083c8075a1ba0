import { systemClock } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { WebSocket as NodeSocket } from 'ws';
import { call, openChat, startGatewayWorld } from '../testing/index.ts';

type Started = { conversationId: string; token: string; streamUrl: string };
type Problem = { error: { code: string } };

/** A gateway whose clock can be set forward. */
const startLater = async () => {
  const late = { seconds: 0 };
  const now = () => new Date(systemClock.now().getTime() + late.seconds * 1000);
  const world = await startGatewayWorld({ clock: { ...systemClock, now } });
  const { base } = await world.endpoint({ handover: false });
  const { body } = await call<Started>(`${base}/v3/directline/conversations`, {
    ...{ method: 'POST', body: {} },
  });
  const own = `${base}/v3/directline/conversations/${body.conversationId}`;
  return { world, late, base, body, own };
};

const opens = (url: string) => {
  const socket = new NodeSocket(url);
  return new Promise<boolean>((resolve) => {
    socket.once('open', () => resolve(true)).once('error', () => resolve(false));
  }).finally(() => socket.terminate());
};

describe('time at the Direct Line server', () => {
  it('an address of a stream is good for a minute, and another one is told for it', async () => {
    const { world, late, body, own } = await startLater();
    await using _ = world;
    late.seconds = 45;
    expect(await opens(body.streamUrl)).toBe(true);
    late.seconds = 61;
    expect(await opens(body.streamUrl)).toBe(false);
    const again = await call<Started>(own, { token: body.token });
    expect(await opens(again.body.streamUrl)).toBe(true);
  });

  it('a token ends after half an hour, is told to have ended, and can be renewed for a day', async () => {
    const { world, late, base, body, own } = await startLater();
    await using _ = world;
    const read = (token: string) => call<Problem>(`${own}/activities`, { token });
    const refresh = () =>
      call<Started & Problem>(`${base}/v3/directline/tokens/refresh`, {
        ...{ method: 'POST', token: body.token },
      });
    late.seconds = 1_790;
    expect((await read(body.token)).status).toBe(200);
    late.seconds = 1_810;
    const ended = { status: 403, body: { error: { code: 'TokenExpired' } } };
    expect(await read(body.token)).toMatchObject(ended);
    const fresh = await refresh();
    expect((await read(fresh.body.token)).status).toBe(200);
    late.seconds = 1_810 + 24 * 3600;
    expect(await refresh()).toMatchObject(ended);
  });
});

describe('what clients of Direct Line may ask besides', () => {
  it('a single file is taken as it is, by its type and its name', async () => {
    await using world = await startGatewayWorld();
    const chat = await openChat((await world.endpoint({ handover: false })).base);
    const bytes = Buffer.from('%PDF-1.7');
    const upload = (type: string) =>
      fetch(`${chat.base}/v3/directline/conversations/${chat.conversationId}/upload?userId=me`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${chat.token}`,
          'content-type': type,
          'content-disposition': 'name="file"; filename="../bill.pdf"',
        },
        body: bytes,
      });
    expect((await upload('text/html')).status).toBe(415);
    const taken = await upload('application/pdf');
    const { id } = (await taken.json()) as { id: string };
    const own = (await chat.activities()).filter(({ from }) => from?.role === 'user');
    expect(own).toMatchObject([
      { id, attachments: [{ contentType: 'application/pdf', name: 'bill.pdf' }] },
    ]);
    const file = await fetch(own[0]?.attachments?.[0]?.contentUrl ?? '');
    expect(Buffer.from(await file.arrayBuffer())).toEqual(bytes);
  });

  it('the session of a token is its conversation', async () => {
    await using world = await startGatewayWorld();
    const chat = await openChat((await world.endpoint({ handover: false })).base);
    const url = `${chat.base}/v3/directline/session/getsessionid`;
    expect(await call(url, { token: chat.token })).toMatchObject({
      ...{ status: 200, body: { sessionId: chat.conversationId } },
    });
    expect((await call(url, { token: 'nonsense' })).status).toBe(403);
  });

  it('a conversation that is gone is not found, so that clients end it', async () => {
    await using world = await startGatewayWorld();
    const chat = await openChat((await world.endpoint({ handover: false })).base);
    await world.db.query('delete from session where conversation_id = $1', [chat.conversationId]);
    const path = `${chat.base}/v3/directline/conversations/${chat.conversationId}`;
    const gone = { status: 404, body: { error: { code: 'ConversationNotFound' } } };
    expect(await call(path, { token: chat.token })).toMatchObject(gone);
    expect(await call(`${path}/activities`, { token: chat.token })).toMatchObject(gone);
    expect(await chat.post({ type: 'message', text: 'hello?' })).toMatchObject(gone);
  });
});

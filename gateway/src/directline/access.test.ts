import { systemIds } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { WebSocket as NodeSocket } from 'ws';
import { call, startGatewayWorld } from '../testing/index.ts';

type Started = { conversationId: string; token: string; streamUrl: string };

const connect = async (url: string) => {
  const socket = new NodeSocket(url);
  const closed = new Promise<string>((resolve) =>
    socket.on('close', (_code, reason) => resolve(String(reason))),
  );
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return { socket, closed };
};

const start = (base: string, body: object = {}, token?: string) =>
  call<Started>(`${base}/v3/directline/conversations`, {
    method: 'POST',
    body,
    ...(token ? { token } : {}),
  });

describe('a socket', () => {
  it('closes when the endpoint is switched off or deleted, on every node, and opens no more', async () => {
    await using world = await startGatewayWorld();
    const node = await world.node();
    const kept = await world.endpoint({ name: 'Kept', handover: false });
    const other = await connect((await start(kept.base)).body.streamUrl);
    for (const change of [
      (path: string) =>
        world.admin(path, {
          method: 'PUT',
          body: { name: systemIds.uuid(), bot: { kind: 'demo' }, active: false },
        }),
      (path: string) => world.admin(path, { method: 'DELETE' }),
    ]) {
      const { id, base } = await world.endpoint({ name: systemIds.uuid(), handover: false });
      const one = (await start(base)).body;
      const two = (await start(base)).body;
      const late = (await start(base)).body;
      const here = await connect(one.streamUrl);
      const there = await connect(
        two.streamUrl.replace(world.main.origin.slice(4), node.origin.slice(4)),
      );
      expect((await change(`/endpoints/${id}`)).status).toBeLessThan(300);
      expect(await here.closed).toBe('the endpoint is not active');
      expect(await there.closed).toBe('the endpoint is not active');
      await expect(connect(late.streamUrl)).rejects.toThrow('Unexpected server response');
    }
    expect(other.socket.readyState).toBe(NodeSocket.OPEN);
    other.socket.close();
  });
});

describe('the common address', () => {
  it('takes back every token it gives, whatever the user is called', async () => {
    await using world = await startGatewayWorld();
    const endpoint = await world.endpoint({ handover: false });
    const path = `/endpoints/${endpoint.id}/secret`;
    const { secret } = (await world.admin<{ secret: string }>(path, { method: 'POST' })).body;
    const { origin } = world.main;
    for (const sign of ['\u0001', '\u2028', '😀'.slice(0, 1), '"']) {
      const user = { id: sign.repeat(256), name: sign.repeat(256) };
      const made = await call<Started>(`${origin}/v3/directline/tokens/generate`, {
        method: 'POST',
        token: secret,
        body: { user },
      });
      expect(made.status).toBe(200);
      const chat = await start(origin, {}, made.body.token);
      expect(chat.status).toBe(201);
    }
  });
});

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { createTestClock, systemClock } from '../clock.ts';
import { createEgressGuard, parseEgressRule } from './egress.ts';
import { createWebSocketClient } from './web-socket-client.ts';

const loopback = [parseEgressRule('127.0.0.0/8')];

const startEcho = async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    socket.on('message', (data) => socket.send(`echo ${String(data)}`));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    server,
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/a`,
    async [Symbol.asyncDispose]() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const clientOf = (allow = loopback, clock = systemClock) => {
  const client = createWebSocketClient({ guard: createEgressGuard({ allow }), clock });
  return { ...client, [Symbol.asyncDispose]: client.close };
};

describe('outbound WebSockets', () => {
  it('carry texts both ways and tell when the other side closes', async () => {
    await using echo = await startEcho();
    await using client = clientOf();
    const socket = await client.connect(echo.url);
    const heard = new Promise<string>((resolve) => socket.onMessage(resolve));
    socket.send('hello');
    expect(await heard).toBe('echo hello');
    const closed = new Promise<void>((resolve) => socket.onClose(resolve));
    for (const each of echo.server.clients) each.close();
    await closed;
    await new Promise<void>((resolve) => socket.onClose(resolve));
  });

  it('are under the egress guard', async () => {
    await using echo = await startEcho();
    await using client = clientOf([]);
    await expect(client.connect(echo.url)).rejects.toThrow();
    expect(echo.server.clients.size).toBe(0);
  });

  it('refuse other schemes and hosts that do not answer', async () => {
    await using client = clientOf();
    await expect(client.connect('http://127.0.0.1:1')).rejects.toThrow('valid http or https URL');
    await expect(client.connect('ws://127.0.0.1:1')).rejects.toThrow();
  });

  it('give up in time on a server that accepts and says nothing', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const clock = createTestClock();
    await using client = clientOf(loopback, clock);
    const url = `ws://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const opening = expect(client.connect(url, { timeoutMs: 3000 })).rejects.toThrow('in time');
    await clock.advance(3000);
    await opening;
    silent.close();
  });
});

import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { handle } from '@tandem/contract';
import { systemClock } from '@tandem/kit';
import { createTestClock, createTestIds, silentLog } from '@tandem/kit/testing';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { createHttpApp } from './app.ts';
import { createRateLimiter } from './rate-limit.ts';
import { mountSockets } from './sockets.ts';
import { closeApp } from './stopping.ts';

const note = {
  method: 'POST',
  path: '/notes',
  access: 'public',
  body: Type.Object({ text: Type.String() }),
  reply: { 200: Type.Unknown() },
} as const;

const startApp = async () => {
  const clock = createTestClock();
  const app = createHttpApp({
    authenticate: async () => null,
    rateLimiter: createRateLimiter({ perMinute: 0, clock }),
    ids: createTestIds(),
    clock,
    log: silentLog,
    publicUrl: undefined,
    catalogue: false,
    handlers: [handle(note, async ({ body }) => ({ status: 200, body }))],
  });
  const opened: unknown[] = [];
  const handlers = [
    {
      path: '/socket',
      accept: async () => ({ onSocket: (socket: unknown) => opened.push(socket) }),
    },
  ];
  const sockets = mountSockets(app.server, handlers, { log: silentLog, clock });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { app, clock, sockets, opened, port: (app.server.address() as AddressInfo).port };
};

const speak = async (port: number, text: string): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(text);
  return socket;
};

const head = (length: number) =>
  `POST /notes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

const upgrade = `GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;

/** Whether it has ended by now; real time, since sockets know no other. */
const hasEnded = (ending: Promise<unknown>) =>
  Promise.race([ending.then(() => true), delay(100).then(() => false)]);

describe('stopping', () => {
  it('a request that never comes to its end holds nobody up for longer than the grace', async () => {
    const { app, clock, port } = await startApp();
    const client = await speak(port, `${head(100)}{`);
    await once(app.server, 'request');
    const closing = closeApp(app, clock);
    expect(await hasEnded(closing)).toBe(false);
    await clock.advance(5_000);
    expect(await hasEnded(closing)).toBe(true);
    client.destroy();
  });

  it('a request that comes to its end within the grace is answered', async () => {
    const { app, clock, port } = await startApp();
    const client = await speak(port, `${head(13)}{"text"`);
    await once(app.server, 'request');
    const closing = closeApp(app, clock);
    client.write(':"on"}');
    const [answer] = await once(client, 'data');
    expect(String(answer)).toContain('200 OK');
    await clock.advance(100);
    expect(await hasEnded(closing)).toBe(true);
    client.destroy();
  });

  it('a socket whose client does not answer the goodbye is cut off', async () => {
    const { app, clock, sockets, opened, port } = await startApp();
    const client = await speak(port, upgrade);
    client.resume();
    await expect.poll(() => opened).toHaveLength(1);
    const closing = sockets.closeAll();
    expect(await hasEnded(closing)).toBe(false);
    await clock.advance(1_000);
    expect(await hasEnded(closing)).toBe(true);
    expect(await hasEnded(closeApp(app, systemClock))).toBe(true);
    client.destroy();
  });

  it('a request is given up when it takes longer than any upload', async () => {
    const { app, clock } = await startApp();
    expect(app.server.requestTimeout).toBe(600_000);
    await closeApp(app, clock);
  });
});

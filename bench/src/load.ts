import { connect, type Socket } from 'node:net';

/** One kept-alive HTTP/1.1 connection that sends prepared requests one after the other. */
export type Line = {
  readonly send: (request: Buffer) => Promise<number>;
  /** False where the server has closed it, as it does with what says nothing for long. */
  readonly isOpen: () => boolean;
  readonly close: () => void;
};

const headEnd = Buffer.from('\r\n\r\n');
const statusOf = (head: string) => Number(head.slice(9, 12));
const lengthOf = (head: string) => Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);

/** Opens a connection; answers of the servers under test always have a Content-Length. */
export const openLine = (port: number): Promise<Line> =>
  new Promise((resolve, reject) => {
    let waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | null =
      null;
    let received: Buffer = Buffer.alloc(0);
    const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true });
    socket.once('error', (error) => {
      reject(error);
      waiting?.reject(error);
    });
    socket.on('close', () => waiting?.reject(new Error('the server closed the connection')));
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const end = received.indexOf(headEnd);
      if (end < 0) return;
      const head = received.toString('latin1', 0, end);
      const total = end + headEnd.length + lengthOf(head);
      if (received.length < total) return;
      received = received.subarray(total);
      const answered = waiting;
      waiting = null;
      answered?.resolve(statusOf(head));
    });
    socket.once('connect', () =>
      resolve({
        send: (request) =>
          new Promise((done, failed) => {
            if (socket.destroyed) return failed(new Error('the server closed the connection'));
            waiting = { resolve: done, reject: failed };
            socket.write(request);
          }),
        isOpen: () => !socket.destroyed,
        close: () => socket.destroy(),
      }),
    );
  });

export type LoadTarget = { readonly port: number; readonly path: string; readonly token: string };

export type Sent = { readonly customer: number; readonly sequence: number };

/** The request of one inbound message: about 330 bytes of JSON, as a middleware sends it. */
export const requestOf = (
  { port, path, token }: LoadTarget,
  { customer, sequence }: Sent,
  run: string,
): Buffer => {
  const body = JSON.stringify({
    channel: {
      messageId: `${run}-${customer}-${sequence}`,
      from: {
        id: `${run}-customer-${customer}`,
        idType: 'Opaque',
        firstName: 'Ada',
        lastName: 'Example',
        nickname: 'Ada',
      },
      time: '2026-01-01T00:00:00.000Z',
    },
    text: `Message ${sequence} of customer ${customer}: where is my order? I have been waiting since Monday and would like to know when it arrives.`,
  });
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};

export type LoadResult = {
  readonly accepted: number;
  readonly refused: number;
  readonly seconds: number;
  readonly acceptMs: readonly number[];
};

export type Load = {
  readonly target: LoadTarget;
  readonly run: string;
  readonly seconds: number;
  readonly connections: number;
  readonly customers: number;
  /** Called just before each send, for the clock of the whole hop. */
  readonly onSend: (sent: Sent, atMs: number) => void;
};

/** Hands out customers in turn, each with its own sequence. */
const createTurns = (customers: number) => {
  const sequences = new Uint32Array(customers);
  let next = 0;
  return (): Sent => {
    const customer = next;
    next = (next + 1) % customers;
    sequences[customer] = (sequences[customer] ?? 0) + 1;
    return { customer, sequence: sequences[customer] ?? 0 };
  };
};

/** Every connection sends its next message as soon as the last one was accepted. */
export const saturate = async (load: Load): Promise<LoadResult> => {
  const lines = await Promise.all(
    Array.from({ length: load.connections }, () => openLine(load.target.port)),
  );
  const turn = createTurns(load.customers);
  const acceptMs: number[] = [];
  let refused = 0;
  const started = performance.now();
  const until = started + load.seconds * 1000;
  await Promise.all(
    lines.map(async (line) => {
      while (performance.now() < until) {
        const sent = turn();
        const request = requestOf(load.target, sent, load.run);
        const at = performance.now();
        load.onSend(sent, at);
        const status = await line.send(request);
        if (status >= 200 && status < 300) acceptMs.push(performance.now() - at);
        else refused += 1;
      }
    }),
  );
  for (const line of lines) line.close();
  return {
    accepted: acceptMs.length,
    refused,
    seconds: (performance.now() - started) / 1000,
    acceptMs,
  };
};

/** Sends at a fixed rate whatever the answers do; latency counts from the moment a message became due. */
export const pace = async (load: Load & { readonly perSecond: number }): Promise<LoadResult> => {
  const lines = await Promise.all(
    Array.from({ length: load.connections }, () => openLine(load.target.port)),
  );
  const free = [...lines];
  const turn = createTurns(load.customers);
  const acceptMs: number[] = [];
  const pending = new Set<Promise<void>>();
  let refused = 0;
  const started = performance.now();
  const total = Math.floor(load.seconds * load.perSecond);
  const waitingSince: number[] = [];
  for (let due = 0, sentCount = 0; sentCount < total; ) {
    const now = performance.now();
    const dueNow = Math.min(total, Math.floor(((now - started) / 1000) * load.perSecond));
    // The timer's own lateness is the generator's; waiting for a free connection is the server's.
    for (; due < dueNow; due += 1) waitingSince.push(now);
    for (; sentCount < due && free.length > 0; sentCount += 1) {
      const line = free.pop() as Line;
      const at = waitingSince[sentCount] ?? now;
      const sent = turn();
      load.onSend(sent, at);
      const one: Promise<void> = line
        .send(requestOf(load.target, sent, load.run))
        .then((status) => {
          if (status >= 200 && status < 300) acceptMs.push(performance.now() - at);
          else refused += 1;
          free.push(line);
          pending.delete(one);
        });
      pending.add(one);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  for (const line of lines) line.close();
  return {
    accepted: acceptMs.length,
    refused,
    seconds: (performance.now() - started) / 1000,
    acceptMs,
  };
};

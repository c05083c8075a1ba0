import { setTimeout as delay } from 'node:timers/promises';
import { chunked } from './chunked.ts';
import { type Lines, openLines } from './lines.ts';
import { percentile } from './measure.ts';
import { addClients, type BenchApi, openApi, type TandemProcess } from './tandem.ts';

/** Sockets with ten topics each, so that every event is heard by ten of them. */
const shape = { sockets: 1_000, topics: 10, channelsPerClient: 20, perSecond: 500 };

/** Changes that are under way at once. */
const linesAtOnce = 64;

const addUsers = async (api: BenchApi): Promise<string[]> => {
  const division = await api.call<{ id: string }>('GET', '/api/v2/authorization/divisions/home');
  return chunked(Array.from({ length: shape.sockets }), 16, async (_, index) => {
    const name = `Agent ${index}`;
    const body = { name, email: `agent-${index}@bench.example`, divisionId: division.id };
    return (await api.call<{ id: string }>('POST', '/api/v2/users', body)).id;
  });
};

type Heard = (message: string, at: number) => void;

/** Opens a channel that hears the presence of ten users. */
const openChannel = async (api: BenchApi, users: readonly string[], heard: Heard) => {
  const channel = await api.call<{ id: string; connectUri: string }>(
    'POST',
    '/api/v2/notifications/channels',
  );
  await api.call(
    'PUT',
    `/api/v2/notifications/channels/${channel.id}/subscriptions`,
    users.map((id) => ({ id: `v2.users.${id}.presence` })),
  );
  const socket = new WebSocket(channel.connectUri);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error('the socket is not served')));
  });
  // Taken apart after the run: the measuring process shares the processor with what it measures.
  socket.addEventListener('message', ({ data }) => heard(String(data), performance.now()));
  return socket;
};

const messageOf = /"message":"(\d+)"/;
/** When the change was made, in its transaction: a little before its commit, by the clock of the same machine. */
const changedOf = /"modifiedDate":"([^"]+)"/;

/** Changes presences at a steady pace; answers when each was asked for. */
const changePresences = async (
  { lines, token }: { lines: Lines; token: string },
  { users, presence, seconds }: { users: readonly string[]; presence: string; seconds: number },
) => {
  const asked: number[] = [];
  const replies: Promise<unknown>[] = [];
  const started = performance.now();
  while (asked.length < shape.perSecond * seconds) {
    const due = Math.floor(((performance.now() - started) / 1_000) * shape.perSecond);
    for (; asked.length < Math.min(due, shape.perSecond * seconds); ) {
      const number = asked.length;
      asked.push(performance.now());
      const path = `/api/v2/users/${users[number % users.length]}/presences/purecloud`;
      const body = { presenceDefinition: { id: presence }, message: String(number) };
      const reply = lines.send({ method: 'PATCH', path, token, body });
      // What failed is told at the end: until then nobody waits for it.
      reply.catch(() => {});
      replies.push(reply);
    }
    await delay(2);
  }
  await Promise.all(replies);
  return asked;
};

export type SocketFigures = {
  readonly frames: number;
  /** From the request that makes the change to the frame, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** From the change in its transaction to the frame, in ms: from its commit it is a little less. */
  readonly changeP50: number;
  readonly changeP99: number;
};

/** Latency of events at 1 000 sockets. @throws when a frame is missing or comes twice */
export const socketLatency = async (
  tandem: TandemProcess,
  seconds: number,
): Promise<SocketFigures> => {
  const api = await openApi(tandem);
  const users = await addUsers(api);
  const definitions = await api.call<{ id: string; systemPresence: string }[]>(
    'GET',
    '/api/v2/systempresences',
  );
  const presence = definitions.find(({ systemPresence }) => /busy/i.test(systemPresence))?.id ?? '';
  const frames: { data: string; at: number }[] = [];
  const count = shape.sockets / shape.channelsPerClient;
  const clients = await addClients(api, { port: tandem.port, count });
  const sockets = await chunked(users, 16, (_, index) => {
    const wanted = Array.from(
      { length: shape.topics },
      (__, n) => users[(index + n) % users.length],
    );
    const client = clients[index % clients.length] as BenchApi;
    return openChannel(client, wanted as string[], (data, at) => frames.push({ data, at }));
  });
  const lines = await openLines(tandem.port, linesAtOnce);
  const asked = await changePresences({ lines, token: api.token }, { users, presence, seconds });
  lines.close();
  const expected = asked.length * shape.topics;
  const numbered = () => frames.filter(({ data }) => messageOf.test(data));
  for (let waited = 0; waited < 100 && numbered().length < expected; waited += 1) await delay(50);
  for (const socket of sockets) socket.close();
  const heard = numbered();
  if (heard.length !== expected)
    throw new Error(`${heard.length} frames instead of ${expected} at ${shape.sockets} sockets`);
  const took = heard.map(
    ({ data, at }) => at - (asked[Number(messageOf.exec(data)?.[1])] ?? Number.NaN),
  );
  const since = heard.map(
    ({ data, at }) => performance.timeOrigin + at - Date.parse(changedOf.exec(data)?.[1] ?? ''),
  );
  return {
    ...{ frames: heard.length, p50: percentile(took, 0.5), p99: percentile(took, 0.99) },
    ...{ changeP50: percentile(since, 0.5), changeP99: percentile(since, 0.99) },
  };
};

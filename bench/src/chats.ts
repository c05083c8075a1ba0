import { setTimeout as delay } from 'node:timers/promises';
import { chunked } from './chunked.ts';
import { createFrames, type Frames, type Heard } from './frames.ts';
import { openLines } from './lines.ts';
import { residentMiB } from './machine.ts';
import { percentile } from './measure.ts';
import { ms, type Row } from './table.ts';
import { type BenchApi, openApi, startTandem, type TandemProcess } from './tandem.ts';
import { openWorkspaces } from './workspaces.ts';

const shape = { idle: 5_000, active: 500, agents: 20, perAgent: 25, secondsOfTalk: 20 };

/** Talk before what is measured: code that runs for the first time is compiled beside what it runs for. */
const warmUpSeconds = 5;

/** More than all frames of one run have together, which tell all messages of a conversation each. */
const frameBytes = 256 * 1024 * 1024;

/** Requests of customers that are under way at once. */
const linesAtOnce = 64;

type Named = { readonly id: string; readonly name: string };
type Chat = { readonly id: string; readonly token: string; readonly socket: WebSocket };

export type ChatOptions = {
  /** The copilot of the demo stays on, and each agent has the workspace of one chat open. Default: it is off. */
  readonly copilot?: boolean;
};

/** A customer's side of Direct Line at the demo endpoint. */
const openCustomers = async (
  { port }: TandemProcess,
  api: BenchApi,
  { copilot: isOn = false }: ChatOptions,
) => {
  const { entities } = await api.call<{ entities: { id: string; token: string }[] }>(
    'GET',
    '/tandem/gateway/endpoints',
  );
  // Unless it is asked for, what is measured is the way of the message alone.
  const copilot = `/tandem/gateway/endpoints/${entities[0]?.id}/copilot`;
  const workspace = await api.call<object>('GET', copilot);
  await api.call('PUT', copilot, { ...workspace, enabled: isOn });
  const path = `/endpoints/${entities[0]?.token}/v3/directline`;
  const base = `http://127.0.0.1:${port}${path}`;
  const lines = await openLines(port, linesAtOnce);
  const post = async <T>(to: string, token: string, body: unknown): Promise<T> => {
    const reply = await fetch(`${base}${to}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`POST ${to}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as T;
  };
  return {
    async open(name: string): Promise<Chat> {
      const made = await post<{ conversationId: string; token: string; streamUrl: string }>(
        '/conversations',
        '',
        { user: { id: `dl_${name}`, name } },
      );
      const socket = new WebSocket(made.streamUrl);
      await new Promise((resolve, reject) => {
        socket.addEventListener('open', resolve, { once: true });
        socket.addEventListener('error', () => reject(new Error('the chat is not served')));
      });
      return { id: made.conversationId, token: made.token, socket };
    },
    say: ({ id, token }: Chat, text: string) =>
      lines.send({
        ...{ method: 'POST', path: `${path}/conversations/${id}/activities`, token },
        body: { type: 'message', from: { id: 'customer' }, text },
      }),
    close: lines.close,
  };
};

type Customers = Awaited<ReturnType<typeof openCustomers>>;

/** Agents of the demo queue who take every chat at once; answers their ids. */
const addAgents = async (api: BenchApi): Promise<string[]> => {
  const { entities } = await api.call<{ entities: Named[] }>('GET', '/api/v2/routing/queues');
  const queue = entities[0]?.id ?? '';
  const whole = await api.call<object>('GET', `/api/v2/routing/queues/${queue}`);
  await api.call('PUT', `/api/v2/routing/queues/${queue}`, {
    ...whole,
    mediaSettings: { message: { alertingTimeoutSeconds: 120, enableAutoAnswer: true } },
  });
  const division = await api.call<Named>('GET', '/api/v2/authorization/divisions/home');
  const agents: string[] = [];
  for (let number = 0; number < shape.agents; number += 1) {
    const user = { name: `Agent ${number}`, email: `agent-${number}@bench.example` };
    const { id } = await api.call<Named>('POST', '/api/v2/users', {
      ...user,
      divisionId: division.id,
    });
    await api.call('PUT', `/api/v2/routing/users/${id}/utilization`, {
      utilization: { message: { maximumCapacity: shape.perAgent } },
    });
    agents.push(id);
  }
  await api.call(
    'POST',
    `/api/v2/routing/queues/${queue}/members`,
    agents.map((id) => ({ id })),
  );
  for (const id of agents)
    await api.call('PUT', `/api/v2/users/${id}/routingstatus`, { status: 'IDLE' });
  return agents;
};

/** What a frame of an agent's conversation tells of the customer's messages. */
type Frame = {
  readonly eventBody?: {
    readonly id: string;
    readonly participants: readonly {
      readonly purpose: string;
      readonly messages?: readonly { readonly messageId: string }[];
    }[];
  };
};

/** A socket for the conversations of one agent. */
const listen = async (api: BenchApi, agent: string, heard: Frames['take']) => {
  const channel = await api.call<{ id: string; connectUri: string }>(
    'POST',
    '/api/v2/notifications/channels',
  );
  await api.call('PUT', `/api/v2/notifications/channels/${channel.id}/subscriptions`, [
    { id: `v2.users.${agent}.conversations.messages` },
  ]);
  const socket = new WebSocket(channel.connectUri);
  socket.addEventListener('message', ({ data }) => heard(String(data), performance.now()));
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  return socket;
};

const customerMessages = ({ eventBody }: Frame): readonly string[] => {
  const customer = eventBody?.participants.find(({ purpose }) => purpose === 'customer');
  return (customer?.messages ?? []).map(({ messageId }) => messageId);
};

/** From each message to the first frame that tells of it, in ms, of the frames from `before` on. */
const latencies = (
  frames: readonly Heard[],
  { chats, before, said }: { chats: readonly Chat[]; before: number; said: Said },
): number[] => {
  const known = new Map<string, Set<string>>();
  const next = new Map<string, number>();
  const took: number[] = [];
  frames.forEach(({ data, at }, place) => {
    const frame = JSON.parse(data.toString()) as Frame;
    const id = frame.eventBody?.id;
    const chat = chats.find((one) => data.includes(one.id));
    if (!id || !chat) return;
    const seen = known.get(id) ?? new Set();
    known.set(id, seen);
    for (const message of customerMessages(frame)) {
      if (seen.has(message)) continue;
      seen.add(message);
      if (place < before) continue;
      const turn = next.get(chat.id) ?? 0;
      next.set(chat.id, turn + 1);
      took.push(at - (said.get(chat.id)?.[turn] ?? Number.NaN));
    }
  });
  return took;
};

/** When each message of a chat was sent. */
type Said = ReadonlyMap<string, number[]>;

type Talk = { readonly seconds: number; readonly textOf: (turn: number) => string };

/** Everybody says something once a second, evenly spread over it. */
const talk = async (
  customers: Customers,
  chats: readonly Chat[],
  { seconds, textOf }: Talk,
): Promise<Said> => {
  const said = new Map(chats.map(({ id }) => [id, [] as number[]]));
  const started = performance.now();
  const replies: Promise<unknown>[] = [];
  const all = chats.length * seconds;
  for (let sent = 0; sent < all; ) {
    const due = Math.min(all, Math.floor(((performance.now() - started) / 1_000) * chats.length));
    for (; sent < due; sent += 1) {
      const chat = chats[sent % chats.length] as Chat;
      said.get(chat.id)?.push(performance.now());
      const reply = customers.say(chat, textOf(Math.floor(sent / chats.length)));
      // What failed is told at the end: until then nobody waits for it.
      reply.catch(() => {});
      replies.push(reply);
    }
    await delay(2);
  }
  await Promise.all(replies);
  return said;
};

/** What customers say while it is measured: the text tells the turn. */
const textOf = (turn: number) => `Message ${turn}`;

type ChatFigures = {
  /** Resident memory of the process for each connected chat that says nothing, in KiB. */
  readonly idleKiB: number;
  /** From the customer's request to the frame at the agent, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** From the customer's request to the tile of an open workspace, in ms; null: the copilot is off. */
  readonly tiles: readonly number[] | null;
};

const untilSteady = async (count: () => number, enough: (now: number) => boolean) => {
  for (let waited = 0, last = -1; waited < 120; waited += 1) {
    const now = count();
    if (now === last && enough(now)) return;
    last = now;
    await delay(1_000);
  }
  throw new Error(`only ${count()} frames came`);
};

/** Chats with an agent: one second apart for each, all at once. @throws when a message does not come to the agents */
const activeChats = async (
  { tandem, customers, api }: { tandem: TandemProcess; customers: Customers; api: BenchApi },
  { copilot = false }: ChatOptions,
): Promise<Omit<ChatFigures, 'idleKiB'>> => {
  const frames = createFrames(frameBytes);
  const agents = await addAgents(api);
  const sockets = await chunked(agents, 4, (agent) => listen(api, agent, frames.take));
  const names = Array.from({ length: shape.active }, (_, number) => `active-${number}`);
  const chats = await chunked(names, 32, (name) => customers.open(name));
  await chunked(chats, 32, (chat) => customers.say(chat, 'agent'));
  const count = () => frames.all.length;
  const hasAll = () => chats.every(({ id }) => frames.all.some(({ data }) => data.includes(id)));
  await untilSteady(count, hasAll);
  const looked = copilot ? chats.slice(0, shape.agents).map(({ id }) => id) : [];
  const workspaces = await openWorkspaces(tandem, api, looked);
  await talk(customers, chats, { seconds: warmUpSeconds, textOf: (turn) => `Warm-up ${turn}` });
  await untilSteady(count, () => true);
  const before = count();
  const said = await talk(customers, chats, { seconds: shape.secondsOfTalk, textOf });
  const expected = shape.active * shape.secondsOfTalk;
  await untilSteady(count, () => true);
  for (const socket of [...sockets, ...chats.map((chat) => chat.socket)]) socket.close();
  workspaces.close();
  const took = latencies(frames.all, { chats, before, said });
  if (took.length !== expected) throw new Error(`${took.length} messages instead of ${expected}`);
  const turns = new Map(
    Array.from({ length: shape.secondsOfTalk }, (_, turn) => [textOf(turn), turn]),
  );
  const saidAt = (chat: string, text: string) => said.get(chat)?.[turns.get(text) ?? -1];
  const shown = workspaces.latencies(saidAt, textOf(shape.secondsOfTalk - 1));
  return {
    ...{ p50: percentile(took, 0.5), p99: percentile(took, 0.99) },
    tiles: copilot ? shown : null,
  };
};

/** Customers who only have the chat open, and customers who talk to agents, on an installation of its own. */
const chatFigures = async (options: ChatOptions): Promise<ChatFigures> => {
  const tandem = await startTandem({
    env: {
      TANDEM_DEMO: 'on',
      TANDEM_CHAT_LIMIT_PER_ADDRESS: '0',
      TANDEM_CHAT_LIMIT_PER_ENDPOINT: '0',
    },
  });
  try {
    const api = await openApi(tandem);
    const customers = await openCustomers(tandem, api, options);
    const before = residentMiB(tandem.pid);
    const names = Array.from({ length: shape.idle }, (_, number) => `idle-${number}`);
    const idle = await chunked(names, 32, (name) => customers.open(name));
    await delay(5_000);
    const idleKiB = ((residentMiB(tandem.pid) - before) * 1_024) / shape.idle;
    for (const { socket } of idle) socket.close();
    const active = await activeChats({ tandem, customers, api }, options);
    customers.close();
    return { idleKiB, ...active };
  } finally {
    await tandem.stop();
  }
};

/** What open chats cost, and how fast customers reach agents. */
export const chatRows = async (options: ChatOptions = {}): Promise<Row[]> => {
  const { idleKiB, p50, p99, tiles } = await chatFigures(options);
  const isOn = options.copilot ? ', the copilot on' : '';
  const rows = [
    {
      what: `${shape.idle.toLocaleString('en')} connected chats that say nothing: memory of the process for each`,
      measured: `${Math.round(idleKiB)} KiB`,
      goal: '',
    },
    {
      what: `${shape.active} chats with agents, one message a second each${isOn}, from the customer's request to the agent's socket, p50 / p99`,
      measured: `${ms(p50)} / ${ms(p99)}`,
      goal: '< 150 ms',
    },
  ];
  if (!tiles) return rows;
  return [
    ...rows,
    {
      what: `${shape.agents} workspaces that agents look at meanwhile, from the customer's request to the tile, p50 / p99`,
      measured: `${ms(percentile(tiles, 0.5))} / ${ms(percentile(tiles, 0.99))}`,
      goal: '< 1,000 ms',
    },
  ];
};

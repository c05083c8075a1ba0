import { setTimeout as delay } from 'node:timers/promises';
import type { Activity, ActivitySet, DirectLineConversation } from '@tandem/contract';
import type { ServerProcess } from '../harness/server-process.ts';
import { until } from '../harness/waiting.ts';

/** The stream of one conversation at one node. */
export type ChatSocket = Disposable & {
  /** Everything stored that came over it, in order of arrival. */
  readonly received: readonly Activity[];
  readonly typings: readonly Activity[];
  /** Where the next socket goes on. */
  readonly watermark: () => string;
  readonly hears: (what: string | RegExp) => Promise<Activity>;
  /** Why it ended; still open as long as it is not settled. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
};

/** A customer's conversation, every part of which may go over another node. */
export type RoamingChat = {
  readonly name: string;
  readonly conversationId: string;
  /** What was accepted, in order. */
  readonly said: { readonly text: string; readonly id: string }[];
  /** Says it at the node, or at the next one that answers where this one is away. */
  readonly say: (text: string, at: () => ServerProcess) => Promise<void>;
  /** Everything stored behind the watermark, however many pages it takes. */
  readonly poll: (at: ServerProcess, watermark?: string) => Promise<ActivitySet>;
  /** The stream address of the beginning, asked for at this node. */
  readonly open: (at: ServerProcess) => Promise<ChatSocket>;
  /** Asks the node for a stream address behind a watermark and opens it there. */
  readonly resume: (at: ServerProcess, watermark: string) => Promise<ChatSocket>;
};

/** A node that stands still is given up after this time. */
const answerWithinMs = 2_000;
const patienceMs = 60_000;

const request = async <T>(url: string, token: string, body?: object): Promise<T | null> => {
  const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
  const reply = await fetch(url, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(answerWithinMs),
  }).catch(() => null);
  if (!reply || reply.status >= 500) return null;
  if (!reply.ok) throw new Error(`${url}: ${reply.status} ${await reply.text()}`);
  return (await reply.json().catch(() => null)) as T | null;
};

const required = <T>(answer: T | null, what: string): T => {
  if (answer === null) throw new Error(`no answer to ${what}`);
  return answer;
};

const openSocket = async (url: string, watermark: string): Promise<ChatSocket> => {
  const received: Activity[] = [];
  const typings: Activity[] = [];
  let mark = watermark;
  const socket = new WebSocket(url);
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason }));
  });
  socket.addEventListener('message', ({ data }) => {
    if (data === '') return;
    const set = JSON.parse(String(data)) as ActivitySet;
    for (const activity of set.activities)
      (activity.type === 'typing' ? typings : received).push(activity);
    mark = set.watermark ?? mark;
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error('the socket is not served')));
  });
  const fits = (what: string | RegExp) => (activity: Activity) =>
    typeof what === 'string' ? activity.text === what : what.test(JSON.stringify(activity));
  return {
    received,
    typings,
    closed,
    watermark: () => mark,
    hears: (what) =>
      until(`the socket hears ${what}`, () => received.find(fits(what)), { withinMs: 20_000 }),
    [Symbol.dispose]: () => socket.close(),
  };
};

/** Begins a conversation at a node. */
export const startRoamingChat = async (
  node: ServerProcess,
  { endpointToken, name }: { endpointToken: string; name: string },
): Promise<RoamingChat> => {
  const path = `/endpoints/${endpointToken}/v3/directline/conversations`;
  const body = { user: { id: name }, locale: 'en' };
  const begun = required(
    await request<DirectLineConversation>(`${node.url}${path}`, endpointToken, body),
    'a new conversation',
  );
  const { conversationId, token = '', streamUrl = '' } = begun;
  const own = `${path}/${conversationId}`;
  /** The address as a balancer passes it on: whichever node gets it serves it. */
  const socketAt = (at: ServerProcess, { url, watermark }: { url: string; watermark: string }) => {
    const { pathname, search } = new URL(url);
    return openSocket(`${at.url.replace('http', 'ws')}${pathname}${search}`, watermark);
  };
  const said: { text: string; id: string }[] = [];
  return {
    name,
    conversationId,
    said,
    async say(text, at) {
      const activity = {
        ...{ type: 'message', text, from: { id: name } },
        channelData: { clientActivityID: text },
      };
      const deadline = performance.now() + patienceMs;
      for (;;) {
        const url = `${at().url}${own}/activities`;
        const answer = await request<{ id: string }>(url, token, activity);
        if (answer) return void said.push({ text, id: answer.id });
        if (performance.now() > deadline) throw new Error(`"${text}" was not taken by any node`);
        await delay(20);
      }
    },
    async poll(at, watermark = '0') {
      const activities: Activity[] = [];
      let mark = watermark;
      // One answer holds a page of a long conversation.
      for (;;) {
        const page = required(
          await request<ActivitySet>(`${at.url}${own}/activities?watermark=${mark}`, token),
          'a poll',
        );
        activities.push(...page.activities);
        mark = page.watermark ?? mark;
        if (page.activities.length === 0) return { activities, watermark: mark };
      }
    },
    open: (at) => socketAt(at, { url: streamUrl, watermark: '0' }),
    async resume(at, watermark) {
      const url = `${at.url}${own}?watermark=${watermark}`;
      // What a node that stands still holds locked is free again when the database gives its transaction up.
      const again = await until('a reconnect', () => request<DirectLineConversation>(url, token));
      return socketAt(at, { url: again.streamUrl ?? '', watermark });
    },
  };
};

import { createHmac, randomUUID } from 'node:crypto';
import type { Row } from './fake-data.ts';
import { type FakeRoutes, found, listing } from './fake-http.ts';

const BASE = '/tandem/monitor';
const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

const minutes = () =>
  Array.from({ length: 60 }, (_, index) => {
    const wave = Math.round(20 + 12 * Math.sin(index / 6));
    return {
      at: ago((60 - index) * 60),
      inbound: wave,
      outbound: Math.round(wave * 0.8),
      delivered: Math.round(wave * 0.8),
      failed: index % 17 === 0 ? 3 : 0,
    };
  });

const live = () => ({
  at: ago(0),
  conversations: { flow: 2, waiting: 5, offered: 1, connected: 14, afterCallWork: 3 },
  agents: { onQueue: 9, idle: 1, interacting: 8, notResponding: 0 },
  deliveries: { pending: 3, retrying: 1, deadLetters: 2, oldestPendingSeconds: 4 },
  queues: [
    { id: 'q1', name: 'Support', waiting: 4, longestWaitSeconds: 132, interacting: 9, onQueue: 6 },
    { id: 'q2', name: 'Sales', waiting: 1, longestWaitSeconds: 12, interacting: 5, onQueue: 3 },
    { id: 'q3', name: 'Returns', waiting: 0, longestWaitSeconds: null, interacting: 0, onQueue: 0 },
  ],
  minutes: minutes(),
});

type Draft = { readonly state: string; readonly text: string; readonly seconds: number };

/** A webhook with body, signature and attempts. */
function delivery({ state, text, seconds }: Draft): Row {
  const id = randomUUID();
  const body = JSON.stringify({ id, type: 'Text', text, direction: 'Outbound' });
  const signature = `sha256=${createHmac('sha256', 'secret').update(body).digest('base64')}`;
  const dead = state === 'dead';
  const tries = dead ? 6 : state === 'retrying' ? 2 : state === 'pending' ? 0 : 1;
  const failed = dead || state === 'retrying';
  return {
    id,
    state,
    kind: 'Text',
    messageId: id.replaceAll('-', ''),
    conversationId: 'conversation-1',
    integration: { id: 'p1', name: 'Web shop' },
    url: 'https://middleware.example.com/webhook',
    attempts: tries,
    lastStatus: tries === 0 ? null : failed ? 503 : 200,
    reason: dead ? 'Six attempts failed; the last answer was 503.' : null,
    late: false,
    dateCreated: ago(seconds),
    dateNextAttempt: state === 'retrying' ? ago(-4) : null,
    dateFinished: state === 'delivered' || dead ? ago(seconds - 1) : null,
    body,
    signature,
    headers: { 'content-type': 'application/json', 'X-Hub-Signature-256': signature },
    history: Array.from({ length: tries }, (_, index) => ({
      at: ago(seconds - index * 5),
      status: failed ? 503 : 200,
      ms: 31 + index,
      error: failed ? 'Service Unavailable' : null,
    })),
  };
}

const CONVERSATION: Row = {
  id: 'conversation-1',
  customer: { id: 'selin@example.org', name: 'Selin Kaya' },
  integration: { id: 'p1', name: 'Web shop' },
  queue: { id: 'q1', name: 'Support' },
  agent: { id: 'u1', name: 'Ada Agent' },
  owner: 'agent',
  state: 'open',
  messages: 7,
  deadLetters: 1,
  labels: ['Refund', 'VIP'],
  dateStarted: ago(300),
  dateEnded: null,
};

function timeline(letters: readonly Row[]): Row[] {
  const entry = (kind: string, seconds: number, rest: Record<string, unknown>): Row => ({
    id: randomUUID(),
    kind,
    at: ago(seconds),
    ok: true,
    detail: {},
    ...rest,
  });
  return [
    entry('inbound', 300, {
      summary: 'Selin Kaya: I want to talk to a person',
      detail: { channel: { from: { id: 'selin@example.org' } }, text: 'I want to talk' },
    }),
    entry('flow', 299.9, { summary: 'Greeting: Send Response "Connected"' }),
    ...letters
      .slice(0, 1)
      .map((letter) => entry('delivery', 299.8, { summary: 'Connected', delivery: letter })),
    entry('routing', 299.7, { summary: 'Waits in Support with priority 0' }),
    entry('routing', 280, { summary: 'Offered to Ada Agent' }),
    entry('state', 271, { summary: 'Ada Agent accepted' }),
    ...letters
      .slice(-1)
      .map((letter) =>
        entry('delivery', 200, { summary: 'Ada Agent: Hello', ok: false, delivery: letter }),
      ),
  ];
}

/** Live figures, conversations with timelines, deliveries with redrive. */
export function monitorRoutes(): FakeRoutes {
  const deliveries = [
    delivery({ state: 'delivered', text: 'Connected', seconds: 299 }),
    delivery({ state: 'retrying', text: 'One moment', seconds: 20 }),
    delivery({ state: 'pending', text: 'Here it is', seconds: 2 }),
    delivery({ state: 'dead', text: 'Hello', seconds: 200 }),
  ];
  const arriving = new Set<Row>();
  return {
    [`GET ${BASE}/live`]: () => found(live()),
    [`GET ${BASE}/conversations`]: ({ query }) => {
      const state = query.get('state');
      return listing(state && state !== 'open' ? [] : [CONVERSATION], query);
    },
    [`GET ${BASE}/conversations/{conversationId}`]: ({ params }) =>
      found(params['conversationId'] === CONVERSATION.id ? CONVERSATION : undefined),
    [`GET ${BASE}/conversations/{conversationId}/timeline`]: () =>
      found({ entities: timeline(deliveries) }),
    [`GET ${BASE}/deliveries`]: ({ query }) => {
      const state = query.get('state');
      return listing(
        deliveries.filter((one) => !state || one['state'] === state),
        query,
      );
    },
    [`GET ${BASE}/deliveries/{deliveryId}`]: ({ params }) => {
      const one = deliveries.find(({ id }) => id === params['deliveryId']);
      const shown = one && { ...one };
      if (one && arriving.delete(one)) Object.assign(one, { state: 'delivered' });
      return found(shown);
    },
    [`POST ${BASE}/deliveries/redrive`]: ({ body }) => {
      const ids = body['deliveryIds'] as string[] | undefined;
      const chosen = deliveries.filter(
        (one) => one['state'] === 'dead' && (!ids || ids.includes(one.id)),
      );
      for (const one of chosen) {
        Object.assign(one, { state: 'pending', late: true });
        // On its way: it arrives once it was looked at.
        arriving.add(one);
      }
      return found({ redriven: chosen.length });
    },
  };
}

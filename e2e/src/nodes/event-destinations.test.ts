import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type EventDestination, topics } from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCustomers } from '../crash/customers.ts';
import { createLedger } from '../crash/ledger.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { addChannel, echo } from '../harness/set-up.ts';
import { until } from '../harness/waiting.ts';
import { at, type Cluster, startCluster } from './cluster.ts';

type Arrival = { readonly id: string; readonly key: string };

/** Takes CloudEvents, and remembers them in the order in which they came. */
const startTaker = async () => {
  const arrivals: Arrival[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { id, partitionkey } = JSON.parse(Buffer.concat(chunks).toString()) as {
      id: string;
      partitionkey: string;
    };
    arrivals.push({ id, key: partitionkey });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    arrivals,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** What came first under each id, by key. */
const firsts = (arrivals: readonly Arrival[]) => {
  const seen = new Set<string>();
  const keys = new Map<string, string[]>();
  for (const { id, key } of arrivals) {
    if (seen.has(id)) continue;
    seen.add(id);
    keys.set(key, [...(keys.get(key) ?? []), id]);
  }
  return Object.fromEntries([...keys].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster[Symbol.asyncDispose]());

// What these tell is of the event itself, so a second rendering has the same ids.
const told = topics
  .map(({ template }) => template)
  .filter((template) => template.startsWith('v2.detail.events.conversation.'));
const base = '/tandem/events/destinations';

describe('event destinations of two nodes on one database', () => {
  it('lose nothing and keep the order of each key while the sending node is killed again and again', async () => {
    const { nodes, admin, receiver, tables, addNode } = cluster;
    await using hit = await startTaker();
    await using calm = await startTaker();
    const living = () => at(nodes[0] as ServerProcess, admin);
    const secret = `whsec_${Buffer.from('a secret of the nodes test').toString('base64')}`;
    const create = (name: string, url: string, start: object) =>
      living().ok<EventDestination>('POST', base, {
        ...{
          name,
          kind: 'webhook',
          topics: told,
          envelope: 'cloudevents',
          start,
          settings: { url },
        },
        secrets: { secret: { kind: 'insecure', value: secret } },
      });
    const made = await create('hit', hit.url, { at: 'now' });
    const integrationId = await addChannel(admin, { name: 'Echo', actions: echo, receiver });
    const owner = async () =>
      (
        await tables.query<{ owner: string | null }>(
          'select owner from destination where id = $1',
          [made.id],
        )
      )[0]?.owner ?? null;
    await until('a node sends', owner);

    let ended = false;
    const ledger = createLedger();
    const customers = runCustomers(
      { url: () => (nodes[0] as ServerProcess).url, token: admin.token, integrationId },
      ledger,
      { names: Array.from({ length: 8 }, (_, n) => `d-${n}`), enough: () => ended, pauseMs: 20 },
    );
    for (let kill = 0; kill < 2; kill += 1) {
      const before = hit.arrivals.length;
      await until('events arrive', () => hit.arrivals.length > before + 10);
      const sending = await owner();
      // The nodes change places, so that the one that sends is out of use when it dies.
      for (const node of [...nodes]) {
        nodes.splice(nodes.indexOf(node), 1);
        await addNode();
        node.signal('SIGKILL');
        await node.exited;
        if ((await owner()) !== sending) break;
      }
      await until('another node sends', async () => {
        const now = await owner();
        return now !== null && now !== sending;
      });
    }
    ended = true;
    await customers;

    // The same part of the log, read once more by somebody whom nothing happens to.
    await create('calm', calm.url, { at: 'position', position: made.position });
    const lags = async () => {
      const { entities } = await living().ok<{ entities: EventDestination[] }>('GET', base);
      return entities.every(({ lag }) => lag.events === 0 && lag.parkedEvents === 0);
    };
    await until('both have sent everything', lags, { withinMs: 90_000 });
    const expected = firsts(calm.arrivals);
    expect(Object.keys(expected).length).toBeGreaterThan(5);
    expect(firsts(hit.arrivals)).toEqual(expected);
    expect(new Set(calm.arrivals.map(({ id }) => id)).size).toBe(calm.arrivals.length);
  }, 240_000);
});

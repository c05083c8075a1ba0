import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { createDatabase, findRunningPostgres, silentLog } from '@tandem/kit';
import { percentile } from './measure.ts';
import { type BenchApi, openApi, type TandemProcess } from './tandem.ts';

/** Events of one run; 500 users, so that as many keys wait for each other. */
const total = 30_000;
const topic = 'v2.users.{id}.presence';
/** As many calls at once as Tandem makes, ten events each. */
const callsAtOnce = 16;

type Figures = { readonly events: number; readonly different: number; readonly ms: number };

const startEndpoint = async () => {
  const script = fileURLToPath(new URL('./event-bridge-server.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const url = `http://127.0.0.1:${Number(String(line))}`;
  const ask = async (method: string) => (await (await fetch(url, { method })).json()) as Figures;
  return {
    url,
    /** Waits for all events, and begins to count anew. @throws when one is missing */
    async perSecond(): Promise<number> {
      for (let waited = 0; waited < 600 && (await ask('GET')).different < total; waited += 1)
        await delay(100);
      const { different, ms } = await ask('DELETE');
      if (different !== total) throw new Error(`${different} events instead of ${total}`);
      return (total / ms) * 1_000;
    },
    stop: () => child.kill(),
  };
};

/** Presences as they stand in the log when users change them. */
const fillLog = async ({ folder }: TandemProcess) => {
  const connection = await findRunningPostgres(folder.path);
  if (!connection) throw new Error('the embedded database does not run');
  const db = createDatabase({ connection, schema: 'platform', log: silentLog, max: 1 });
  try {
    await db.query(
      `insert into event_log (org, type, key, data)
       select i.org, 'user.presence', 'user:' || u.id, json_build_object('userId', u.id, 'presence', json_build_object(
         'source', 'PURECLOUD', 'primary', true, 'message', n::text, 'modifiedDate', '2026-01-01T00:00:00.000Z',
         'presenceDefinition', json_build_object('id', u.id, 'systemPresence', 'Busy')))
       from generate_series(1, $1::int) n
       cross join (select org from open_integration limit 1) i
       cross join lateral (select md5((n % 500)::text)::uuid as id) u order by n`,
      [total],
    );
  } finally {
    await db.close();
  }
};

/** What anybody gets who hands the same events to the SDK. */
const bareSdk = async (endpoint: string) => {
  const client = new EventBridgeClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIDBENCH', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  const entryOf = (number: number) => ({
    Time: new Date(),
    Source: 'tandem/bench',
    DetailType: topic,
    Detail: JSON.stringify({
      topicName: topic.replace('{id}', '6f1c2a8e-0000-4000-8000-000000000001'),
      version: '2',
      eventBody: {
        ...{ source: 'PURECLOUD', primary: true, message: String(number) },
        modifiedDate: '2026-01-01T00:00:00.000Z',
        presenceDefinition: {
          id: '6f1c2a8e-0000-4000-8000-000000000001',
          systemPresence: 'BUSY',
        },
      },
      metadata: { CorrelationId: '6f1c2a8e-0000-4000-8000-000000000001' },
      timestamp: '2026-01-01T00:00:00.000Z',
    }),
  });
  let next = 0;
  const worker = async () => {
    while (next < total) {
      const from = next;
      next += 10;
      const Entries = Array.from({ length: 10 }, (_, n) => entryOf(from + n));
      await client.send(new PutEventsCommand({ Entries }));
    }
  };
  await Promise.all(Array.from({ length: callsAtOnce }, worker));
  client.destroy();
  return undefined;
};

/** A destination that begins with the oldest event; answers how to take it away. */
const throughDriver = async (api: BenchApi, endpoint: string) => {
  const insecure = (value: string) => ({ kind: 'insecure', value });
  const { id } = await api.call<{ id: string }>('POST', '/tandem/events/destinations', {
    ...{ name: 'Bench', kind: 'aws-bus', topics: [topic], start: { at: 'earliest' } },
    settings: {
      ...{ eventBus: 'bench', region: 'eu-central-1', authentication: 'static' },
      ...{ source: 'tandem/bench', endpoint },
    },
    secrets: { accessKeyId: insecure('AKIDBENCH'), secretAccessKey: insecure('secret') },
  });
  return async () => void (await api.call('DELETE', `/tandem/events/destinations/${id}`));
};

/** Events a second through the EventBridge driver beside the bare SDK, at one endpoint that answers at once. */
export const eventBridgeThroughput = async (
  tandem: TandemProcess,
): Promise<{ readonly driver: number; readonly bare: number }> => {
  const endpoint = await startEndpoint();
  try {
    const api = await openApi(tandem);
    await api.call('POST', '/api/v2/conversations/messaging/integrations/open', {
      name: 'Events',
      outboundNotificationWebhookUrl: 'http://127.0.0.1:1/',
      outboundNotificationWebhookSignatureSecretToken: 'nobody knows this',
    });
    await fillLog(tandem);
    const ways = [
      { figures: [] as number[], send: () => bareSdk(endpoint.url) },
      { figures: [] as number[], send: () => throughDriver(api, endpoint.url) },
    ];
    // In turn, so that whatever else the machine does falls on both; the first round warms up.
    for (let round = 0; round < 4; round += 1) {
      for (const { figures, send } of ways) {
        const sent = send();
        figures.push(await endpoint.perSecond());
        const tidy = await sent;
        await tidy?.();
      }
    }
    const [bare = 0, driver = 0] = ways.map(({ figures }) => percentile(figures.slice(1), 0.5));
    return { driver, bare };
  } finally {
    endpoint.stop();
  }
};

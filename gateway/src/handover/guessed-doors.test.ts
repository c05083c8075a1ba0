import { describe, expect, it } from 'vitest';
import { parseWebhookLimits } from '../limits/index.ts';
import { call, type GatewayWorld, startGatewayWorld } from '../testing/index.ts';

const neighbour = '203.0.113.7';

/** Statements that look for whoever a delivery is for, while something runs. */
const lookUps = async ({ main: { life } }: GatewayWorld, run: () => Promise<unknown>) => {
  const statements: string[] = [];
  life.statements = statements;
  await run();
  delete life.statements;
  const tables =
    /from (session|channel|endpoint|handover_provider|endpoint_integration|\w+_integration)\b/;
  return statements.filter((text) => tables.test(text) && /token|integration|id = \$1/.test(text));
};

const statusesOf = async (count: number, ask: (n: number) => Promise<{ status: number }>) => {
  const statuses: number[] = [];
  for (let n = 0; n < count; n += 1) statuses.push((await ask(n)).status);
  return statuses;
};

const started = (webhooks: string) =>
  startGatewayWorld({ chat: { webhooks: parseWebhookLimits(webhooks) } });

describe('who guesses at the addresses of webhooks', () => {
  it.each([
    ['a channel', 404, (n: number) => `/channels/guess-${n}`],
    [
      'a provider behind the generic webhook',
      404,
      (n: number) => `/handover/webhook/00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    ],
    [
      'a Chatwoot',
      404,
      (n: number) => `/handover/chatwoot/00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    ],
    [
      'a bot that flows call',
      404,
      (n: number) => `/botconnector/00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    ],
    ['an integration of Genesys', 404, () => '/handover/genesysCloudOM'],
  ])('%s is turned away before anything is looked up', async (_what, status, path) => {
    await using world = await started('unproved=2');
    const knock = (n: number) =>
      call(`${world.main.origin}${path(n)}`, {
        ...{ method: 'POST', address: neighbour },
        body: {
          ...{ id: `m-${n}`, type: 'Text', text: 'hi', direction: 'Outbound' },
          channel: { id: `guess-${n}`, to: { id: 'x' }, from: { id: `guess-${n}` } },
        },
        headers: { 'x-hub-signature-256': 'sha256=AAAA' },
      });
    const before = await lookUps(world, async () => {
      expect(await statusesOf(40, knock)).toEqual(Array(40).fill(status));
    });
    expect(before).not.toEqual([]);
    const asked = await lookUps(world, async () => {
      expect(await statusesOf(20, (n) => knock(n + 40))).toEqual(Array(20).fill(429));
    });
    expect(asked).toEqual([]);
    const refused = await knock(99);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

import type { HandoverFigures } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { call, openChat, orgA, orgB, startGatewayWorld } from '../testing/index.ts';

type World = Awaited<ReturnType<typeof startGatewayWorld>>;

const read = (world: World, query = '', org = orgA) =>
  call<HandoverFigures & { code?: string }>(
    `${world.main.origin}/tandem/gateway/handover-figures${query}`,
    { token: `${org}|gateway:conversation:view` },
  );

/** A handover as it is stored; times are seconds after its beginning. */
type Past = {
  readonly reason: string | null;
  readonly answered?: number;
  readonly ended?: number;
  readonly score?: number | null;
  readonly left?: 'message';
};

const store = async ({ db }: World, conversationId: string, handovers: readonly Past[]) => {
  for (const [at, { reason, answered, ended, score, left }] of handovers.entries()) {
    const [row] = await db.query<{ id: number }>(
      `insert into handover (org, session, ordinal, endpoint, provider, state, request, end_reason, created_at,
         changed_at, answered_at, ended_at)
       select org, id, $2, endpoint, 'x', 'completed', $3, $4, created_at, created_at,
         created_at + make_interval(secs => $5), created_at + make_interval(secs => $6)
       from session where conversation_id = $1 returning id`,
      [
        conversationId,
        at + 1,
        JSON.stringify(left ? { left } : {}),
        reason,
        answered ?? null,
        ended ?? null,
      ],
    );
    if (score !== undefined)
      await db.query(
        `insert into handover_survey (handover, org, session, id, question, score, asked_at)
         select id, org, session, 'x', 'x', $2, created_at from handover where id = $1`,
        [row?.id, score],
      );
  }
};

describe('figures of handovers', () => {
  it('tell what became of the conversations and handovers of a period', async () => {
    await using world = await startGatewayWorld();
    const endpoint = await world.endpoint();
    const other = await world.endpoint({ name: 'Other' });
    const talk = async (base: string, says: boolean) => {
      const chat = await openChat(base);
      if (says) await chat.say('Hello');
      return chat.conversationId;
    };
    const [alone, first, second, silent] = [
      await talk(endpoint.base, true),
      await talk(endpoint.base, true),
      await talk(other.base, true),
      await talk(endpoint.base, false),
    ];
    await world.main.gateway.lanes.drained();
    await store(world, first, [
      { reason: 'agent', answered: 10, ended: 110, score: 5 },
      { reason: 'noAgents', ended: 60 },
      { reason: 'message', ended: 1, left: 'message' },
    ]);
    await store(world, second, [
      { reason: 'user', ended: 30 },
      { reason: 'agent', answered: 20, ended: 320, score: 4 },
      { reason: null, answered: 90, score: null },
    ]);
    const all = await read(world);
    expect(all).toMatchObject({ status: 200 });
    const { dateFrom, dateTo, ...figures } = all.body;
    expect(Date.parse(dateTo) - Date.parse(dateFrom)).toBe(7 * 86_400_000);
    expect(figures).toEqual({
      ...{ conversations: 3, handedOver: 2, handovers: 5, answered: 3, abandoned: 1, running: 1 },
      secondsToAnswer: { median: 20, p90: 76 },
      secondsWithAgent: { median: 200, p90: 280 },
      endReasons: [
        { reason: 'agent', handovers: 2 },
        { reason: 'noAgents', handovers: 1 },
        { reason: 'user', handovers: 1 },
      ],
      survey: { asked: 3, answered: 2, average: 4.5 },
    });
    expect((await read(world, `?endpointId=${other.id}`)).body).toMatchObject({
      ...{ conversations: 1, handedOver: 1, handovers: 3, survey: { asked: 2, average: 4 } },
    });
    expect([alone, silent]).toHaveLength(2);
  });

  it('count nothing of others, of another time, or where there is nothing', async () => {
    await using world = await startGatewayWorld();
    const endpoint = await world.endpoint();
    const chat = await openChat(endpoint.base);
    await chat.say('Hello');
    await world.main.gateway.lanes.drained();
    await store(world, chat.conversationId, [{ reason: 'agent', answered: 1, ended: 2 }]);
    const none = {
      ...{ conversations: 0, handedOver: 0, handovers: 0, answered: 0, abandoned: 0, running: 0 },
      ...{ secondsToAnswer: null, secondsWithAgent: null, endReasons: [] },
      survey: { asked: 0, answered: 0, average: null },
    };
    expect((await read(world, '', orgB)).body).toMatchObject(none);
    expect((await read(world, '?endpointId=nonsense')).body).toMatchObject(none);
    const long = '?dateFrom=2020-01-01T00:00:00Z&dateTo=2020-02-01T00:00:00Z';
    expect((await read(world, long)).body).toMatchObject(none);
    expect((await read(world)).body).toMatchObject({ conversations: 1, handovers: 1 });
  });

  it('are of a period that ends after it begins, and is no longer than a quarter', async () => {
    await using world = await startGatewayWorld();
    for (const query of [
      '?dateFrom=2020-01-02T00:00:00Z&dateTo=2020-01-01T00:00:00Z',
      '?dateFrom=2020-01-01T00:00:00Z&dateTo=2020-04-03T00:00:00Z',
      // A leap second, and a week that would begin before the first year.
      '?dateFrom=2016-12-31T23:59:60Z',
      '?dateTo=2016-12-31T23:59:60Z',
      '?dateTo=0000-01-03T00:00:00Z',
    ])
      expect(await read(world, query)).toMatchObject({
        ...{ status: 400, body: { code: 'gateway.figures.period' } },
      });
  });
});

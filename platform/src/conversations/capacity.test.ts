import { utilizationOperations as ops } from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { useAgentWork } from './agent-work.testing.ts';
import { anna, ben, goOnQueue, there, waitingConversation, zoe } from './conversation.testing.ts';

const work = useAgentWork();

type Reply = {
  readonly level?: string;
  readonly utilization: Readonly<Record<string, { readonly maximumCapacity: number }>>;
};

const call = (operation: (typeof ops)[keyof typeof ops], input: object = {}, org?: string) =>
  work.started.as({}, org)<Reply>(operation, input);

const messages = (maximumCapacity: number) => ({
  body: { utilization: { message: { maximumCapacity } } },
});

const of = (userId: string) => ({ params: { userId } });

/** How many of eight waiting conversations alert at Anna. */
const offered = async () => {
  for (let n = 0; n < 8; n += 1) await waitingConversation(work.started, `customer ${n}`);
  await goOnQueue(work.db, anna.id, work.started.clock.now());
  await work.started.acd.decide();
  const [row] = await work.db.query<{ n: number }>(
    `select count(*)::int as n from participant where purpose = 'agent' and live and user_id = $1`,
    [anna.id],
  );
  return row?.n;
};

describe('utilization of the organisation', () => {
  it('is the product’s own until it is set, and again when it is taken back', async () => {
    const before = await call(ops.getRoutingUtilization);
    expect(before).toMatchObject({
      status: 200,
      body: { utilization: { message: { maximumCapacity: 4, includeNonAcd: false } } },
    });
    const set = await call(ops.putRoutingUtilization, messages(6));
    expect(set.body.utilization['message']?.maximumCapacity).toBe(6);
    expect((await call(ops.getRoutingUtilization, {}, there)).body).toEqual(before.body);
    expect(await call(ops.deleteRoutingUtilization)).toEqual({ status: 204 });
    expect((await call(ops.getRoutingUtilization)).body).toEqual(before.body);
  });

  it('decides how many conversations an agent is offered', async () => {
    await call(ops.putRoutingUtilization, messages(6));
    expect(await offered()).toBe(6);
  });
});

describe('utilization of a user', () => {
  it('comes before that of the organisation', async () => {
    await call(ops.putRoutingUtilization, messages(6));
    expect((await call(ops.getRoutingUserUtilization, of(anna.id))).body).toMatchObject({
      level: 'Organization',
      utilization: { message: { maximumCapacity: 6 } },
    });
    const own = await call(ops.putRoutingUserUtilization, { ...of(anna.id), ...messages(2) });
    expect(own.body).toMatchObject({
      level: 'Agent',
      utilization: { message: { maximumCapacity: 2 }, call: { maximumCapacity: 1 } },
    });
    expect((await call(ops.getRoutingUserUtilization, of(ben.id))).body.level).toBe('Organization');
    expect(await offered()).toBe(2);
  });

  it('is the organisation’s again when it is taken back', async () => {
    await call(ops.putRoutingUserUtilization, { ...of(anna.id), ...messages(1) });
    expect(await call(ops.deleteRoutingUserUtilization, of(anna.id))).toEqual({ status: 204 });
    expect(await offered()).toBe(4);
  });

  it('of nobody, or of somebody of another organisation, is not there', async () => {
    for (const operation of [
      ops.getRoutingUserUtilization,
      ops.putRoutingUserUtilization,
      ops.deleteRoutingUserUtilization,
    ])
      for (const userId of [zoe.id, derivedUuid('nobody')])
        await expect(
          call(operation, { ...of(userId), body: {} }),
          operation.method,
        ).rejects.toMatchObject({ status: 404 });
  });
});

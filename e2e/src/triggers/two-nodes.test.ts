import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { act } from '../automation/flows.ts';
import { sendUntilAccepted } from '../crash/customers.ts';
import { createLedger } from '../crash/ledger.ts';
import { openGatewayTables } from '../harness/postgres-of.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { addChannel, echo } from '../harness/set-up.ts';
import { until } from '../harness/waiting.ts';
import { at, type Cluster, startCluster } from '../nodes/cluster.ts';
import { addTrigger, outputsOf, publishTold, runsOf } from './trigger-flow.ts';

/** Does nothing: what it is told is what it hands out. */
const keep = (variable: string) =>
  act('keep', 'setVariable', { assignments: [{ variable, value: `{{ ${variable} }}` }] });

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);
afterAll(() => cluster?.[Symbol.asyncDispose]());

const topicName = 'v2.detail.events.conversation.{id}.customer.start';

describe('triggers of two nodes on one database', () => {
  it('start their flow once for each event when a node dies between match and start', async () => {
    const { nodes, admin, receiver, tables } = cluster;
    const [doomed, other] = nodes as [ServerProcess, ServerProcess];
    const flow = await publishTold(admin, {
      ...{ name: 'Told of a customer', inputs: ['conversationId'] },
      actions: [keep('conversationId')],
    });
    await addTrigger(admin, { topicName, flow });
    const integrationId = await addChannel(admin, { name: 'Echo', actions: echo, receiver });
    await using gateway = openGatewayTables(tables.connection);
    const conversations: string[] = [];
    const write = async () => {
      const customer = `t-${conversations.length}`;
      const door = { url: () => other.url, token: admin.token, integrationId };
      const message = { customer, key: `${customer}-1`, text: 'hello' };
      const { conversationId } = await sendUntilAccepted(door, message, createLedger());
      conversations.push(conversationId);
    };
    const owners = async () =>
      (
        await tables.query<{ owner: string }>(
          `select distinct l.owner from lane_work w join lease l on l.part = w.part
           where w.queue = 'trigger-start' and l.owner is not null`,
        )
      ).length;
    await gateway.transaction(async (tx) => {
      // No start can be stored while this is held: what was matched stands between match and start.
      await tx.query('lock table automation_run in share mode');
      await until('starts that wait at both nodes', async () => {
        await tx.query('select 1');
        if (conversations.length < 40) await write();
        return (await owners()) === 2;
      });
      await until('all are matched', async () => {
        await tx.query('select 1');
        const [found] = await tables.query<{ n: number }>(
          'select count(*)::int as n from process_trigger_start',
        );
        return found?.n === conversations.length;
      });
      doomed.signal('SIGKILL');
      await doomed.exited;
    });
    const left = at(other, admin);
    const done = await until(
      'every start',
      async () => {
        const runs = await runsOf(left, flow);
        return runs.length >= conversations.length && runs.every(({ dateEnded }) => dateEnded)
          ? runs
          : null;
      },
      { withinMs: 90_000 },
    );
    await until('nothing is left to be started', async () => {
      const rows = await tables.query("select from lane_work where queue = 'trigger-start'");
      return rows.length === 0;
    });
    const told = await Promise.all(done.map(({ id }) => outputsOf(left, flow, id)));
    expect(told.map(({ conversationId }) => conversationId).sort()).toEqual(conversations.sort());
    expect((await runsOf(left, flow)).length).toBe(conversations.length);
  }, 240_000);
});

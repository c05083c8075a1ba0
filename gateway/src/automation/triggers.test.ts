import {
  type FlowExecution,
  type FlowTrigger,
  flowDepthHeader,
  type Listing,
  maxFlowDepth,
} from '@tandem/contract';
import { appendEvents } from '@tandem/events';
import { describe, expect, it } from 'vitest';
import {
  type AutomationWorld,
  flow,
  get,
  orgA,
  orgB,
  pause,
  set,
  startAutomation,
  startTarget,
} from './automation.fixture.ts';
import { maxDepth } from './event-triggers.ts';
import { nextDue } from './triggers.rules.ts';

const event = { name: 'event', type: 'JSON', input: true } as const;
const simple = flow([set('S', 'out', '{{ event.type }}')], {
  variables: [event, { name: 'out', type: 'String', output: true }],
});

const addTrigger = async ({ api }: AutomationWorld, id: string, body: object, org = orgA) => {
  const answer = await api<FlowTrigger>(`/${id}/triggers`, { method: 'POST', body, org });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body;
};

const runsOf = async ({ api }: AutomationWorld, id: string, org = orgA) =>
  (await api<Listing<FlowExecution>>(`/${id}/executions?pageSize=100`, { org })).body.entities ??
  [];

/** Events are read once no other transaction of the server holds them back. */
const untilRuns = async (world: AutomationWorld, id: string, count: number, org = orgA) => {
  for (let tries = 0; tries < 200; tries += 1) {
    await world.settle();
    const runs = await runsOf(world, id, org);
    if (runs.length >= count) return runs;
  }
  throw new Error('the runs did not come about');
};

const tell = ({ db }: AutomationWorld, type: string, data: object, org = orgA) =>
  db.transaction((tx) => appendEvents(tx, [{ org, type, key: 'k', data }]));

describe('schedules', () => {
  it('start a flow once at each due time, over two nodes', async () => {
    await using world = await startAutomation(new Date('2026-01-01T00:00:30Z'));
    await world.node();
    const id = world.flows.publish('Every minute', simple);
    const made = await addTrigger(world, id, {
      kind: 'schedule',
      cron: '* * * * *',
      timeZone: 'UTC',
      label: 'Latest',
    });
    expect(made).toMatchObject({ active: true, dateNext: '2026-01-01T00:01:00.000Z' });
    for (let minute = 0; minute < 3; minute += 1) await world.later(60);
    const runs = await runsOf(world, id);
    expect(runs).toHaveLength(3);
    expect(runs.every(({ origin, startedBy }) => origin === 'schedule' && startedBy === null)).toBe(
      true,
    );
    const tokens = await world.db.query<{ token: string }>(
      'select token from automation_run order by id',
    );
    expect(tokens.map(({ token }) => token.slice(-24))).toEqual(
      [1, 2, 3].map((minute) => `2026-01-01T00:0${minute}:00.000Z`),
    );
  });

  it('go on when one of another organisation cannot be told, which is looked at again in an hour', async () => {
    await using world = await startAutomation(new Date('2026-01-01T00:00:30Z'));
    const body = { kind: 'schedule', cron: '* * * * *', timeZone: 'UTC', label: 'Latest' };
    const broken = world.flows.publish('Broken', simple);
    const sound = world.flows.publish('Sound', simple, { org: orgB });
    await addTrigger(world, broken, body);
    await addTrigger(world, sound, body, orgB);
    const setZone = (zone: string) =>
      world.db.query('update automation_trigger set time_zone = $1 where flow = $2', [
        zone,
        broken,
      ]);
    // As after a move to a server that knows fewer zones.
    await setZone('Mars/Base');
    for (let minute = 0; minute < 3; minute += 1) await world.later(60);
    expect(await runsOf(world, sound, orgB)).toHaveLength(3);
    expect(await runsOf(world, broken)).toHaveLength(0);
    await setZone('UTC');
    await world.later(3_600);
    expect(await runsOf(world, broken)).toHaveLength(1);
  });

  it('run what was missed once, and nothing twice after a crash', async () => {
    await using world = await startAutomation(new Date('2026-01-01T00:00:30Z'));
    const id = world.flows.publish('Every minute', simple);
    await addTrigger(world, id, { kind: 'schedule', cron: '* * * * *', label: 'Latest' });
    world.main.kill();
    await world.clock.advance(600_000);
    const second = await world.node();
    second.dieAt(1, 'after');
    await world.settle();
    await world.node();
    await world.settle();
    const rows = await world.db.query<{ due: Date }>(
      'select next_at as due from automation_trigger',
    );
    expect(rows[0]?.due.toISOString()).toBe('2026-01-01T00:11:00.000Z');
    const [row] = await world.db.query<{ n: number }>('select count(*) as n from automation_run');
    expect(row?.n).toBe(1);
  });

  it('rest with their flow, and when they are switched off; what was due meanwhile is not made up for', async () => {
    await using world = await startAutomation(new Date('2026-01-01T00:00:30Z'));
    const id = world.flows.publish('Every minute', simple);
    const body = { kind: 'schedule', cron: '* * * * *', label: 'Latest' };
    const trigger = await addTrigger(world, id, body);
    world.flows.activate(id, false);
    await world.later(120);
    world.flows.activate(id, true);
    expect(await runsOf(world, id)).toHaveLength(0);
    await world.later(60);
    expect(await runsOf(world, id)).toHaveLength(1);
    const off = { method: 'PUT', body: { ...body, active: false } };
    expect((await world.api(`/${id}/triggers/${trigger.id}`, off)).body).toMatchObject({
      dateNext: null,
    });
    await world.later(300);
    expect(await runsOf(world, id)).toHaveLength(1);
    const gone = world.flows.publish('Gone', simple);
    await addTrigger(world, gone, body);
    world.flows.remove(gone);
    await world.later(60);
    const kept = await world.db.query<{ flow: string }>('select flow from automation_trigger');
    expect(kept.map(({ flow: of }) => of)).toEqual([id]);
    await world.api(`/${id}/triggers/${trigger.id}`, { method: 'DELETE' });
    const list = await world.api<{ triggers: unknown[] }>(`/${id}/triggers`);
    expect(list.body.triggers).toEqual([]);
  });

  it.each([
    // A time that is skipped in spring is taken right after the gap, one that comes twice in autumn once.
    [
      '30 2 * * *',
      '2026-03-28T12:00:00Z',
      ['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'],
    ],
    [
      '30 2 * * *',
      '2026-10-24T12:00:00Z',
      ['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
    ],
    // Lists, ranges and steps go by the clock on the wall: skipped they are left out, twice there they are due twice.
    [
      '0,30 2 * * *',
      '2026-03-28T12:00:00Z',
      ['2026-03-30T00:00:00.000Z', '2026-03-30T00:30:00.000Z'],
    ],
    [
      '*/30 2 * * *',
      '2026-10-24T12:00:00Z',
      [
        ...['2026-10-25T00:00:00.000Z', '2026-10-25T00:30:00.000Z'],
        ...['2026-10-25T01:00:00.000Z', '2026-10-25T01:30:00.000Z', '2026-10-26T01:00:00.000Z'],
      ],
    ],
    ['0 9 * * *', '2026-10-24T12:00:00Z', ['2026-10-25T08:00:00.000Z', '2026-10-26T08:00:00.000Z']],
    ['0 9 * * *', '2026-03-27T12:00:00Z', ['2026-03-28T08:00:00.000Z', '2026-03-29T07:00:00.000Z']],
  ])('%s in Berlin after %s is due at %j', (cron, after, expected) => {
    const due: string[] = [];
    let at = new Date(after);
    for (const _ of expected) {
      at = nextDue({ cron, timeZone: 'Europe/Berlin' }, at) as Date;
      due.push(at.toISOString());
    }
    expect(due).toEqual(expected);
  });

  it('start a flow over the end of summer time at the hour of the zone', async () => {
    await using world = await startAutomation(new Date('2026-10-25T00:30:00Z'));
    const id = world.flows.publish('Half past three', simple);
    const zone = { cron: '30 3 * * *', timeZone: 'Europe/Berlin' };
    await addTrigger(world, id, { kind: 'schedule', ...zone });
    // 01:45Z would be 03:45 in summer time.
    await world.later(75 * 60);
    expect(await runsOf(world, id)).toHaveLength(0);
    await world.later(60 * 60);
    expect(await runsOf(world, id)).toHaveLength(1);
  });

  it.each([
    [{ kind: 'schedule', cron: '61 * * * *' }, 'flow.trigger.cron.invalid'],
    [{ kind: 'schedule', cron: '@daily' }, 'flow.trigger.cron.invalid'],
    [{ kind: 'schedule', cron: '0 0 30 2 *' }, 'flow.trigger.cron.invalid'],
    [{ kind: 'schedule', cron: `${'1,'.repeat(1_000)}1 * * * *` }, 'flow.trigger.cron.invalid'],
    [{ kind: 'schedule', cron: '* * * * *', timeZone: 'Mars/Phobos' }, 'flow.trigger.zone.invalid'],
    [{ kind: 'schedule', cron: '* * * * *', timeZone: '+02:00' }, 'flow.trigger.zone.invalid'],
    [{ kind: 'event' }, 'flow.trigger.event.missing'],
    [{ kind: 'event', event: 'handover.*' }, 'flow.trigger.event.unknown'],
    [{ kind: 'event', event: 'queue.member' }, 'flow.trigger.event.unknown'],
    [
      { kind: 'event', event: 'handover.changed', pattern: { a: [] } },
      'flow.trigger.pattern.invalid',
    ],
    [
      { kind: 'event', event: 'handover.changed', inputs: { nobody: 1 }, label: 'Latest' },
      'flow.execution.input.unknown',
    ],
  ])('refuse %j', async (body, code) => {
    await using world = await startAutomation();
    const id = world.flows.publish('Strict', simple);
    const answer = await world.api(`/${id}/triggers`, { method: 'POST', body });
    expect(answer).toMatchObject({ status: 400, body: { code } });
    expect(await world.db.query('select id from automation_trigger')).toEqual([]);
  });
});

describe('event triggers', () => {
  it('start a flow for each event that fits, once over two nodes, of their own organisation', async () => {
    await using world = await startAutomation();
    await world.node();
    await tell(world, 'handover.changed', { state: 'open' });
    const id = world.flows.publish('On change', simple);
    const pattern = { state: ['open', 'closed'], who: { kind: 'user' } };
    await addTrigger(world, id, {
      kind: 'event',
      event: 'handover.changed',
      pattern,
      label: 'Latest',
    });
    for (const state of ['open', 'parked', 'closed'])
      await tell(world, 'handover.changed', { state, who: { kind: 'user', id: 1 } });
    await tell(world, 'handover.changed', { state: 'open', who: { kind: 'client' } });
    await tell(world, 'handover.changed', { state: 'open', who: { kind: 'user' } }, orgB);
    await tell(world, 'other.thing', { state: 'open', who: { kind: 'user' } });
    const runs = await untilRuns(world, id, 2);
    await Promise.all([world.settle(), world.settle()]);
    expect(runs.map(({ origin, status }) => `${origin} ${status}`)).toEqual([
      'event ended',
      'event ended',
    ]);
    expect(await runsOf(world, id)).toHaveLength(2);
    const detail = await world.api(`/${id}/executions/${runs[0]?.id}`);
    expect(detail.body).toMatchObject({
      outputs: { out: 'handover.changed' },
      inputs: { event: { data: { state: 'closed' } } },
    });
  });

  it('go on when the flow of one cannot be opened', async () => {
    await using world = await startAutomation();
    const closed = world.flows.publish('Closed', simple);
    const sound = world.flows.publish('Sound', simple, { org: orgB });
    const body = { kind: 'event', event: 'handover.changed', label: 'Latest' };
    await addTrigger(world, closed, body);
    await addTrigger(world, sound, body, orgB);
    const { find } = world.flows;
    Object.assign(world.flows, {
      find: async (org: string, id: string, label: FlowTrigger['label']) => {
        if (id === closed) throw new Error('sealed under a key that is gone');
        return find(org, id, label);
      },
    });
    await tell(world, 'handover.changed', {});
    await tell(world, 'handover.changed', {}, orgB);
    expect(await untilRuns(world, sound, 1, orgB)).toHaveLength(1);
    expect(await runsOf(world, closed)).toHaveLength(0);
  });

  it('do not go round for ever when a flow hears of its own end', async () => {
    await using world = await startAutomation();
    const id = world.flows.publish('Echo', simple);
    const body = {
      kind: 'event',
      event: 'flow.execution.ended',
      pattern: { flowId: id },
      label: 'Latest',
    };
    await addTrigger(world, id, body);
    await world.api(`/${id}/executions`, { method: 'POST', body: {} });
    const all = 1 + maxDepth;
    await untilRuns(world, id, all);
    // The last one's end is read as well.
    for (let more = 0; more < 20; more += 1) await world.settle();
    expect(await runsOf(world, id)).toHaveLength(all);
  });

  it('hear of an end however deep whoever started it says that it is, and hand that on', async () => {
    await using world = await startAutomation();
    const told: unknown[] = [];
    await using target = await startTarget(({ headers }) => told.push(headers[flowDepthHeader]));
    const plain = world.flows.publish('Plain', simple);
    const id = world.flows.publish('Watch', flow([get('a', target.origin)]));
    const pattern = { flowId: plain };
    const body = { kind: 'event', event: 'flow.execution.ended', pattern, label: 'Latest' };
    await addTrigger(world, id, body);
    const headers = { [flowDepthHeader]: String(maxFlowDepth) };
    await world.api(`/${plain}/executions`, { method: 'POST', body: {}, headers });
    await untilRuns(world, id, 1);
    await expect
      .poll(async () => {
        await world.settle();
        return told;
      })
      .toEqual([String(maxFlowDepth + 1)]);
  });

  it('go on behind the end of a log that was filled anew', async () => {
    await using world = await startAutomation();
    const id = world.flows.publish('On change', simple);
    await addTrigger(world, id, { kind: 'event', event: 'handover.changed', label: 'Latest' });
    await world.db.query(`update automation_reader set xid = '99999999999'`);
    await world.db.query(`update automation_trigger set since_xid = '99999999999'`);
    await world.settle();
    await tell(world, 'handover.changed', {});
    expect(await untilRuns(world, id, 1)).toHaveLength(1);
  });

  it('are changed and audited; another organisation finds none of it', async () => {
    await using world = await startAutomation();
    const id = world.flows.publish('Mine', flow([pause('W')]));
    const made = await addTrigger(world, id, { kind: 'event', event: 'handover.changed' });
    const path = `/${id}/triggers/${made.id}`;
    const change = {
      method: 'PUT',
      body: { kind: 'schedule', cron: '0 0 * * *', timeZone: 'Europe/Istanbul' },
    };
    expect((await world.api(path, { ...change, org: orgB })).status).toBe(404);
    expect((await world.api(path, { method: 'DELETE', org: orgB })).status).toBe(404);
    expect((await world.api(`/${id}/triggers`, { org: orgB })).status).toBe(404);
    expect((await world.api(path, change)).body).toMatchObject({
      kind: 'schedule',
      timeZone: 'Europe/Istanbul',
    });
    const changes = world.audited.map(({ entity, changes: told }) => [
      entity.id,
      told?.['trigger'],
    ]);
    expect(changes).toEqual([
      [id, { from: null, to: expect.objectContaining({ event: 'handover.changed' }) }],
      [
        id,
        {
          from: expect.objectContaining({ event: 'handover.changed' }),
          to: expect.objectContaining({ cron: '0 0 * * *' }),
        },
      ],
    ]);
  });
});

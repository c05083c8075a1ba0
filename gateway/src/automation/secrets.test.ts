import type { FlowExecution, FlowExecutionDetail, FlowTrigger } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import {
  type AutomationWorld,
  flow,
  get,
  orgA,
  pause,
  set,
  startAutomation,
  startTarget,
} from './automation.fixture.ts';

const secret = 'hush-4711-hush';
const secure = { type: 'String', secure: true } as const;

const document = (origin: string) =>
  flow(
    [
      set('Copy', 'copy', '{{ given }}!'),
      get('Ask', `${origin}/ask`, { headers: [{ name: 'x-token', value: '{{ given }}' }] }),
      pause('Rest'),
      set('Open', 'open', 'seen'),
    ],
    {
      variables: [
        { name: 'given', input: true, ...secure },
        { name: 'copy', output: true, ...secure },
        { name: 'open', type: 'String', output: true },
      ],
    },
  );

/** Everything that the database holds, as text. */
const everything = async ({ db }: AutomationWorld) => {
  const tables = await db.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = current_schema()`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) => db.query(`select t::text as row from "${name}" t`)),
  );
  return JSON.stringify(rows);
};

describe('secure variables', () => {
  it('stand in no table and in no answer, while a run waits and after it', async () => {
    await using world = await startAutomation();
    await using target = await startTarget();
    const id = world.flows.publish('Secret', document(target.origin));
    const started = await world.api<FlowExecution>(`/${id}/executions`, {
      ...{ method: 'POST', body: { inputs: { given: secret } } },
    });
    const path = `/${id}/executions/${started.body.id}`;
    const answers = [started.body as unknown];
    for (const seconds of [0, 61]) {
      if (seconds > 0) await world.later(seconds);
      else await world.settle();
      expect(await everything(world)).not.toContain(secret);
      answers.push((await world.api(path)).body, (await world.api(`/${id}/executions`)).body);
    }
    expect(JSON.stringify(answers)).not.toContain(secret);
    const found = (await world.api<FlowExecutionDetail>(path)).body;
    expect(found).toMatchObject({
      ...{ execution: { status: 'ended' }, inputs: { given: '•••' } },
      outputs: { copy: '•••', open: 'seen' },
    });
    expect(target.seen).toHaveLength(1);
  });

  it('are shown to who may decrypt, which the audit log tells; others are refused', async () => {
    await using world = await startAutomation();
    await using target = await startTarget();
    const id = world.flows.publish('Secret', document(target.origin));
    const body = { inputs: { given: secret } };
    const started = await world.api<FlowExecution>(`/${id}/executions`, { method: 'POST', body });
    await world.settle();
    await world.later(61);
    const path = `/${id}/executions/${started.body.id}?secure=true`;
    const viewer = `${orgA}|architect:flowExecution:view`;
    expect(await world.api(path, { org: viewer })).toMatchObject({
      status: 403,
      body: { code: 'missing.permissions' },
    });
    expect(world.audited).toEqual([]);
    const open = (await world.api<FlowExecutionDetail>(path)).body;
    expect(open).toMatchObject({ inputs: { given: secret }, outputs: { copy: `${secret}!` } });
    expect(open.trace.find(({ action }) => action === 'Copy')?.changed).toEqual({
      copy: `${secret}!`,
    });
    expect(world.audited).toMatchObject([
      {
        action: 'use',
        entity: { type: 'flow', id },
        changes: { secureValues: { to: started.body.id } },
      },
    ]);
  });

  it('are sealed in triggers, and kept when a masked value comes back', async () => {
    await using world = await startAutomation(new Date('2026-01-01T00:00:30Z'));
    await using target = await startTarget();
    const id = world.flows.publish('Secret', document(target.origin));
    const body = {
      kind: 'schedule',
      cron: '* * * * *',
      label: 'Latest',
      inputs: { given: secret },
    };
    const made = await world.api<FlowTrigger>(`/${id}/triggers`, { method: 'POST', body });
    expect(made.body.inputs).toEqual({ given: '•••' });
    const change = { method: 'PUT', body: { ...body, inputs: made.body.inputs } };
    await world.api(`/${id}/triggers/${made.body.id}`, change);
    expect(await everything(world)).not.toContain(secret);
    await world.later(60);
    const [run] = (await world.api<{ entities: FlowExecution[] }>(`/${id}/executions`)).body
      .entities;
    const path = `/${id}/executions/${run?.id}?secure=true`;
    expect((await world.api<FlowExecutionDetail>(path)).body.inputs).toEqual({ given: secret });
  });
});

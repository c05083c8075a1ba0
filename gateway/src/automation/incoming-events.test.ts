import type { FlowExecution, FlowTrigger, Listing } from '@tandem/contract';
import { needsReauthorizationEvent } from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import {
  type AutomationWorld,
  flow,
  orgA,
  orgB,
  set,
  startAutomation,
} from './automation.fixture.ts';

const listening = flow(
  [set('S', 'name', '{{ event.data.connectionName }} {{ event.data.date }}')],
  {
    variables: [
      { name: 'event', type: 'JSON', input: true },
      { name: 'name', type: 'String', output: true },
    ],
  },
);
const at = new Date('2026-01-01T00:00:00Z');

const happened = (connectionName: string, org = orgA) => ({
  ...{ id: derivedUuid('event', connectionName), org, at },
  ...{ type: needsReauthorizationEvent, key: derivedUuid(connectionName) },
  data: { connectionId: derivedUuid(connectionName), connectionName },
});

const listen = async ({ api, flows }: AutomationWorld, org: string, pattern: object = {}) => {
  const id = flows.publish('Tell somebody', listening, { org });
  const body = { kind: 'event', event: needsReauthorizationEvent, pattern, label: 'Latest' };
  const made = await api<FlowTrigger>(`/${id}/triggers`, { method: 'POST', body, org });
  expect(made.status).toBe(201);
  return id;
};

const namesOf = async ({ api }: AutomationWorld, id: string, org = orgA) => {
  const { entities = [] } = (await api<Listing<FlowExecution>>(`/${id}/executions`, { org })).body;
  const details = await Promise.all(
    entities.map(({ id: run }) =>
      api<{ outputs: { name?: string } }>(`/${id}/executions/${run}`, { org }),
    ),
  );
  return details.map(({ body }) => body.outputs.name ?? '').sort();
};

const untilNames = (world: AutomationWorld, id: string, org: string, names: readonly string[]) =>
  expect
    .poll(async () => {
      await world.settle();
      return namesOf(world, id, org);
    })
    .toEqual(names);

describe('events of the core services', () => {
  it('start flows of their organisation, each once, over two nodes', async () => {
    await using world = await startAutomation();
    await world.node();
    const ours = await listen(world, orgA, { connectionName: ['CRM', 'Shop'] });
    const theirs = await listen(world, orgB);
    world.outside.push(happened('CRM'), happened('Other'), happened('Theirs', orgB));
    await untilNames(world, ours, orgA, [`CRM ${at.toISOString()}`]);
    await untilNames(world, theirs, orgB, [`Theirs ${at.toISOString()}`]);
    expect(world.outside).toEqual([]);
    // What a node that stood still brings again is known.
    world.outside.push(happened('CRM'), happened('Shop'));
    await untilNames(world, ours, orgA, [`CRM ${at.toISOString()}`, `Shop ${at.toISOString()}`]);
    expect(
      await world.db.query('select 1 from event_log where type = $1', [needsReauthorizationEvent]),
    ).toHaveLength(4);
  });

  it.each(['before', 'after'] as const)(
    'are not lost and not doubled by a node that dies %s it has stored them',
    async (when) => {
      await using world = await startAutomation();
      const id = await listen(world, orgA);
      world.outside.push(happened('CRM'));
      world.main.dieAt(1, when);
      await world.main.automation.round();
      expect(world.main.isDead()).toBe(true);
      expect(world.outside).toHaveLength(1);
      const node = await world.node();
      await expect
        .poll(async () => {
          await world.settle();
          return (await world.api<Listing<FlowExecution>>(`/${id}/executions`, { node })).body
            .total;
        })
        .toBe(1);
      expect(world.outside).toEqual([]);
    },
  );
});

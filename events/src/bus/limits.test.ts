import { eventBusLimits } from '@tandem/contract';
import { expect, it } from 'vitest';
import { addRule, associate, type BusWorld, makeSource, startWorld } from './bus-world.fixture.ts';

const beyond = 'The requested resource exceeds the maximum number allowed';

const tryRule = async ({ call }: BusWorld, busId: string, body: object) => {
  const answer = await call<{ id: string; code: string; message: string }>('postEventRules', {
    params: { busId },
    body: { eventPattern: '{"source":["x"]}', ...body },
  });
  return { status: answer.status, ...answer.body };
};

it('a bus has 300 rules at most', async () => {
  await using world = await startWorld();
  await makeSource(world);
  const busId = await associate(world);
  const ruleId = await addRule(world, busId, { eventPattern: '{"source":["x"]}' });
  await world.db.query(
    `insert into bus_rule (org, id, bus, name, description, pattern, enabled, targets, created_at, modified_at)
     select org, gen_random_uuid(), bus, 'more ' || n, description, pattern, enabled, targets, created_at, modified_at
     from bus_rule, generate_series(2, $1) n`,
    [eventBusLimits.rules],
  );
  expect(await tryRule(world, busId, { name: 'one too many' })).toMatchObject({
    ...{ status: 400, code: 'event.bus.limit', message: expect.stringContaining(beyond) },
  });
  const changed = await world.call('putEventRule', {
    params: { busId, ruleId },
    body: { name: 'renamed', eventPattern: '{"source":["y"]}' },
  });
  expect(changed.status).toBe(200);
});

it('thirty rules of a bus may have wildcards, wherever in the pattern they stand', async () => {
  await using world = await startWorld();
  await makeSource(world);
  const busId = await associate(world);
  const wild = (n: number) =>
    n % 2 === 0
      ? '{"source":[{"wildcard":"a*b"}]}'
      : '{"$or":[{"a":["x"]},{"b":[{"anything-but":{"wildcard":["*z"]}}]}]}';
  const made: string[] = [];
  for (let n = 0; n < eventBusLimits.wildcardRules; n += 1) {
    const { status, id } = await tryRule(world, busId, { name: `w${n}`, eventPattern: wild(n) });
    expect(status).toBe(201);
    made.push(id);
  }
  const more = { name: 'more', eventPattern: wild(0) };
  expect(await tryRule(world, busId, more)).toMatchObject({
    ...{ status: 400, code: 'event.bus.limit', message: expect.stringContaining(beyond) },
  });
  // A field of that name is none, and a rule that has one already may change it.
  expect(
    await tryRule(world, busId, { name: 'field', eventPattern: '{"wildcard":["a*b"]}' }),
  ).toMatchObject({ status: 201 });
  const changed = await world.call('putEventRule', {
    params: { busId, ruleId: made[0] ?? '' },
    body: { name: 'w0', eventPattern: wild(1) },
  });
  expect(changed.status).toBe(200);
});

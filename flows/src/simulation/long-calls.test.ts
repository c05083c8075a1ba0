import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  act,
  draft,
  get,
  kindsOf,
  refusal,
  type SimulationWorld,
  startSimulations,
  startTarget,
  type Target,
} from './simulation.fixture.ts';

const patienceMs = 3_000;

describe.each(['platform', 'gateway'] as const)('long calls of simulations, %s', (half) => {
  let world: SimulationWorld;
  let target: Target;
  beforeAll(async () => {
    world = await startSimulations(half);
    target = await startTarget();
  });
  afterAll(async () => {
    await target[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    target.seen.length = 0;
    target.state.holds = true;
  });
  const kind = kindsOf[half].at(-1) as 'inboundMessage' | 'automation';
  const calling = (times = 1) =>
    draft(kind, [
      ...Array.from({ length: times }, (_, n) => get(`call${n}`, `${target.url}/${n}`)),
      act('rest', 'wait', { duration: 60 }),
    ]);

  /** Starts on a node and waits until its patience is over. */
  const begin = async (user: ReturnType<ReturnType<SimulationWorld['node']>['as']>) => {
    const starting = user.start(calling());
    await target.asked(1);
    await world.clock.advance(patienceMs);
    return starting;
  };

  it('answers that a call is under way, and another node tells what came of it', async () => {
    const [one, two] = [world.node(), world.node()];
    const begun = await begin(one.as('ada'));
    expect(begun).toMatchObject({ status: 'running', awaits: 'call', skippable: false });
    expect(await two.as('ada').look(begun.id)).toMatchObject({ awaits: 'call' });
    for (const refused of [
      () => two.as('ada').say(begun.id, 'x'),
      () => two.as('ada').skip(begun.id),
    ])
      expect(await refusal(refused())).toMatchObject({ status: 409 });
    target.release();
    await expect.poll(async () => (await two.as('ada').look(begun.id)).awaits).toBe('timer');
    expect(target.seen).toHaveLength(1);
  });

  it('makes the call of a node that died again, under the same key, and takes one answer', async () => {
    const dead = world.node({
      db: { ...world.db, query: () => Promise.reject(new Error('gone')) },
    });
    const alive = world.node().as('ada');
    // Its start commits, and whatever it does after that is lost with it.
    const starting = dead
      .as('ada')
      .start(calling())
      .catch(() => {});
    await target.asked(1);
    const [row] = await world.db.query<{ id: string }>(
      'select id from flow_simulation order by created_at desc, revision limit 1',
    );
    const id = String(row?.id);
    await world.clock.advance(patienceMs);
    await starting;
    target.release();
    target.state.holds = false;
    expect(await alive.look(id)).toMatchObject({ awaits: 'call' });
    expect(target.seen).toHaveLength(1);
    await world.clock.advance(75_001);
    const after = await alive.look(id);
    expect(after).toMatchObject({ awaits: 'timer' });
    expect(target.seen.map(({ key }) => key)).toEqual([`${id}.1`, `${id}.1`]);
    expect(after.effects.filter(({ kind: one }) => one === 'callEnded')).toHaveLength(1);
  });

  it('hands a call on when its node stops', async () => {
    const node = world.node();
    const { id } = await begin(node.as('ada'));
    await node.stop();
    target.state.holds = false;
    expect(await world.node().as('ada').look(id)).toMatchObject({ awaits: 'timer' });
    expect(target.seen).toHaveLength(2);
  });

  it('gives a call up after a minute', async () => {
    const user = world.node().as('ada');
    const { id } = await begin(user);
    await world.clock.advance(60_000);
    await expect.poll(async () => (await user.look(id)).status).toBe('failed');
    expect(await user.look(id)).toMatchObject({ error: { code: 'http.timeout' } });
  });

  it('calls others only so often', async () => {
    target.state.holds = false;
    const loops = draft(kind, [get('a', target.url), get('b', target.url)], {
      edges: 'a.next>b b.next>a',
    });
    const user = world.node().as('ada');
    const { id } = await user.start(loops);
    await expect.poll(async () => (await user.look(id)).status, { timeout: 20_000 }).toBe('failed');
    expect(await user.look(id)).toMatchObject({ error: { code: 'simulation.calls' } });
    expect(target.seen).toHaveLength(200);
  });

  it('a simulation that was pushed out by newer ones ends with the call it is in', async () => {
    const user = world.node().as('zoe');
    const { id } = await begin(user);
    const rest = draft(kind, [act('rest', 'wait', { duration: 60 })]);
    for (let n = 0; n < 3; n += 1) await user.start(rest);
    target.release();
    expect(await refusal(user.look(id))).toMatchObject({ status: 404 });
  });
});

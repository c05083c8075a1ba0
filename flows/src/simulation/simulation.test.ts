import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  acme,
  act,
  draft,
  get,
  globex,
  kindsOf,
  refusal,
  type SimulationWorld,
  startSimulations,
  startTarget,
  type Target,
  testSealer,
} from './simulation.fixture.ts';

const kinds = (effects: readonly Readonly<Record<string, unknown>>[]) =>
  effects.map(({ kind }) => kind);

const secureText = { name: 'pin', type: 'String', secure: true, initial: 'pl4nted' } as const;

describe.each(['platform', 'gateway'] as const)('simulator of the %s', (half) => {
  let world: SimulationWorld;
  let target: Target;
  beforeAll(async () => {
    world = await startSimulations(half);
    target = await startTarget();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await target[Symbol.asyncDispose]();
  });
  const kind = kindsOf[half].at(-1) as 'inboundMessage' | 'automation';
  const wait = (more = {}) => draft(kind, [act('rest', 'wait', { duration: 60, ...more })]);
  const ada = () => world.node().as('ada');

  it('runs a draft up to a time, which is taken as over, and tells every step', async () => {
    const user = ada();
    const begun = await user.start(
      draft(
        kind,
        [
          act('set', 'setVariable', {
            assignments: [{ variable: 'name', value: '{{ shopName }}' }],
          }),
          act('rest', 'wait', { duration: 60 }),
          act('note', 'log', { message: 'Hello {{ name }}' }),
        ],
        { variables: [{ name: 'name', type: 'String' }] },
      ),
    );
    expect(begun).toMatchObject({
      status: 'waiting',
      awaits: 'timer',
      skippable: true,
      error: null,
    });
    expect(begun.trace.map(({ action, outlet }) => [action, outlet])).toEqual([
      ['set', 'next'],
      ['rest', null],
    ]);
    expect(begun.trace[0]?.changed).toEqual({ name: 'Corner shop' });
    expect((await user.look(begun.id)).awaits).toBe('timer');

    const over = await user.skip(begun.id);
    expect(over).toMatchObject({ status: 'ended', awaits: null });
    expect(kinds(over.effects)).toEqual(['timer', 'skipped', 'log']);
    expect(over.effects.at(-1)).toMatchObject({ message: 'Hello Corner shop' });
    expect(await refusal(user.skip(begun.id))).toMatchObject({ status: 409 });
  });

  it('makes calls, under the key of the effect, and notes what came of them', async () => {
    const asked = target.seen.length;
    const done = await ada().start(
      draft(
        kind,
        [
          get('call', `${target.url}/who?token=hidden`, {
            parseContentType: 'JSON',
            parse: [{ path: '$.name', variable: 'name' }],
          }),
          act('note', 'log', { message: 'It is {{ name }}' }),
        ],
        { variables: [{ name: 'name', type: 'String' }] },
      ),
    );
    expect(done).toMatchObject({ status: 'ended', awaits: null });
    expect(target.seen[asked]).toMatchObject({ url: '/who?token=hidden', key: `${done.id}.1` });
    expect(done.effects).toMatchObject([
      { kind: 'httpRequest', method: 'GET', address: `${target.url}/who` },
      { kind: 'callEnded', of: 'httpRequest', status: 200 },
      { kind: 'log', message: 'It is Ada' },
    ]);
  });

  it('signs in with a secret that was typed and never stored', async () => {
    const secret = (value: string) => ({ kind: 'insecure', value });
    const signIn = act('in', 'oauthAuthentication', {
      ...{
        authenticationType: 'clientCredentials',
        environmentUrl: target.url,
        session: 'Default',
      },
      ...{ clientId: secret('client'), clientSecret: secret('pl4nted-secret') },
    });
    const begun = await ada().start(draft(kind, [signIn, act('rest', 'wait', { duration: 1 })]));
    expect(begun).toMatchObject({ awaits: 'timer', error: null });
    expect(target.seen.at(-1)?.authorization).toBe(
      `Basic ${Buffer.from('client:pl4nted-secret').toString('base64')}`,
    );
    const rows = await world.db.query<{ sealed: string }>('select sealed from flow_simulation');
    const opened = rows.map(({ sealed }) => {
      const [, hex = ''] = Buffer.from(sealed, 'base64').toString().split('#');
      return Buffer.from(hex, 'hex').toString();
    });
    expect(opened.join()).toContain('oauthAuthentication');
    expect(`${rows.map(({ sealed }) => sealed).join()}${opened.join()}`).not.toContain(
      'pl4nted-secret',
    );
    expect(JSON.stringify(begun)).not.toContain('pl4nted-secret');
  });

  const signingIn = (environmentUrl: string, clientSecret: object) =>
    draft(kind, [
      act('in', 'oauthAuthentication', {
        ...{ authenticationType: 'clientCredentials', environmentUrl, session: 'Default' },
        ...{ clientId: { kind: 'insecure', value: 'client' }, clientSecret: { ...clientSecret } },
      }),
    ]);

  it('takes a secret that is shown without its value from the saved flow, for the same server only', async () => {
    const typed = { kind: 'insecure', value: 'kept-secret' };
    const flowId = await world.save('Signs in', signingIn(target.url, typed));
    const shown = { kind: 'insecure' };
    expect(await ada().start(signingIn(target.url, shown), { flowId })).toMatchObject({
      status: 'ended',
    });
    expect(target.seen.at(-1)?.authorization).toBe(
      `Basic ${Buffer.from('client:kept-secret').toString('base64')}`,
    );
    const elsewhere = signingIn(target.url.replace('127.0.0.1', '127.0.0.2'), shown);
    for (const refused of [
      () => ada().start(elsewhere, { flowId }),
      () => ada().start(signingIn(target.url, shown)),
      () => world.node().as('eve', { org: globex }).start(signingIn(target.url, shown), { flowId }),
    ])
      expect(await refusal(refused())).toMatchObject({ status: 400 });
  });

  it('opens nothing that a draft brings sealed, in an action or at the start of a variable', async () => {
    const typed = { kind: 'insecure', value: 'kept-secret' };
    const flowId = await world.save('Sealed', signingIn(target.url, typed));
    const rows = await world.db.query<{ secrets: Record<string, string> }>(
      'select secrets from flow_version where flow = $1',
      [flowId],
    );
    const sealed = rows[0]?.secrets['in.clientSecret'] ?? '';
    const unbound = await testSealer.seal({
      org: acme,
      context: 'flow/secret',
      text: 'kept-secret',
    });
    const asked = target.seen.length;
    for (const brought of [
      { kind: 'insecure', sealed, context: `flow/${flowId}/in.clientSecret` },
      { kind: 'insecure', sealed: unbound },
    ]) {
      const other = await world.save(`Other ${brought.sealed.length}`, draft(kind, []));
      for (const of of [{}, { flowId: other }, { flowId: 'none' }]) {
        expect(await refusal(ada().start(signingIn(target.url, brought), of))).toMatchObject({
          status: 400,
        });
        const holding = draft(kind, [act('rest', 'wait', { duration: 1 })], {
          variables: [{ name: 'pin', type: 'String', secure: true, initial: brought as never }],
        });
        expect(await refusal(ada().start(holding, of))).toMatchObject({ status: 400 });
      }
    }
    expect(target.seen).toHaveLength(asked);
  });

  it('calls published flows by name, and is in one of them between two exchanges', async () => {
    await world.save(
      'Inner',
      draft(kind, [act('rest', 'wait', { duration: 1 }), act('in', 'log', { message: 'inside' })]),
    );
    const user = ada();
    const outer = draft(kind, [
      act('call', 'subflow', { flow: 'Inner' }),
      act('out', 'log', { message: 'outside' }),
    ]);
    const { id, awaits } = await user.start(outer);
    expect(awaits).toBe('timer');
    const over = await user.skip(id);
    expect(over.effects.filter(({ kind: one }) => one === 'log')).toMatchObject([
      { message: 'inside' },
      { message: 'outside' },
    ]);
    const stranger = await world.node().as('eve', { org: globex }).start(outer);
    expect(stranger).toMatchObject({ status: 'failed' });
  });

  it('uses no credential that its author may not use', async () => {
    const credential = { kind: 'credential', credential: 'c', attribute: 'a' };
    const signIn = act('in', 'oauthAuthentication', {
      ...{
        authenticationType: 'clientCredentials',
        environmentUrl: target.url,
        session: 'Default',
      },
      ...{ clientId: credential, clientSecret: credential },
    });
    expect(await refusal(ada().start(draft(kind, [signIn])))).toMatchObject({
      ...{ status: 403, code: 'vault.not.a.consumer' },
    });
  });

  it('masks secure variables wherever they stand, but for those who may see them', async () => {
    const document = draft(
      kind,
      [
        act('set', 'setVariable', { assignments: [{ variable: 'pin', value: 's3cret-pin' }] }),
        act('copy', 'setVariable', { assignments: [{ variable: 'open', value: '{{ pin }}' }] }),
        act('rest', 'wait', { duration: 1 }),
        act('note', 'log', { message: 'Is {{ open }}' }),
      ],
      { variables: [secureText, { name: 'open', type: 'String' }] },
    );
    const user = ada();
    const { id } = await user.start(document);
    const masked = await user.skip(id);
    expect(masked.trace[0]?.changed).toEqual({ pin: '•••' });
    expect(masked.effects.at(-1)).toMatchObject({
      message: 'A log of the flow held a secret and was left out.',
    });
    const permissions = ['architect:flowTrace:decrypt'];
    const seen = await world.node().as('ada', { permissions }).look(id);
    expect(seen.trace[0]?.changed).toEqual({ pin: 's3cret-pin' });
    expect(seen.trace[1]?.changed).toEqual({ open: 's3cret-pin' });
  });

  it('refuses a draft with errors and says which; recommendations do not hold it up', async () => {
    const broken = draft(kind, [act('rest', 'wait', {}), act('x', 'no such action')]);
    expect(await refusal(ada().start(broken))).toMatchObject({
      ...{ status: 400, code: 'flow.validation.failed' },
      details: expect.arrayContaining([{ errorCode: 'FC1005', fieldName: 'x' }]),
    });
    for (const nonsense of [null, 1, 'x', [], {}, { kind }])
      expect(await refusal(ada().start(nonsense))).toMatchObject({ status: 400 });
    const other = half === 'platform' ? 'automation' : 'inboundMessage';
    expect(
      await refusal(ada().start(draft(other, [act('a', 'log', { message: 'x' })]))),
    ).toMatchObject({
      code: 'flow.kind.not.supported',
    });
  });

  it('belongs to one user of one organisation', async () => {
    const { id } = await ada().start(wait());
    const others = [world.node().as('bob'), world.node().as('ada', { org: globex })];
    for (const other of others) {
      for (const call of [() => other.look(id), () => other.say(id, 'x'), () => other.skip(id)])
        expect(await refusal(call())).toMatchObject({ status: 404, code: 'not.found' });
    }
    expect(await refusal(ada().look('no-id'))).toMatchObject({ status: 404 });
    expect(await ada().look(id)).toMatchObject({ awaits: 'timer' });
  });

  it('keeps a few of each user, the oldest go, and none for longer than an hour', async () => {
    const user = world.node().as('carl');
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      ids.push((await user.start(wait())).id);
      await world.clock.advance(1_000);
    }
    const there = await Promise.all(
      ids.map((id) =>
        user.look(id).then(
          () => true,
          () => false,
        ),
      ),
    );
    expect(there).toEqual([false, false, true, true, true]);
    const kept = world.node().as('dora');
    const { id } = await kept.start(wait());
    await world.clock.advance(3_599_000);
    await kept.look(id);
    await world.clock.advance(2_000);
    expect(await refusal(kept.look(id))).toMatchObject({ status: 404 });
    const node = world.node();
    node.start();
    await world.clock.advance(600_001);
    await node.stop();
    const [row] = await world.db.query<{ left: number }>(
      'select count(*)::int as left from flow_simulation',
    );
    expect(row).toEqual({ left: 0 });
  });

  it('takes an input once when two come at the same time', async () => {
    const user = ada();
    const { id } = await user.start(
      draft(kind, [act('a', 'wait', { duration: 1 }), act('b', 'wait', { duration: 1 })]),
    );
    const both = await Promise.allSettled([user.skip(id), user.skip(id)]);
    const stood = await user.look(id);
    const taken = both.filter(({ status }) => status === 'fulfilled').length;
    expect(stood.effects.filter(({ kind: one }) => one === 'skipped')).toHaveLength(taken);
    for (const one of both)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ status: 409 });
  });

  it('ends a run that goes round in circles, and says so', async () => {
    const turning = { left: '1', operator: 'equals', right: '1', maxTurns: 1_000 };
    const spins = draft(
      kind,
      [
        act('outer', 'while', turning),
        act('inner', 'while', turning),
        act('set', 'setVariable', { assignments: [{ variable: 'n', value: 'x' }] }),
      ],
      { variables: [{ name: 'n', type: 'String' }], edges: 'outer.body>inner inner.body>set' },
    );
    const ended = await ada().start(spins);
    expect(ended.status).toBe('failed');
    expect(ended.error?.code).toBe(kind === 'automation' ? 'loop.turns' : 'budget');
    expect(ended.trace.length).toBeLessThanOrEqual(1_000);
    if (kind === 'automation')
      expect(ended.trace.some(({ flags }) => flags.includes('trace.gap'))).toBe(true);
  });
});

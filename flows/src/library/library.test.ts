import type { FlowView, Listing } from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { flowsNaming } from './index.ts';
import { acme, calling, globex, logging } from './library.fixture.ts';
import { halves, useLibrary } from './library.suite.ts';

describe.each(halves)('flows of the %s', (half, kind) => {
  const { library, ops, ada, eve, of, create, save, publish, get } = useLibrary(half, kind);

  it('begin empty, are changed, listed and deleted', async () => {
    const made = await create('Begin');
    expect(made).toMatchObject({
      ...{ name: 'Begin', kind, active: true, savedVersion: 1, publishedVersion: null },
      ...{ labels: {}, lockedBy: null, description: null },
    });
    const body = { name: ' Begun ', description: 'why', active: false };
    const { body: changed } = await ada<FlowView>(ops.changeFlow, { ...of(made.id), body });
    expect(changed).toMatchObject({ name: 'Begun', description: 'why', active: false });
    await expect(create('begun')).rejects.toMatchObject({ status: 409, code: 'flow.name.taken' });
    await expect(create('  ')).rejects.toMatchObject({ status: 400 });
    const atOnce = await Promise.allSettled(['Twin', 'TWIN', 'twin'].map((name) => create(name)));
    const refused = atOnce.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(refused).toEqual(['flow.name.taken', 'flow.name.taken']);
    const unkept = { ...of(made.id), body: { description: 'a\0b' } };
    await expect(ada(ops.changeFlow, unkept)).rejects.toMatchObject({ status: 400 });
    const names = async (query: object) =>
      (await ada<Listing<FlowView>>(ops.listFlows, { query: { ...query } })).body.entities.map(
        ({ name }) => name,
      );
    expect(await names({ name: 'EGU' })).toEqual(['Begun']);
    expect(await names({ name: 'begun', kind })).toEqual(['Begun']);
    expect(await names({ name: 'begun', kind: 'nothing' })).toEqual([]);
    expect(await names({ name: '100%' })).toEqual([]);
    expect((await ada(ops.deleteFlow, of(made.id))).status).toBe(204);
    await expect(get(made.id)).rejects.toMatchObject({ status: 404 });
  });

  it('are of a kind that the half runs, documents of the kind of their flow', async () => {
    const foreign = half === 'platform' ? 'bot' : 'inboundMessage';
    await expect(
      ada(ops.createFlow, { body: { name: 'Foreign', kind: foreign } }),
    ).rejects.toMatchObject({ code: 'flow.kind.not.supported' });
    const { id } = await create('Kind');
    await expect(save(ada, id, logging(foreign))).rejects.toMatchObject({
      code: 'flow.kind.differs',
    });
  });

  it('refuse documents that cannot be kept, and nothing is half written', async () => {
    const { id } = await create('Door');
    let deep: unknown = 'x';
    for (let depth = 0; depth < 100; depth += 1) deep = [deep];
    const [action] = logging(kind).actions;
    const withSettings = (settings: object) => ({
      ...logging(kind),
      actions: [{ ...action, settings }],
    });
    for (const document of [
      { no: 'flow' },
      [],
      withSettings({ message: 'a\0b' }),
      withSettings({ message: '\ud800' }),
      withSettings({ message: deep }),
    ])
      await expect(save(ada, id, document)).rejects.toMatchObject({
        status: 400,
        code: 'flow.malformed',
      });
    expect((await get(id)).savedVersion).toBe(1);
    const half = ada(ops.createFlow, { body: { name: 'Half', kind, document: { no: 'flow' } } });
    await expect(half).rejects.toMatchObject({ status: 400 });
    const { body } = await ada<Listing<FlowView>>(ops.listFlows, { query: { name: 'half' } });
    expect(body.total).toBe(0);
  });

  it('are kept while something names them, and say what', async () => {
    const used = await create('Used "here"', logging(kind));
    const caller = await create('Caller', calling(kind, used.id));
    await create('Namer', calling(kind, 'used "HERE"'));
    await create('Stranger', calling(kind, 'Used "here"'), eve);
    library().uses.set(used.id, ['Web chat']);
    const uses = async () => (await ada<{ uses: object[] }>(ops.getUses, of(used.id))).body.uses;
    expect(await uses()).toEqual([
      { kind: 'address', id: 'Web chat', name: 'Web chat' },
      { kind: 'flow', id: caller.id, name: 'Caller' },
      { kind: 'flow', id: expect.any(String), name: 'Namer' },
    ]);
    await expect(ada(ops.deleteFlow, of(used.id))).rejects.toMatchObject({
      status: 409,
      code: 'flow.in.use',
      message: expect.stringContaining('"Web chat", "Caller", "Namer"'),
    });
    library().uses.clear();
    await save(ada, caller.id, logging(kind));
    expect(await uses()).toHaveLength(1);
  });

  it('name connectors by id or name, in versions that are saved or run', async () => {
    const request = (connector: string, more: object = {}) => ({
      ...logging(kind),
      actions: [{ id: 'a', type: 'httpRequest', name: 'Ask', settings: { connector, ...more } }],
    });
    const naming = async (org = acme) => {
      const connector = { id: derivedUuid('crm'), name: 'My CRM' };
      const found = await flowsNaming(library().db, org, { resource: 'connector', ...connector });
      return found.map(({ name }) => name);
    };
    const byId = await create('Asks by id', request(derivedUuid('crm')));
    await create('Asks by name', request('my crm'));
    await create('Mentions it', logging(kind, 'My CRM'));
    await create('Asks no more', request('My CRM', { useAuthenticatedEndpoint: false }));
    expect(await naming()).toEqual(['Asks by id', 'Asks by name']);
    expect(await naming(globex)).toEqual([]);
    await publish(ada, byId.id);
    await save(ada, byId.id, logging(kind));
    expect(await naming()).toContain('Asks by id');
  });

  it('are published by who may use the connections and connectors that they name', async () => {
    const action = (type: string, settings: object) => ({
      ...logging(kind),
      actions: [{ id: 'a', type, name: 'Ask', description: 'x', settings }],
    });
    const signIn = (connection: string) =>
      action('oauthAuthentication', { authenticationType: 'connection', connection });
    const publishAs = async (document: object, permissions: readonly string[]) => {
      const { id } = await create(`With ${JSON.stringify(document)}`.slice(-200), document);
      const by = library().as('carl', { permissions });
      return publish(by, id).then(
        () => null,
        (error: Error & { status: number; code: string }) => error,
      );
    };
    for (const [connection, name] of [
      ['shop', 'shop'],
      [derivedUuid('shop', acme), 'Shop'],
      ['{{ 1 }}', '{{ 1 }}'],
    ] as const) {
      const refused = await publishAs(signIn(connection), ['integrations:connector:view']);
      expect(refused).toMatchObject({ status: 403, code: 'missing.permissions' });
      expect(refused?.message).toContain(`OAuth connection "${name}"`);
      expect(refused?.message).toContain('vault:connection:use');
    }
    const asking = action('httpRequest', { connector: 'CRM', method: 'GET', requestPath: '/x' });
    const refused = await publishAs(asking, ['vault:connection:use']);
    expect(refused?.message).toContain('connector "CRM"');
    expect(refused?.message).toContain('integrations:connector:view');
    expect(await publishAs(signIn('Shop '), ['vault:connection:use'])).toBeNull();
    expect(await publishAs(logging(kind), [])).toBeNull();
  });

  it('are nobody else’s: another organisation finds nothing', async () => {
    const { id } = await create('Private', logging(kind));
    await publish(ada, id);
    const params = { flowId: id, version: '1', label: 'Live' };
    const query = { from: 1, to: 1 };
    const body = { name: 'x', document: logging(kind), version: 1 };
    for (const operation of [
      ...[ops.getFlow, ops.changeFlow, ops.deleteFlow, ops.copyFlow, ops.exportFlow, ops.getUses],
      ...[ops.lockFlow, ops.unlockFlow, ops.listVersions, ops.saveVersion, ops.getVersion],
      ...[ops.diffVersions, ops.publishFlow, ops.labelVersion],
    ]) {
      await expect(eve(operation, { params, query, body })).rejects.toMatchObject({ status: 404 });
      const nowhere = { params: { ...params, flowId: 'nonsense' }, query, body };
      await expect(ada(operation, nowhere)).rejects.toMatchObject({ status: 404 });
    }
    expect((await create('Private', logging(kind), eve)).id).not.toBe(id);
  });
});

import {
  auditScopes,
  type FlowDifference,
  type FlowExport,
  type FlowVersionDocument,
  type FlowView,
  type Listing,
} from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { flowSecretContext } from '../secrets.ts';
import { flowsNaming } from './index.ts';
import {
  acme,
  type Caller,
  calling,
  globex,
  type Half,
  logging,
  operationsOf,
  signingIn,
  startLibrary,
  type TestLibrary,
} from './library.fixture.ts';

const halves: readonly (readonly [Half, 'inboundMessage' | 'automation'])[] = [
  ['platform', 'inboundMessage'],
  ['gateway', 'automation'],
];

describe.each(halves)('flows of the %s', (half, kind) => {
  const ops = operationsOf[half];
  let library: TestLibrary;
  let ada: Caller;
  let bob: Caller;
  let eve: Caller;
  beforeAll(async () => {
    library = await startLibrary(half);
    ada = library.as('ada');
    bob = library.as('bob');
    eve = library.as('eve', { org: globex });
  });
  beforeEach(() => {
    library.notes.length = 0;
    library.setup.policy.insecure = 'allowed';
  });
  afterAll(() => library[Symbol.asyncDispose]());

  const of = (flowId: string) => ({ params: { flowId } });
  const create = async (name: string, document?: unknown, by: Caller = ada) =>
    (
      await by<FlowView>(ops.createFlow, {
        body: { name, kind, ...(document ? { document } : {}) },
      })
    ).body;
  const save = (by: Caller, flowId: string, document: unknown, expectedVersion?: number | null) =>
    by<FlowVersionDocument>(ops.saveVersion, {
      ...of(flowId),
      body: { document, ...(expectedVersion === undefined ? {} : { expectedVersion }) },
    });
  const publish = (by: Caller, flowId: string, body: object = {}) =>
    by<FlowView>(ops.publishFlow, { ...of(flowId), body });
  const get = async (flowId: string) => (await ada<FlowView>(ops.getFlow, of(flowId))).body;

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

  it('lose no update: a version names the one it was made from', async () => {
    const { id } = await create('Race');
    expect((await save(ada, id, logging(kind, 'ada'), 1)).body.version).toBe(2);
    await expect(save(bob, id, logging(kind, 'bob'), 1)).rejects.toMatchObject({
      status: 409,
      code: 'flow.saved.meanwhile',
    });
    await expect(save(bob, id, logging(kind, 'bob'), null)).rejects.toMatchObject({ status: 409 });
    const racing = await Promise.allSettled(
      ['x', 'y', 'z'].map((text) => save(ada, id, logging(kind, text), 2)),
    );
    expect(racing.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await get(id)).savedVersion).toBe(3);
    const { body } = await ada<Listing<{ version: number; createdBy: object }>>(ops.listVersions, {
      ...of(id),
      query: { pageSize: 2 },
    });
    expect(body).toMatchObject({ total: 3, pageCount: 2 });
    expect(body.entities.map(({ version }) => version)).toEqual([3, 2]);
    expect(body.entities[0]?.createdBy).toEqual({
      id: derivedUuid('ada'),
      name: `name of ${derivedUuid('ada')}`,
    });
  });

  it('are edited by one: the lock of somebody else stands in every way', async () => {
    const { id } = await create('Locked', logging(kind));
    await publish(ada, id);
    const { body } = await ada<FlowView>(ops.lockFlow, of(id));
    expect(body.lockedBy?.id).toBe(derivedUuid('ada'));
    const label = { params: { flowId: id, label: 'Live' }, body: { version: 1 } };
    const tries = [
      () => bob(ops.lockFlow, of(id)),
      () => bob(ops.changeFlow, { ...of(id), body: { name: 'Other' } }),
      () => bob(ops.deleteFlow, of(id)),
      () => save(bob, id, logging(kind)),
      () => publish(bob, id),
      () => bob(ops.labelVersion, label),
    ];
    for (const attempt of tries)
      await expect(attempt()).rejects.toMatchObject({ status: 409, code: 'flow.locked' });
    await expect(bob(ops.unlockFlow, of(id))).rejects.toMatchObject({ status: 403 });
    expect((await save(ada, id, logging(kind))).status).toBe(201);
    const chief = library.as('chief', { permissions: ['architect:flow:unlock'] });
    expect((await chief<FlowView>(ops.unlockFlow, of(id))).body.lockedBy).toBeNull();
    await bob(ops.lockFlow, of(id));
    expect((await bob<FlowView>(ops.unlockFlow, of(id))).body.lockedBy).toBeNull();
  });

  it('are published without errors only, with labels, and rolled back by a label', async () => {
    const { id } = await create('Labelled', { ...logging(kind, ''), start: 'nowhere' });
    await expect(publish(ada, id)).rejects.toMatchObject({
      status: 400,
      code: 'flow.validation.failed',
      details: [{ errorCode: 'FC1015', fieldName: 'a.message' }, { errorCode: 'FC1003' }],
    });
    const unfinished = await ada<FlowVersionDocument>(ops.getVersion, {
      params: { flowId: id, version: '1' },
    });
    expect(unfinished.body.problems.map(({ code }) => code)).toContain('FC1003');
    await save(ada, id, logging(kind, 'two'));
    const first = await publish(ada, id, { labels: ['Dev', 'Live'] });
    expect(first.body).toMatchObject({ publishedVersion: 2, labels: { Dev: 2, Live: 2 } });
    await save(ada, id, logging(kind, '{{ shopName }}'));
    await publish(ada, id, { labels: ['Dev'] });
    const text = async (label?: 'Dev' | 'Test' | 'Live') =>
      (await library.published.find(acme, id, label))?.flow.document.actions[0]?.settings[
        'message'
      ];
    expect([await text(), await text('Dev'), await text('Live'), await text('Test')]).toEqual([
      ...['{{ shopName }}', '{{ shopName }}', 'two', undefined],
    ]);
    const point = (label: string, version: number | null) =>
      ada<FlowView>(ops.labelVersion, { params: { flowId: id, label }, body: { version } });
    await expect(point('Live', 1)).rejects.toMatchObject({ code: 'flow.version.not.published' });
    await expect(point('Live', 9)).rejects.toMatchObject({ status: 404 });
    await expect(point('Latest', null)).rejects.toMatchObject({ status: 400 });
    expect((await point('Latest', 2)).body.publishedVersion).toBe(2);
    expect((await point('Dev', null)).body.labels).toEqual({ Live: 2 });
    expect([await text(), await text('Dev')]).toEqual(['two', undefined]);
    expect(await library.published.find(globex, id)).toBeNull();
    await ada(ops.changeFlow, { ...of(id), body: { active: false } });
    expect(await library.published.find(acme, id, 'Live')).toBeNull();
    expect((await library.published.version(acme, id, 3))?.version).toBe(3);
  });

  it('say what differs between two versions', async () => {
    const { id } = await create('Compared', logging(kind, 'one'));
    const moved = logging(kind, 'two');
    const actions = moved.actions.map((action) => ({ ...action, position: { x: 1, y: 2 } }));
    await save(ada, id, { ...moved, actions, variables: [{ name: 'n', type: 'Integer' }] });
    const { body } = await ada<{ differences: FlowDifference[] }>(ops.diffVersions, {
      ...of(id),
      query: { from: 1, to: 2 },
    });
    expect(body.differences).toEqual([
      {
        ...{ part: 'variable', change: 'added', subject: 'n', label: 'n', path: null },
        ...{ before: null, after: { name: 'n', type: 'Integer' } },
      },
      {
        ...{ part: 'action', change: 'changed', subject: 'a', label: 'Note', path: 'message' },
        ...{ before: 'one', after: 'two' },
      },
    ]);
  });

  it('call each other, pinned to the version that a run began with', async () => {
    const inner = await create('Inner', logging(kind, 'first'));
    await publish(ada, inner.id);
    const outer = await create('Outer', calling(kind, ' INNER '));
    await publish(ada, outer.id);
    const flow = await library.published.find(acme, outer.id);
    if (!flow) throw new Error('not published');
    const found = (await library.published.subflows(acme, { flow })).find('inner');
    expect(found?.key).toBe(`${inner.id}@1`);
    await save(ada, inner.id, logging(kind, 'second'));
    await publish(ada, inner.id);
    const state = { flow: found?.key ?? '', frames: [] } as never;
    const later = await library.published.subflows(acme, { flow, state });
    expect(later.find(inner.id)?.key).toBe(`${inner.id}@2`);
    expect(later.get(`${inner.id}@1`)?.document.actions[0]?.settings['message']).toBe('first');
    expect(later.find('Outer')).toBeNull();
    const plain = await library.published.find(acme, inner.id);
    if (!plain) throw new Error('not published');
    expect((await library.published.subflows(acme, { flow: plain })).find('Inner')).toBeNull();
  });

  it('are kept while something names them, and say what', async () => {
    const used = await create('Used "here"', logging(kind));
    const caller = await create('Caller', calling(kind, used.id));
    await create('Namer', calling(kind, 'used "HERE"'));
    await create('Stranger', calling(kind, 'Used "here"'), eve);
    library.uses.set(used.id, ['Web chat']);
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
    library.uses.clear();
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
      const found = await flowsNaming(library.db, org, { resource: 'connector', ...connector });
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

  describe('secrets', () => {
    const secret = { kind: 'insecure', value: 'planted-secret' };
    const shown = (document: Record<string, unknown>) =>
      (document['actions'] as { settings: Record<string, unknown> }[])[0]?.settings;
    const stored = async (id: string) =>
      library.db.query<{ document: unknown; secrets: Record<string, string> }>(
        'select document, secrets from flow_version where flow = $1 order by version',
        [id],
      );

    it('that are typed in are sealed, audited, never answered, and kept when saved again', async () => {
      const { id } = await create('Secretive', signingIn(kind, secret));
      expect(library.notes.map(({ action }) => action)).toEqual([
        ...['create', 'insecureString', 'insecureString'],
      ]);
      const read = await ada<FlowVersionDocument>(ops.getVersion, {
        params: { flowId: id, version: '1' },
      });
      expect(shown(read.body.document)?.['clientSecret']).toEqual({ kind: 'insecure' });
      expect(read.body.problems.map(({ code }) => code)).toEqual(['FC1053', 'FC1053']);
      library.notes.length = 0;
      const again = await save(ada, id, read.body.document);
      expect(library.notes.map(({ action }) => action)).toEqual(['save']);
      expect(again.body.problems).toEqual(read.body.problems);
      const rows = await stored(id);
      expect(rows[1]?.secrets).toEqual(rows[0]?.secrets);
      expect(Object.keys(rows[0]?.secrets ?? {})).toEqual(['in.clientId', 'in.clientSecret']);
      const everything = JSON.stringify([rows, library.notes, read, again]);
      expect(everything).not.toContain('planted-secret');
      expect(JSON.stringify(read)).not.toContain(rows[0]?.secrets['in.clientSecret']);
      await publish(ada, id);
      const running = (await library.published.find(acme, id))?.flow.document.actions[0]?.settings;
      const { sealed = '' } = (running?.['clientSecret'] ?? {}) as { sealed?: string };
      expect(Buffer.from(sealed, 'base64').toString()).toBe(`${flowSecretContext} terces-detnalp`);
    });

    it('are taken from nobody: what is sealed elsewhere is not accepted', async () => {
      const { id } = await create(
        'Thief',
        signingIn(kind, { kind: 'insecure', sealed: 'c3RvbGVu' }),
      );
      expect((await stored(id))[0]?.secrets).not.toHaveProperty('in.clientSecret');
      await expect(publish(ada, id)).rejects.toMatchObject({
        details: [{ errorCode: 'FC1016', fieldName: 'in.clientSecret' }],
      });
    });

    it('are not typed in where the policy forbids it; what is there stays', async () => {
      const { id } = await create('Old', signingIn(kind, secret));
      library.setup.policy.insecure = 'forbidden';
      await expect(save(ada, id, signingIn(kind, secret))).rejects.toMatchObject({
        code: 'vault.insecure.forbidden',
      });
      const { body } = await ada<FlowVersionDocument>(ops.getVersion, {
        params: { flowId: id, version: '1' },
      });
      expect((await save(ada, id, body.document)).status).toBe(201);
      expect((await stored(id))[1]?.secrets).toHaveProperty(['in.clientSecret']);
    });

    it('count as given while the flow is drawn', async () => {
      const { id } = await create('Drawn', signingIn(kind, secret));
      const version = { params: { flowId: id, version: '1' } };
      const { document } = (await ada<FlowVersionDocument>(ops.getVersion, version)).body;
      const valid = async (by: Caller, flowId?: string) =>
        (await by<{ valid: boolean }>(ops.validateFlow, { body: { document, flowId } })).body.valid;
      expect([await valid(ada, id), await valid(ada), await valid(eve, id)]).toEqual([
        ...[true, false, false],
      ]);
    });

    it('go along with a copy, and never into a file', async () => {
      const { id } = await create('Original', signingIn(kind, secret));
      const copy = await ada<FlowView>(ops.copyFlow, { ...of(id), body: { name: 'Copy' } });
      expect((await stored(copy.body.id))[0]?.secrets).toEqual((await stored(id))[0]?.secrets);
      const { body } = await ada<FlowExport>(ops.exportFlow, of(id));
      expect(shown(body.document)?.['clientSecret']).toEqual({ kind: 'insecure' });
      const { body: imported } = await ada<{ flow: FlowView }>(ops.importFlow, {
        body: { content: body },
      });
      expect(imported.flow.name).toBe('Original (2)');
      expect((await stored(imported.flow.id))[0]?.secrets).toEqual({});
    });

    it('that name a credential are checked once, and exported by name', async () => {
      const [credential, attribute] = [derivedUuid('credential'), derivedUuid('attribute')];
      const source = { kind: 'credential', credential, attribute };
      await expect(create('Unknown', signingIn(kind, source))).rejects.toMatchObject({
        code: 'vault.secret.unknown',
      });
      const { credentials } = library.setup;
      credentials.set(`${credential} ${attribute}`, ['CRM', 'secret']);
      const { id } = await create('Known', signingIn(kind, source));
      const { body } = await ada<FlowExport>(ops.exportFlow, of(id));
      expect(shown(body.document)?.['clientSecret']).toEqual({
        ...{ kind: 'credential', credential: 'CRM', attribute: 'secret' },
      });
      credentials.clear();
      const version = { params: { flowId: id, version: '1' } };
      const { document } = (await ada<FlowVersionDocument>(ops.getVersion, version)).body;
      expect((await save(bob, id, document)).status).toBe(201);
      const { body: imported } = await ada<{ remarks: object[] }>(ops.importFlow, {
        body: { content: body, name: 'Without' },
      });
      expect(imported.remarks).toMatchObject([{ severity: 'dropped', subject: 'in' }]);
    });
  });

  it('go into a file without ids of the installation, and come back the same', async () => {
    const queue = derivedUuid('crm', acme);
    const document = {
      ...{ edges: [], actions: [], kind, start: 'a', variables: [], language: 1 },
      ...{
        actions: [
          {
            settings: { method: 'GET', connector: queue },
            name: 'Ask',
            type: 'httpRequest',
            id: 'a',
          },
        ],
      },
    };
    const { id } = await create('Exported', document);
    await ada(ops.changeFlow, { ...of(id), body: { description: 'why' } });
    const { body } = await ada<FlowExport>(ops.exportFlow, of(id));
    expect(JSON.stringify(body)).toBe(
      JSON.stringify({
        ...{ tandemFlow: 1, name: 'Exported', kind, description: 'why' },
        document: {
          ...{ language: 1, kind, variables: [], start: 'a' },
          actions: [
            {
              ...{ id: 'a', type: 'httpRequest', name: 'Ask' },
              settings: { connector: 'CRM', method: 'GET' },
            },
          ],
          edges: [],
        },
      }),
    );
    const { status, body: reply } = await eve<{ flow: FlowView; remarks: object[] }>(
      ops.importFlow,
      { body: { content: body } },
    );
    expect([status, reply.remarks, reply.flow.name]).toEqual([201, [], 'Exported']);
    const again = await eve<FlowExport>(ops.exportFlow, of(reply.flow.id));
    expect(again.body).toEqual(body);
    for (const content of [{}, { tandemFlow: 2 }, { tandemFlow: 1 }, { hello: 'world' }])
      await expect(ada(ops.importFlow, { body: { content } })).rejects.toMatchObject({
        status: 400,
        code: 'flow.import.unknown',
      });
    await expect(
      ada(ops.importFlow, { body: { content: { ...body, document: { actions: 1 } } } }),
    ).rejects.toMatchObject({ code: 'flow.malformed' });
  });

  it('begin with templates of their kinds', async () => {
    type Templates = { templates: { id: string; kind: string }[] };
    const { templates } = (await ada<Templates>(ops.getTemplates)).body;
    const own = half === 'platform' ? ['inboundMessage'] : ['bot', 'automation'];
    expect([...new Set(templates.map((one) => one.kind))]).toEqual(own);
    for (const template of templates) {
      const body = { name: template.id, kind: template.kind, template: template.id };
      const { body: made } = await ada<FlowView>(ops.createFlow, { body });
      expect((await publish(ada, made.id)).body.publishedVersion).toBe(1);
    }
    await expect(
      ada(ops.createFlow, { body: { name: 'No', kind, template: 'nothing' } }),
    ).rejects.toMatchObject({ code: 'flow.template.unknown' });
  });

  it('are drawn with a catalogue, choices and tried expressions', async () => {
    const { actions } = (
      await ada<{ actions: { type: string }[] }>(ops.getCatalogue, { query: { kind } })
    ).body;
    expect(actions.map(({ type }) => type)).toContain('httpRequest');
    const choices = async (resource: string, by = ada) =>
      (await by<{ choices: { name: string }[] }>(ops.getChoices, { query: { resource } })).body
        .choices;
    await create('Choosable', logging(kind));
    expect(await choices('connector')).toEqual([{ id: derivedUuid('crm', acme), name: 'CRM' }]);
    expect((await choices('flow')).map(({ name }) => name)).toContain('Choosable');
    expect((await choices('flow', eve)).map(({ name }) => name)).not.toContain('Choosable');
    expect([await choices('queue'), await choices('__proto__')]).toEqual([[], []]);
    const test = async (body: object) => (await ada(ops.testExpression, { body })).body;
    expect(
      await test({ language: 'template', expression: '{{ n + 1 }}', values: { n: 1 } }),
    ).toMatchObject({ ok: true, value: 2 });
    expect(await test({ language: 'template', expression: '{{ n + }}' })).toMatchObject({
      ...{ ok: false, code: 'template.syntax', position: { line: 1 } },
    });
    for (const [contentType, content] of [
      ['JSON', '{"a":{"b":7}}'],
      ['XML', '<a><b>7</b></a>'],
      ['YAML', 'a:\n  b: 7'],
      ['TOML', '[a]\nb = 7'],
    ])
      expect(
        String(
          (await test({ language: 'jsonPath', expression: '$.a.b', content, contentType }))[
            'value'
          ],
        ),
      ).toBe('7');
    const nothing = { language: 'jsonPath', expression: '$.x', content: '{}' };
    expect(await test(nothing)).toMatchObject({ ok: true, nothing: true, value: null });
    const broken = { language: 'jsonPath', expression: '$.x', content: '{' };
    expect(await test(broken)).toMatchObject({ ok: false, code: 'document.syntax' });
  });

  it('tell the audit log of every change, once', async () => {
    const told = new Set<string>();
    const act = async (
      operation: { method: string; path: string },
      run: () => Promise<unknown>,
    ) => {
      library.notes.length = 0;
      const answer = await run();
      const scope = auditScopes[`${operation.method} ${operation.path}`];
      if (scope?.kind !== 'audited') throw new Error(`${operation.path} is not audited`);
      const [note, ...others] = library.notes;
      expect(others, operation.path).toEqual([]);
      expect(scope.action).toContain(note?.action);
      expect(note).toMatchObject({
        ...{ org: acme, correlationId: 'test', actor: { kind: 'user', id: derivedUuid('ada') } },
        entity: { type: 'flow', name: expect.any(String) },
      });
      told.add(`${operation.method} ${operation.path}`);
      return answer as { body: FlowView };
    };
    const create = { body: { name: 'Audited', kind, document: logging(kind) } };
    const { id } = (await act(ops.createFlow, () => ada(ops.createFlow, create))).body;
    const copying = { ...of(id), body: { name: 'Audited copy' } };
    const copied = await act(ops.copyFlow, () => ada(ops.copyFlow, copying));
    await act(ops.deleteFlow, () => ada(ops.deleteFlow, of(copied.body.id)));
    await act(ops.lockFlow, () => ada(ops.lockFlow, of(id)));
    await act(ops.unlockFlow, () => ada(ops.unlockFlow, of(id)));
    await act(ops.saveVersion, () => save(ada, id, logging(kind, 'two')));
    await act(ops.publishFlow, () => publish(ada, id, { labels: ['Live'] }));
    expect(library.notes[0]?.changes).toEqual({
      publishedVersion: { to: 2 },
      'labels.Live': { to: 2 },
    });
    const label = { params: { flowId: id, label: 'Test' }, body: { version: 2 } };
    await act(ops.labelVersion, () => ada(ops.labelVersion, label));
    const change = { ...of(id), body: { name: 'Audited anew' } };
    await act(ops.changeFlow, () => ada(ops.changeFlow, change));
    const { body } = await ada(ops.exportFlow, of(id));
    await act(ops.importFlow, () => ada(ops.importFlow, { body: { content: body } }));
    const expected = Object.entries(auditScopes)
      .filter(([key, { kind: is }]) => is === 'audited' && key.includes(` ${ops.listFlows.path}`))
      .map(([key]) => key)
      .filter((key) => !key.includes('/triggers'));
    expect([...told].toSorted()).toEqual(expected.toSorted());
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

import { auditScopes, type FlowExport, type FlowView } from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { acme, logging } from './library.fixture.ts';
import { halves, useLibrary } from './library.suite.ts';

describe.each(halves)('what flows of the %s are drawn with', (half, kind) => {
  const { library, ops, ada, eve, of, create, save, publish } = useLibrary(half, kind);

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

  it('come from a Webex Contact Center export, with remarks', async () => {
    const start = { id: 's', name: 'Start', group: 'start', properties: {} };
    const content = {
      ...{ flowType: 'FLOW', name: 'Foreign', description: 'from elsewhere', variables: [] },
      process: { activities: { s: start }, links: [] },
    };
    const { body } = await ada<{ flow: FlowView; remarks: object[] }>(ops.importFlow, {
      body: { content, kind },
    });
    expect(body.flow).toMatchObject({ name: 'Foreign', description: 'from elsewhere', kind });
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
      library().notes.length = 0;
      const answer = await run();
      const scope = auditScopes[`${operation.method} ${operation.path}`];
      if (scope?.kind !== 'audited') throw new Error(`${operation.path} is not audited`);
      const [note, ...others] = library().notes;
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
    expect(library().notes[0]?.changes).toEqual({
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
});

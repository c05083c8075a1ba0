import type { FlowExport, FlowVersionDocument, FlowView } from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import type { FlowAction, FlowDocument } from '../flow.model.ts';
import { flowSecretContext, type SealedSecret, unboundSecretContext } from '../secrets.ts';
import { acme, type Caller, signingIn } from './library.fixture.ts';
import { halves, useLibrary } from './library.suite.ts';

describe.each(halves)('secrets in flows of the %s', (half, kind) => {
  const { library, ops, ada, bob, eve, of, create, save, publish } = useLibrary(half, kind);

  const secret = { kind: 'insecure', value: 'planted-secret' };
  const shown = (document: Record<string, unknown>) =>
    (document['actions'] as { settings: Record<string, unknown> }[])[0]?.settings;
  const stored = async (id: string) =>
    library().db.query<{ document: unknown; secrets: Record<string, string> }>(
      'select document, secrets from flow_version where flow = $1 order by version',
      [id],
    );

  it('that are typed in are sealed, audited, never answered, and kept when saved again', async () => {
    const { id } = await create('Secretive', signingIn(kind, secret));
    expect(library().notes.map(({ action }) => action)).toEqual([
      ...['create', 'insecureString', 'insecureString'],
    ]);
    const read = await ada<FlowVersionDocument>(ops.getVersion, {
      params: { flowId: id, version: '1' },
    });
    expect(shown(read.body.document)?.['clientSecret']).toEqual({ kind: 'insecure' });
    expect(read.body.problems.map(({ code }) => code)).toEqual(['FC1053', 'FC1053']);
    library().notes.length = 0;
    const again = await save(ada, id, read.body.document);
    expect(library().notes.map(({ action }) => action)).toEqual(['save']);
    expect(again.body.problems).toEqual(read.body.problems);
    const rows = await stored(id);
    expect(rows[1]?.secrets).toEqual(rows[0]?.secrets);
    expect(Object.keys(rows[0]?.secrets ?? {})).toEqual(['in.clientId', 'in.clientSecret']);
    const everything = JSON.stringify([rows, library().notes, read, again]);
    expect(everything).not.toContain('planted-secret');
    expect(JSON.stringify(read)).not.toContain(rows[0]?.secrets['in.clientSecret']);
    await publish(ada, id);
    const running = (await library().published.find(acme, id))?.flow.document.actions[0]?.settings;
    const { sealed = '' } = (running?.['clientSecret'] ?? {}) as { sealed?: string };
    expect(Buffer.from(sealed, 'base64').toString()).toBe(
      `${flowSecretContext(id, 'in.clientSecret')} terces-detnalp`,
    );
  });

  it('are asked for again where they would be sent to another server', async () => {
    const { id } = await create('Mover', signingIn(kind, secret));
    const { body } = await ada<FlowVersionDocument>(ops.getVersion, {
      params: { flowId: id, version: '1' },
    });
    const document = structuredClone(body.document) as unknown as ReturnType<typeof signingIn>;
    const [signIn] = document.actions;
    const elsewhere = {
      ...document,
      actions: document.actions.map((action) =>
        action === signIn
          ? { ...action, settings: { ...action.settings, environmentUrl: 'https://evil.example' } }
          : action,
      ),
    };
    const saved = await save(ada, id, elsewhere);
    expect((await stored(id))[1]?.secrets).toEqual({});
    expect(saved.body.problems.map(({ code }) => code)).toEqual(['FC1016', 'FC1016']);
  });

  it('are asked for again where a template could lead them elsewhere', async () => {
    const [shopOnly] = [signingIn(kind, secret)].map((document) => ({
      ...document,
      variables: [{ name: 'server', type: 'String' as const, initial: 'https://api.example.org' }],
      actions: document.actions.map((action) => ({
        ...action,
        settings: { ...action.settings, environmentUrl: '{{ server }}' },
      })),
    }));
    const { id } = await create('Templated', shopOnly);
    const { body } = await ada<FlowVersionDocument>(ops.getVersion, {
      params: { flowId: id, version: '1' },
    });
    const document = structuredClone(body.document) as unknown as FlowDocument;
    const moved = {
      ...document,
      actions: document.actions.map((action) => ({ ...action, position: { x: 7, y: 7 } })),
    };
    await save(ada, id, moved);
    const led: FlowAction = {
      ...{ id: 'led', type: 'setVariable', name: 'Lead' },
      settings: { assignments: [{ variable: 'server', value: 'https://evil.example' }] },
    };
    await save(ada, id, {
      ...{ ...moved, start: 'led', actions: [led, ...moved.actions] },
      edges: [{ from: 'led', outlet: 'next', to: 'in' }],
    });
    const places = (await stored(id)).map(({ secrets }) => Object.keys(secrets));
    expect(places).toEqual([
      ['in.clientId', 'in.clientSecret'],
      ['in.clientId', 'in.clientSecret'],
      [],
    ]);
  });

  it('are kept for none of two actions of one id', async () => {
    const { id } = await create('Double', signingIn(kind, secret));
    const document = signingIn(kind, { kind: 'insecure' });
    const evil = document.actions.map(({ settings, ...action }) => ({
      ...action,
      settings: {
        ...settings,
        clientId: { kind: 'insecure' },
        environmentUrl: 'https://evil.example',
      },
    }));
    await save(ada, id, { ...document, actions: [...evil, ...document.actions] });
    await save(ada, id, { ...document, actions: evil });
    const kept = (await stored(id)).map(({ secrets }) => 'in.clientSecret' in secrets);
    expect(kept).toEqual([true, false, false]);
  });

  it('of the time before they were sealed are shown to nobody and sealed with the next version', async () => {
    const { id } = await create('Old times', signingIn(kind, secret));
    await library().db.query(
      'update flow_version set document = $2, secrets = $3 where flow = $1',
      [...[id, JSON.stringify(signingIn(kind, secret)), '{}']],
    );
    const version = { params: { flowId: id, version: '1' } };
    const read = await ada<FlowVersionDocument>(ops.getVersion, version);
    const { body: exported } = await ada<FlowExport>(ops.exportFlow, of(id));
    expect(JSON.stringify([read, exported])).not.toContain('planted-secret');
    await save(ada, id, read.body.document);
    const [, later] = await stored(id);
    expect(later?.secrets).toHaveProperty(['in.clientSecret']);
    expect(JSON.stringify(later?.document)).not.toContain('planted-secret');
  });

  it('are taken from nobody: what is sealed elsewhere is not accepted', async () => {
    const { id } = await create('Thief', signingIn(kind, { kind: 'insecure', sealed: 'c3RvbGVu' }));
    expect((await stored(id))[0]?.secrets).not.toHaveProperty('in.clientSecret');
    await expect(publish(ada, id)).rejects.toMatchObject({
      details: [{ errorCode: 'FC1016', fieldName: 'in.clientSecret' }],
    });
  });

  it('are not typed in where the policy forbids it; what is there stays', async () => {
    const { id } = await create('Old', signingIn(kind, secret));
    library().setup.policy.insecure = 'forbidden';
    await expect(save(ada, id, signingIn(kind, secret))).rejects.toMatchObject({
      code: 'vault.insecure.forbidden',
    });
    const { body } = await ada<FlowVersionDocument>(ops.getVersion, {
      params: { flowId: id, version: '1' },
    });
    expect((await save(ada, id, body.document)).status).toBe(201);
    expect((await stored(id))[1]?.secrets).toHaveProperty(['in.clientSecret']);
  });

  const opens = async (id: string) => {
    const { actions } = (await library().published.find(acme, id))?.flow.document ?? {};
    const sealed = actions?.[0]?.settings['clientSecret'] as unknown as SealedSecret;
    return library().services.openSecret(acme, sealed);
  };

  it('open in their own flow and at their own place alone, whoever moves them in the database', async () => {
    const { id } = await create('Owner', signingIn(kind, secret));
    const other = await create('Taker', signingIn(kind, { kind: 'insecure', value: 'of-taker' }));
    await publish(ada, id);
    expect(await opens(id)).toBe('planted-secret');
    await library().db.query(
      'update flow_version set secrets = (select secrets from flow_version where flow = $2) where flow = $1',
      [other.id, id],
    );
    await publish(ada, other.id);
    await expect(opens(other.id)).rejects.toMatchObject({ code: 'vault.cannot.open' });
    await library().db.query(
      `update flow_version set secrets = secrets || jsonb_build_object('in.clientSecret', secrets -> 'in.clientId')
       where flow = $1`,
      [id],
    );
    await publish(ada, id);
    await expect(opens(id)).rejects.toMatchObject({ code: 'vault.cannot.open' });
  });

  it('of the time when all flows shared one context open, and are sealed for their place with the next version', async () => {
    const { id } = await create('Shared', signingIn(kind, secret));
    const text = Buffer.from(`${unboundSecretContext} terces-detnalp`).toString('base64');
    await library().db.query(
      'update flow_version set secrets = $2, secrets_bound = false where flow = $1',
      [id, JSON.stringify({ 'in.clientSecret': text, 'in.clientId': text })],
    );
    await publish(ada, id);
    expect(await opens(id)).toBe('planted-secret');
    library().setup.policy.insecure = 'forbidden';
    const shown = await ada<FlowVersionDocument>(ops.getVersion, {
      params: { flowId: id, version: '1' },
    });
    await save(ada, id, shown.body.document);
    const [, later] = await stored(id);
    expect(Buffer.from(later?.secrets['in.clientSecret'] ?? '', 'base64').toString()).toBe(
      `${flowSecretContext(id, 'in.clientSecret')} terces-detnalp`,
    );
    await publish(ada, id);
    expect(await opens(id)).toBe('planted-secret');
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
    const [copied] = await stored(copy.body.id);
    const bytes = Buffer.from(copied?.secrets['in.clientSecret'] ?? '', 'base64');
    expect(bytes.toString()).toBe(
      `${flowSecretContext(copy.body.id, 'in.clientSecret')} terces-detnalp`,
    );
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
    const { credentials } = library().setup;
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

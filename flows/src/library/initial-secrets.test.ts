import type { FlowDifference, FlowExport, FlowVersionDocument, FlowView } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import type { FlowDocument, FlowKind, FlowVariable } from '../flow.model.ts';
import { initialValues } from '../run.ts';
import { acme, logging } from './library.fixture.ts';
import { halves, useLibrary } from './library.suite.ts';

const planted = 'planted-initial';

const holding = (kind: FlowKind, ...variables: readonly FlowVariable[]): FlowDocument => ({
  ...{ ...logging(kind), variables },
});

const token = (initial: FlowVariable['initial'], more: object = {}): FlowVariable =>
  ({ name: 'token', type: 'String', secure: true, initial, ...more }) as FlowVariable;

describe.each(halves)('initial values of secure variables in flows of the %s', (half, kind) => {
  const { library, ops, ada, eve, of, create, save, publish } = useLibrary(half, kind);
  const stored = (id: string) =>
    library().db.query<{ document: FlowDocument; secrets: Record<string, string> }>(
      'select document, secrets from flow_version where flow = $1 order by version',
      [id],
    );
  const read = async (id: string, version = '1') =>
    (await ada<FlowVersionDocument>(ops.getVersion, { params: { flowId: id, version } })).body;
  const begins = async (id: string) => {
    const running = await library().published.find(acme, id);
    return running && initialValues(running.flow)['token'];
  };

  it('are sealed, audited, answered to nobody, kept when saved again, and there when it runs', async () => {
    const { id } = await create('Begins', holding(kind, token(planted)));
    expect(library().notes.map(({ action }) => action)).toContain('insecureString');
    const shown = await read(id);
    expect((shown.document as unknown as FlowDocument).variables[0]?.initial).toEqual({
      kind: 'insecure',
    });
    await save(ada, id, shown.document);
    await publish(ada, id);
    const rows = await stored(id);
    expect(rows[1]?.secrets).toEqual(rows[0]?.secrets);
    expect(Object.keys(rows[0]?.secrets ?? {})).toHaveLength(1);
    expect(JSON.stringify([rows, shown, library().notes])).not.toContain(planted);
    expect(await begins(id)).toBe(planted);
  });

  it('of the time before they were sealed are shown to nobody, still there, and sealed with the next version', async () => {
    const { id } = await create('Begins of old', holding(kind, token(planted)));
    await library().db.query(
      'update flow_version set document = $2, secrets = $3 where flow = $1',
      [id, JSON.stringify(holding(kind, token(planted))), '{}'],
    );
    await publish(ada, id);
    const shown = await read(id);
    const { body: exported } = await ada<FlowExport>(ops.exportFlow, of(id));
    expect(JSON.stringify([shown, exported])).not.toContain(planted);
    expect(await begins(id)).toBe(planted);
    await save(ada, id, shown.document);
    expect(JSON.stringify((await stored(id))[1])).not.toContain(planted);
    await publish(ada, id);
    expect(await begins(id)).toBe(planted);
  });

  it('are not told by what differs', async () => {
    const { id } = await create('Differs', holding(kind, token(planted)));
    await save(ada, id, holding(kind, token(`${planted}-2`)));
    await save(ada, id, holding(kind, token(`${planted}-3`), token(planted, { name: 'other' })));
    const diff = async (from: number, to: number) =>
      ada<{ differences?: FlowDifference[] }>(ops.diffVersions, { ...of(id), query: { from, to } });
    const told = JSON.stringify([await diff(1, 2), await diff(2, 3)]);
    expect(told).not.toContain(planted);
    expect(told).toContain('"initial"');
  });

  it('are asked for again of a file, of another name or type, and where the variable is open', async () => {
    const { id } = await create('Asks', holding(kind, token(planted)));
    const { body: content } = await ada<FlowExport>(ops.exportFlow, of(id));
    const { body } = await ada<{ flow: FlowView }>(ops.importFlow, { body: { content } });
    await expect(publish(ada, body.flow.id)).rejects.toMatchObject({
      details: [{ errorCode: 'FC1042' }],
    });
    const bare = { kind: 'insecure' };
    for (const other of [
      token(bare, { name: 'else' }),
      token(bare, { type: 'Integer' }),
      token(bare, { secure: false }),
    ]) {
      await save(ada, id, holding(kind, token(planted)));
      await save(ada, id, holding(kind, other));
      const last = (await stored(id)).at(-1);
      expect([last?.secrets, JSON.stringify(last?.document)]).toEqual([
        {},
        expect.not.stringContaining(planted),
      ]);
    }
  });

  it('count as given while the flow is drawn, for its own organisation', async () => {
    const { id } = await create('Drawn with', holding(kind, token(planted)));
    const { document } = await read(id);
    const valid = async (by: typeof ada, flowId?: string) =>
      (await by<{ valid: boolean }>(ops.validateFlow, { body: { document, flowId } })).body.valid;
    expect([await valid(ada, id), await valid(ada), await valid(eve, id)]).toEqual([
      ...[true, false, false],
    ]);
  });

  it('of another type than text are refused where they do not fit, else there when it runs', async () => {
    await expect(
      create('Unfitting', holding(kind, token('many', { type: 'Integer' }))),
    ).rejects.toMatchObject({ status: 400 });
    const { id } = await create('Number', holding(kind, token(8_812_345, { type: 'Integer' })));
    await publish(ada, id);
    expect(await begins(id)).toBe(8_812_345);
  });

  it('lead no other secret elsewhere: an address made of one asks for the others again', async () => {
    const signIn = {
      ...{ id: 'in', type: 'oauthAuthentication', name: 'Sign in' },
      settings: {
        environmentUrl: '{{ token }}',
        clientId: { kind: 'insecure', value: 'client' },
        clientSecret: { kind: 'insecure', value: planted },
      },
    };
    const leading = (initial: FlowVariable['initial']) => ({
      ...holding(kind, token(initial)),
      ...{ actions: [signIn], start: 'in' },
    });
    const { id } = await create('Leads', leading('https://api.example.org'));
    const { document } = await read(id);
    await save(ada, id, document);
    const moved = { ...document, variables: [token('https://evil.example')] };
    await save(ada, id, moved);
    const kept = (await stored(id)).map(({ secrets }) => 'in.clientSecret' in secrets);
    expect(kept).toEqual([true, true, false]);
  });
});

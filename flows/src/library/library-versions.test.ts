import type { FlowDifference, FlowVersionDocument, FlowView, Listing } from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { acme, calling, globex, logging } from './library.fixture.ts';
import { halves, useLibrary } from './library.suite.ts';

describe.each(halves)('versions of flows of the %s', (half, kind) => {
  const { library, ops, ada, bob, of, create, save, publish, get } = useLibrary(half, kind);

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

  it('are published as they were looked at, or not at all', async () => {
    const { id } = await create('Looked at', logging(kind, 'seen'));
    await save(bob, id, logging(kind, 'unseen'));
    for (const body of [{ expectedVersion: 1 }, { version: 1, expectedVersion: 1 }])
      await expect(publish(ada, id, body)).rejects.toMatchObject({
        status: 409,
        code: 'flow.saved.meanwhile',
      });
    expect(await get(id)).toMatchObject({ publishedVersion: null, savedVersion: 2 });
    expect((await publish(ada, id, { expectedVersion: 2 })).body.publishedVersion).toBe(2);
    expect((await publish(ada, id, { version: 1 })).body.publishedVersion).toBe(1);
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
    const chief = library().as('chief', { permissions: ['architect:flow:unlock'] });
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
      (await library().published.find(acme, id, label))?.flow.document.actions[0]?.settings[
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
    expect(await library().published.find(globex, id)).toBeNull();
    await ada(ops.changeFlow, { ...of(id), body: { active: false } });
    expect(await library().published.find(acme, id, 'Live')).toBeNull();
    expect((await library().published.version(acme, id, 3))?.version).toBe(3);
  });

  it('are kept compiled until something that runs changes', async () => {
    const { id } = await create('Compiled', logging(kind));
    await publish(ada, id);
    const find = () => library().published.find(acme, id);
    const first = await find();
    await save(ada, id, logging(kind, 'draft'));
    await ada(ops.lockFlow, of(id));
    await create('Another', logging(kind));
    expect(await find()).toBe(first);
    await publish(ada, id);
    expect((await find())?.version).toBe(2);
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
    const flow = await library().published.find(acme, outer.id);
    if (!flow) throw new Error('not published');
    const found = (await library().published.subflows(acme, { flow })).find('inner');
    expect(found?.key).toBe(`${inner.id}@1`);
    await save(ada, inner.id, logging(kind, 'second'));
    await publish(ada, inner.id);
    const state = { flow: found?.key ?? '', frames: [] } as never;
    const later = await library().published.subflows(acme, { flow, state });
    expect(later.find(inner.id)?.key).toBe(`${inner.id}@2`);
    expect(later.get(`${inner.id}@1`)?.document.actions[0]?.settings['message']).toBe('first');
    expect(later.find('Outer')).toBeNull();
    const plain = await library().published.find(acme, inner.id);
    if (!plain) throw new Error('not published');
    expect((await library().published.subflows(acme, { flow: plain })).find('Inner')).toBeNull();
  });
});

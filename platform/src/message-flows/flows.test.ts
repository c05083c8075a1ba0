import { flowsOperations, topicSchemas } from '@tandem/contract';
import { createPublishedFlows, type FlowDocument } from '@tandem/flows';
import { type Database, derivedUuid, systemIds } from '@tandem/kit';
import { silentLog, testClock } from '@tandem/kit/testing';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSnapshots } from '../snapshots/index.ts';
import {
  callerOf,
  platformTestDatabase,
  testDirectory,
  testFlowServices,
  testPrincipal,
  testSealer,
  wholeLog,
} from '../testing/index.ts';
import { createRenderEvents } from '../topics/index.ts';
import { findFlow, type MessageFlowDeps, messageFlowHandlers } from './index.ts';

const org = derivedUuid('org');
const other = derivedUuid('other org');
const deaf = { listen: async () => {}, notify: async () => {}, onGap: () => {} };

const document = (text: string): FlowDocument => ({
  language: 1,
  kind: 'inboundMessage',
  variables: [],
  start: 'a',
  actions: [{ id: 'a', type: 'sendResponse', name: 'Say', settings: { text } }],
  edges: [],
});

type FlowWire = {
  id: string;
  name: string;
  active: boolean;
  publishedVersion?: { id: string };
  savedVersion?: { id: string };
  lockedUser?: { id: string };
};

describe('flows', () => {
  let db: Database;
  const uses = new Map<string, readonly string[]>();
  const set = () => {
    const clock = testClock();
    const snapshots = createSnapshots({ db, listener: deaf, clock, log: silentLog });
    const deps = {
      db,
      snapshots,
      clock,
      ids: systemIds,
      directory: testDirectory({}),
      audit: async () => {},
      services: testFlowServices,
      sealer: testSealer,
      signer: { sign: (text: string) => text, verify: () => true },
      usesOf: async (_: string, { id }: { readonly id: string }) =>
        (uses.get(id) ?? []).map((name) => ({ kind: 'address', id: name, name })),
    };
    const handlers = messageFlowHandlers(deps);
    const permissions = new Set(['integrations:connector:view']);
    const user = (name: string) =>
      callerOf(
        handlers,
        testPrincipal(org, { kind: 'user', userId: derivedUuid(name), permissions }),
      );
    return {
      published: createPublishedFlows(deps).find,
      call: user('ada'),
      bob: user('bob'),
      stranger: callerOf(handlers, testPrincipal(other)),
    };
  };
  beforeAll(async () => {
    db = await platformTestDatabase();
  });
  afterAll(() => db.close());

  it('lie in a division of the organisation', async () => {
    const { call } = set();
    const home = async (owner: string) => (await testDirectory({}).homeDivision(owner)).id;
    const create = async (division: string) =>
      call<FlowWire & { division: { id: string } }>(flowsOperations.postFlows, {
        body: { name: division, division: { id: division } },
      });
    const own = await home(org);
    expect((await create(own)).body.division.id).toBe(own);
    await expect(create(await home(other))).rejects.toMatchObject({ status: 400 });
  });

  const create = async (call: ReturnType<typeof set>['call'], name: string) =>
    (await call<FlowWire>(flowsOperations.postFlows, { body: { name } })).body;
  const save = (call: ReturnType<typeof set>['call'], id: string, body: unknown) =>
    call<{ id: string }>(flowsOperations.postFlowVersions, { params: { flowId: id }, body });

  it('goes from draft to published, and the message path sees the published version only', async () => {
    const { call, published } = set();
    const { id } = await create(call, 'Greeting');
    expect(await published(org, id)).toBeNull();
    expect((await save(call, id, document('one'))).body.id).toBe('1.0');
    const operation = await call(flowsOperations.postFlowsActionsPublish, { query: { flow: id } });
    expect(operation.body).toMatchObject({
      complete: true,
      actionName: 'PUBLISH',
      actionStatus: 'SUCCESS',
    });
    expect(await published(org, id)).toMatchObject({ name: 'Greeting', version: 1 });
    await save(call, id, document('two'));
    expect(await published(org, id)).toMatchObject({ version: 1 });
    const { body } = await call<FlowWire>(flowsOperations.getFlow, { params: { flowId: id } });
    expect(body).toMatchObject({
      type: 'INBOUNDSHORTMESSAGE',
      active: true,
      publishedVersion: { id: '1.0' },
      savedVersion: { id: '2.0' },
    });
    await call(flowsOperations.postFlowsActionsPublish, { query: { flow: id, version: '2.0' } });
    expect((await published(org, id))?.flow.document).toEqual(document('two'));
    await call(flowsOperations.postFlowsActionsPublish, { query: { flow: id, version: '1' } });
    expect(await published(org, id)).toMatchObject({ version: 1 });
    await call(flowsOperations.postFlowsActionsDeactivate, { query: { flow: id } });
    expect(await published(org, id)).toBeNull();
    expect(await findFlow(db, org, id)).toEqual({ id, name: 'Greeting', active: false });
    const events = await db.query(
      "select data->'operation'->>'actionName' as name from event_log where key = $1 order by id",
      [`flow:${id}`],
    );
    expect(events.map(({ name }) => name)).toEqual([
      'CREATE',
      'SAVE',
      'PUBLISH',
      'SAVE',
      'PUBLISH',
      'PUBLISH',
      'STATE_CHANGE',
    ]);
  });

  it('tells of its operations on its topic', async () => {
    const { call } = set();
    const { id } = await create(call, 'Told');
    await save(call, id, document('one'));
    await call(flowsOperations.postFlowsActionsPublish, { query: { flow: id } });
    await call(flowsOperations.deleteFlow, { params: { flowId: id } });
    const template = 'v2.flows.{id}';
    const render = createRenderEvents({ db, directory: testDirectory({}), log: silentLog });
    const told = (await render(await wholeLog(db, org), new Set([template]))).filter(
      ({ topicName }) => topicName === `v2.flows.${id}`,
    );
    for (const { eventBody } of told)
      expect([...Value.Errors(topicSchemas[template], eventBody)]).toEqual([]);
    expect(told.at(-2)?.eventBody).toMatchObject({
      id,
      name: 'Told',
      deleted: false,
      savedVersion: { id: '1.0' },
      publishedVersion: { id: '1.0' },
      currentOperation: {
        actionName: 'PUBLISH',
        actionStatus: 'SUCCESS',
        complete: true,
        user: { id: derivedUuid('ada') },
      },
    });
    expect(told.at(-1)?.eventBody).toMatchObject({
      deleted: true,
      currentOperation: { actionName: 'DELETE' },
    });
  });

  it('saves what is not finished, and says everything that is wrong when it is published', async () => {
    const { call } = set();
    const { id } = await create(call, 'Unfinished');
    await save(call, id, { ...document(''), start: 'nowhere' });
    await expect(
      call(flowsOperations.postFlowsActionsPublish, { query: { flow: id } }),
    ).rejects.toMatchObject({
      status: 400,
      code: 'flow.validation.failed',
      details: [{ errorCode: 'FC1015', fieldName: 'a.text' }, { errorCode: 'FC1003' }],
    });
    await expect(save(call, id, { no: 'flow' })).rejects.toMatchObject({ status: 400 });
  });

  it('is not published with a bot that nobody could ask', async () => {
    const { call, published } = set();
    const { id } = await create(call, 'Bots');
    const [said] = document('hi').actions;
    const asking = (bot: string) => ({
      ...document('hi'),
      actions: [said, { id: 'b', type: 'callBot', name: 'Ask', settings: { bot } }],
      edges: [{ from: 'a', outlet: 'next', to: 'b' }],
    });
    const publishing = () => call(flowsOperations.postFlowsActionsPublish, { query: { flow: id } });
    await save(call, id, asking('Our bot'));
    await expect(publishing()).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('the platform has no bots of its own'),
      details: [{ errorCode: 'bot.unknown', fieldName: 'b.bot' }],
    });
    for (const bot of ['https://bot.example/turn', 'connector:Bots/turn', '{{ message.text }}']) {
      await save(call, id, asking(bot));
      await publishing();
      expect((await published(org, id))?.flow.document.actions[1]?.settings['bot']).toBe(bot);
    }
  });

  it('is locked by who checks it out, until checked in, reverted or unlocked', async () => {
    const { call, bob } = set();
    const { id } = await create(call, 'Locked');
    await expect(
      call(flowsOperations.postFlowsActionsCheckin, { query: { flow: id } }),
    ).rejects.toMatchObject({ code: 'flow.nothing.saved' });
    const { body } = await call<FlowWire>(flowsOperations.postFlowsActionsCheckout, {
      query: { flow: id },
    });
    expect(body.lockedUser?.id).toBe(derivedUuid('ada'));
    await expect(save(bob, id, document('x'))).rejects.toMatchObject({
      status: 409,
      code: 'flow.locked',
    });
    await bob(flowsOperations.postFlowsActionsUnlock, { query: { flow: id } });
    await save(bob, id, document('bob'));
    await bob(flowsOperations.postFlowsActionsCheckin, { query: { flow: id } });
    await call(flowsOperations.postFlowsActionsCheckout, { query: { flow: id } });
    await save(call, id, document('ada'));
    const { body: reverted } = await call<FlowWire>(flowsOperations.postFlowsActionsRevert, {
      query: { flow: id },
    });
    expect(reverted.savedVersion?.id).toBe('1.0');
    expect(reverted.lockedUser).toBeUndefined();
    const { body: latest } = await call(flowsOperations.getFlowLatestconfiguration, {
      params: { flowId: id },
    });
    expect(latest).toEqual(document('bob'));
  });

  it('lists by name, type and id, and its versions', async () => {
    const { call } = set();
    const { id } = await create(call, 'Zeta one');
    await create(call, 'Zeta two');
    await save(call, id, document('1'));
    await save(call, id, document('2'));
    const names = async (query: Record<string, unknown>) => {
      const { body } = await call<{ entities: FlowWire[]; total: number }>(
        flowsOperations.getFlows,
        { query },
      );
      return body.entities.map(({ name }) => name);
    };
    expect(await names({ name: 'zeta*' })).toEqual(['Zeta one', 'Zeta two']);
    expect(await names({ name: 'zeta' })).toEqual([]);
    expect(await names({ id: [id], type: ['inboundshortmessage'] })).toEqual(['Zeta one']);
    expect(await names({ nameOrDescription: '*two' })).toEqual(['Zeta two']);
    expect(await names({ type: ['bot'] })).toEqual([]);
    const { body: views } = await call<{ entities: FlowWire[] }>(
      flowsOperations.getFlowsDivisionviews,
      { query: { name: 'zeta one' } },
    );
    expect(views.entities).toHaveLength(1);
    const { body: versions } = await call<{ entities: { id: string }[]; total: number }>(
      flowsOperations.getFlowVersions,
      { params: { flowId: id } },
    );
    expect(versions).toMatchObject({ total: 2, entities: [{ id: '2.0' }, { id: '1.0' }] });
    const version = { flowId: id, versionId: '1.0' };
    expect((await call(flowsOperations.getFlowVersion, { params: version })).body).toMatchObject({
      id: '1.0',
      type: 'SAVE',
    });
    const { body } = await call(flowsOperations.getFlowVersionConfiguration, { params: version });
    expect(body).toEqual(document('1'));
  });

  it('keeps names apart, and refuses types that do not run here', async () => {
    const { call } = set();
    const { id } = await create(call, 'Taken');
    await expect(create(call, ' taken ')).rejects.toMatchObject({ status: 409 });
    await expect(
      call(flowsOperations.postFlows, { body: { name: 'Voice', type: 'VOICE' } }),
    ).rejects.toMatchObject({ code: 'flow.type.not.supported' });
    const { body } = await call<FlowWire>(flowsOperations.putFlow, {
      params: { flowId: id },
      body: { name: 'Renamed', description: 'new' },
    });
    expect(body).toMatchObject({ name: 'Renamed', description: 'new' });
  });

  it('is not deleted while an address is routed to it', async () => {
    const { call } = set();
    const { id } = await create(call, 'Used');
    uses.set(id, ['Shop', 'Web']);
    const remove = () => call(flowsOperations.deleteFlow, { params: { flowId: id } });
    await expect(remove()).rejects.toMatchObject({
      status: 409,
      code: 'flow.in.use',
      message: expect.stringContaining('"Shop", "Web"'),
    });
    uses.delete(id);
    expect((await remove()).status).toBe(204);
    await expect(remove()).rejects.toMatchObject({ status: 404 });
    const more = [await create(call, 'A'), await create(call, 'B')].map((flow) => flow.id);
    await call(flowsOperations.deleteFlows, { query: { id: more } });
    await expect(
      call(flowsOperations.getFlow, { params: { flowId: more[0] ?? '' } }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('shows no flow of another organisation', async () => {
    const { call, stranger, published } = set();
    const { id } = await create(call, 'Ours');
    await save(call, id, document('x'));
    await call(flowsOperations.postFlowsActionsPublish, { query: { flow: id } });
    expect(await published(other, id)).toBeNull();
    const { body } = await stranger<{ total: number }>(flowsOperations.getFlows, {
      query: { id: [id] },
    });
    expect(body.total).toBe(0);
    const params = { flowId: id, versionId: '1.0' };
    const query = { flow: id, id: [id] };
    const all = [
      flowsOperations.getFlow,
      flowsOperations.putFlow,
      flowsOperations.deleteFlow,
      flowsOperations.deleteFlows,
      flowsOperations.getFlowVersions,
      flowsOperations.postFlowVersions,
      flowsOperations.getFlowVersion,
      flowsOperations.getFlowVersionConfiguration,
      flowsOperations.getFlowLatestconfiguration,
      flowsOperations.postFlowsActionsCheckout,
      flowsOperations.postFlowsActionsCheckin,
      flowsOperations.postFlowsActionsPublish,
      flowsOperations.postFlowsActionsRevert,
      flowsOperations.postFlowsActionsUnlock,
      flowsOperations.postFlowsActionsDeactivate,
    ];
    for (const operation of all) {
      const body = { name: 'x', ...document('x') };
      await expect(stranger(operation, { params, query, body })).rejects.toMatchObject({
        status: 404,
      });
      const nowhere = { flowId: 'nonsense', versionId: 'x' };
      await expect(
        call(operation, { params: nowhere, query: { flow: 'nonsense', id: ['nonsense'] }, body }),
      ).rejects.toMatchObject({ status: 404 });
    }
  });

  it('asks for the permissions of the reference', () => {
    const rules = Object.fromEntries(
      messageFlowHandlers({} as MessageFlowDeps)
        .filter(({ operation }) => operation.path.startsWith('/api/v2/'))
        .map(({ operation: { method, path, permission } }) => [
          `${method} ${path.replace('/api/v2/flows', '')}`,
          permission?.all ?? permission?.any,
        ]),
    );
    expect(rules).toEqual({
      'GET ': ['architect:flow:view'],
      'GET /divisionviews': ['architect:flow:search'],
      'GET /jobs/{jobId}': ['architect:job:view'],
      'POST /jobs': ['architect:job:create'],
      'POST ': ['architect:flow:add'],
      'GET /{flowId}': ['architect:flow:view'],
      'PUT /{flowId}': ['architect:flow:edit'],
      'DELETE /{flowId}': ['architect:flow:delete'],
      'DELETE ': ['architect:flow:delete'],
      'POST /actions/checkout': ['architect:flow:edit'],
      'POST /actions/checkin': ['architect:flow:edit', 'architect:flow:unlock'],
      'POST /actions/publish': ['architect:flow:unlock', 'architect:flow:publish'],
      'POST /actions/revert': ['architect:flow:edit'],
      'POST /actions/unlock': ['architect:flow:unlock'],
      'POST /actions/deactivate': ['architect:flow:publish'],
      'GET /{flowId}/versions': ['architect:flow:view'],
      'POST /{flowId}/versions': ['architect:flow:edit'],
      'GET /{flowId}/versions/{versionId}': ['architect:flow:view'],
      'GET /{flowId}/versions/{versionId}/configuration': ['architect:flow:view'],
      'GET /{flowId}/latestconfiguration': ['architect:flow:view'],
    });
  });
});

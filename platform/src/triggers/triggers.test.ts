import {
  type EventTrigger,
  processAutomationOperations as operations,
  type TriggerTestResults,
  withFlowDepth,
} from '@tandem/contract';
import { describe, expect, it, vi } from 'vitest';
import { asked, eventOf, flow, startTriggers, topic } from './triggers.fixture.ts';

type Listing = { entities: EventTrigger[]; nextUri?: string; previousUri?: string };

describe('triggers', () => {
  it('are kept, changed under their version and deleted', async () => {
    await using f = await startTriggers();
    const made = await f.make({ description: ' d ', matchCriteria: [], eventTTLSeconds: 60 });
    expect(made).toMatchObject({
      ...{ name: 'End of a chat', topicName: topic, version: 1, enabled: true },
      target: { type: 'Workflow', id: flow },
      ...{ description: 'd', eventTTLSeconds: 60, matchCriteria: [] },
    });
    const params = { triggerId: made.id };
    const body = { ...asked({ enabled: false, name: 'Other' }), version: 1 };
    const { body: changed } = await f.call<EventTrigger>(operations.putProcessautomationTrigger, {
      ...{ params, body },
    });
    expect(changed).toMatchObject({ version: 2, name: 'Other', enabled: false });
    expect(changed).not.toHaveProperty('eventTTLSeconds');
    await expect(
      f.call(operations.putProcessautomationTrigger, { params, body }),
    ).rejects.toMatchObject({ status: 409 });
    await expect(f.other(operations.getProcessautomationTrigger, { params })).rejects.toMatchObject(
      { status: 404 },
    );
    await expect(
      f.other(operations.deleteProcessautomationTrigger, { params }),
    ).rejects.toMatchObject({ status: 404 });
    await f.call(operations.deleteProcessautomationTrigger, { params });
    await expect(f.call(operations.getProcessautomationTrigger, { params })).rejects.toMatchObject({
      status: 404,
    });
    const notes = await f.db.query<{ n: number }>('select count(*)::int as n from audit_outbox');
    expect(notes).toEqual([{ n: 3 }]);
  });

  it('are listed in pages, by topic and state', async () => {
    await using f = await startTriggers();
    for (const name of ['one', 'two', 'three']) await f.make({ name, enabled: name !== 'two' });
    const list = async (query: object) =>
      (await f.call<Listing>(operations.getProcessautomationTriggers, { query: { ...query } }))
        .body;
    const first = await list({ pageSize: 2 });
    expect(first.entities).toHaveLength(2);
    expect(first.previousUri).toBeUndefined();
    const after = new URL(`http://x${first.nextUri}`).searchParams.get('after');
    const second = await list({ pageSize: 2, after });
    expect(second.entities).toHaveLength(1);
    expect(second.nextUri).toBeUndefined();
    const before = new URL(`http://x${second.previousUri}`).searchParams.get('before');
    expect(await list({ pageSize: 2, before })).toMatchObject({ entities: first.entities });
    expect((await list({ enabled: false })).entities.map(({ name }) => name)).toEqual(['two']);
    expect((await list({ topicName: 'v2.nothing' })).entities).toEqual([]);
    expect((await list({ hasDelayBy: true })).entities).toEqual([]);
    const topics = await f.call<{ entities: string[] }>(
      operations.getProcessautomationTriggersTopics,
      { query: { pageSize: 200 } },
    );
    expect(topics.body.entities).toContain(topic);
  });

  it.each([
    [{ name: ' ' }, 'name'],
    [{ name: 'a\u0000' }, 'name'],
    [{ topicName: 'v2.users.{id}.nothing' }, 'v2.users.{id}.nothing'],
    [{ target: { type: 'Workflow' } }, 'target.id'],
    [{ target: { id: flow } }, 'target.type'],
    [{ target: { type: 'Workflow', id: '00000000-0000-4000-8000-000000000000' } }, 'automation'],
    [{ delayBySeconds: 59 }, 'delayBySeconds'],
    [{ delayBySeconds: 901 }, 'delayBySeconds'],
    [{ eventTTLSeconds: 9 }, 'eventTTLSeconds'],
    [{ delayBySeconds: 60, eventTTLSeconds: 60 }, 'eventTTLSeconds'],
    [{ description: 'x'.repeat(513) }, 'description'],
    [{ matchCriteria: [{ jsonPath: 'a' }] }, 'matchCriteria[0].operator'],
    [{ matchCriteria: [{ operator: 'Equal', value: 1 }] }, 'matchCriteria[0].jsonPath'],
    [{ matchCriteria: [{ jsonPath: '$[', operator: 'Equal', value: 1 }] }, 'jsonPath'],
    [{ matchCriteria: [{ jsonPath: 'a', operator: 'Equal' }] }, 'matchCriteria[0].value'],
    [{ matchCriteria: [{ jsonPath: 'a', operator: 'In', value: 1 }] }, 'matchCriteria[0].values'],
    [{ matchCriteria: [{ jsonPath: 'a', operator: 'Size', value: 'x' }] }, 'whole number'],
    [{ matchCriteria: [{ jsonPath: 'a', operator: 'Equal', value: '\u0000' }] }, 'stored'],
    [{ name: 'x'.repeat(257) }, 'name'],
    [{ target: { type: 'Flow', id: flow } }, 'target'],
    [{ target: { type: 'Workflow', id: 'no id' } }, 'target.id'],
    [{ eventTTLSeconds: 86_401 }, 'eventTTLSeconds'],
    [{ eventTTLSeconds: -1 }, 'eventTTLSeconds'],
    [{ description: 'a\u0001' }, 'description'],
    [
      { matchCriteria: [{ jsonPath: 'a', operator: 'Exists', value: 1 }] },
      'matchCriteria[0].value',
    ],
    [
      { matchCriteria: Array(21).fill({ jsonPath: 'a', operator: 'Equal', value: 1 }) },
      'matchCriteria',
    ],
    [
      { matchCriteria: [{ jsonPath: `$.${'a'.repeat(511)}`, operator: 'Equal', value: 1 }] },
      'jsonPath',
    ],
  ])('with %j are refused, and nothing is stored', async (wrong, named) => {
    await using f = await startTriggers();
    await expect(f.make(wrong)).rejects.toMatchObject({
      ...{ status: 400, message: expect.stringContaining(named) },
    });
    expect(await f.db.query('select 1 from process_trigger')).toEqual([]);
    expect(f.destinations.kept.size).toBe(0);
  });

  it('are not made where the gateway is not, which has the flows', async () => {
    await using f = await startTriggers({ served: false });
    await expect(f.make()).rejects.toMatchObject({
      ...{ status: 501, message: expect.stringContaining('TANDEM_HALVES') },
    });
    expect(await f.db.query('select 1 from process_trigger')).toEqual([]);
    expect(f.destinations.kept.size).toBe(0);
  });

  it('can be switched off when their flow is gone, but not on', async () => {
    await using f = await startTriggers();
    const { id } = await f.make();
    const gone = '00000000-0000-4000-8000-000000000000';
    await f.db.query('update process_trigger set flow = $1', [gone]);
    const put = (enabled: boolean) =>
      f.call(operations.putProcessautomationTrigger, {
        params: { triggerId: id },
        body: { ...asked({ enabled }), target: { type: 'Workflow', id: gone }, version: 1 },
      });
    await expect(put(true)).rejects.toMatchObject({ status: 400 });
    expect(await put(false)).toMatchObject({ body: { enabled: false, version: 2 } });
  });

  it('have one destination with the topics of those that are enabled', async () => {
    await using f = await startTriggers();
    const one = await f.make();
    const acw = topic.replace('customer.end', 'acw');
    const two = await f.make({ topicName: acw });
    await f.make({ topicName: acw.replace('acw', 'user.end'), enabled: false });
    expect([...f.destinations.kept.values()]).toMatchObject([
      { kind: 'triggers', topics: [acw, topic], running: true },
    ]);
    for (const { id } of [one, two])
      await f.call(operations.deleteProcessautomationTrigger, { params: { triggerId: id } });
    expect([...f.destinations.kept.values()]).toMatchObject([{ topics: [] }]);
  });

  it('can be tried on a body, as JSON or as text', async () => {
    await using f = await startTriggers();
    const { id } = await f.make({
      matchCriteria: [{ jsonPath: '$.mediaType', operator: 'Equal', value: 'MESSAGE' }],
    });
    const tried = async (body: unknown) =>
      (
        await f.call<TriggerTestResults>(operations.postProcessautomationTriggerTest, {
          params: { triggerId: id },
          body,
        })
      ).body;
    expect(await tried({ mediaType: 'MESSAGE' })).toMatchObject({
      triggerMatches: true,
      jsonPathValidation: {
        details: [{ match: true, jsonPathExtraction: [{ path: '$.mediaType', value: 'MESSAGE' }] }],
      },
    });
    expect(await tried('{"mediaType":"VOICE"}')).toMatchObject({ triggerMatches: false });
    await expect(tried('[')).rejects.toMatchObject({ status: 400 });
    const { body } = await f.call(operations.postProcessautomationTriggersTopicTest, {
      params: { topicName: topic },
      body: { mediaType: 'VOICE' },
    });
    expect(body).toMatchObject({
      triggerMatchValidation: { matchedTriggers: [], unmatchedTriggers: [{ id }] },
    });
    expect(f.flows.starts).toEqual([]);
  });
});

const soon = { timeout: 6000, interval: 20 };

describe('events of triggers', () => {
  it('start the flow once each, with what the body tells', async () => {
    await using f = await startTriggers();
    await f.lanes.start();
    const made = await f.make({
      matchCriteria: [{ jsonPath: 'mediaType', operator: 'In', values: ['MESSAGE', 'CHAT'] }],
    });
    await f.make({ name: 'other', matchCriteria: [{ jsonPath: 'x', operator: 'Exists' }] });
    await f.make({
      name: 'whole',
      target: {
        ...{ type: 'Workflow', id: flow },
        workflowTargetSettings: { dataFormat: 'Json' },
      },
    });
    const event = eventOf({ at: f.clock.now() });
    const early = eventOf({ at: new Date(f.clock.now().getTime() - 1) });
    const foreign = eventOf({ at: f.clock.now(), topic: 'v2.users.{id}.presence' });
    for (let again = 0; again < 2; again += 1)
      expect(await f.driver.send([event, early, foreign])).toEqual({
        kind: 'answered',
        outcomes: [1, 2, 3].map(() => ({ kind: 'delivered' })),
      });
    await vi.waitFor(() => expect(f.flows.starts).toHaveLength(2), soon);
    await f.lanes.drained();
    const { topicName, eventBody } = event;
    expect(f.flows.starts.map(({ inputs }) => inputs)).toEqual(
      expect.arrayContaining([
        { topicName, conversationId: 'c-1', mediaType: 'MESSAGE', messageType: 'OPEN' },
        { topicName, event: eventBody },
      ]),
    );
    expect(f.flows.starts.map(({ key }) => key)).toContain(`trigger-${made.id}-${event.id}`);
  });

  it('hand on how many executions led to them, so that flows which set each other going come to an end', async () => {
    await using f = await startTriggers();
    await f.lanes.start();
    await f.make();
    const asked = withFlowDepth('0b8f2c1e-1111-4111-8111-111111111111', 7);
    for (const correlationId of [null, 'a-correlation-id', asked])
      await f.driver.send([eventOf({ at: f.clock.now(), correlationId })]);
    await vi.waitFor(() => expect(f.flows.starts).toHaveLength(3), soon);
    expect(f.flows.starts.map(({ depth }) => depth)).toEqual([0, 0, 7]);
  });

  it('are tried again while the flows do not answer, and given up when they refuse', async () => {
    await using f = await startTriggers();
    await f.lanes.start();
    await f.make();
    f.flows.answers.push({ kind: 'retry', reason: 'away' });
    await f.driver.send([eventOf({ at: f.clock.now() })]);
    await vi.waitFor(() => expect(f.flows.starts).toHaveLength(1), soon);
    await vi.waitFor(async () => {
      f.clock.advance(1_000);
      expect(f.flows.starts).toHaveLength(2);
    }, soon);
    expect(new Set(f.flows.starts.map(({ key }) => key)).size).toBe(1);
    f.flows.answers.push({ kind: 'refused', reason: 'There is no such flow.' });
    await f.driver.send([eventOf({ at: f.clock.now() })]);
    await vi.waitFor(async () => {
      const dead = await f.db.query<{ reason: string }>('select reason from dead_letter');
      expect(dead).toEqual([{ reason: 'There is no such flow.' }]);
    }, soon);
  });

  it('wait as long as asked from the event on, and take an event up to its last millisecond', async () => {
    await using f = await startTriggers();
    await f.lanes.start();
    const delayed = await f.make({ delayBySeconds: 60 });
    const happened = f.clock.now().getTime();
    await f.driver.send([eventOf({ at: f.clock.now() })]);
    const due = async () => {
      const rows = await f.db.query<{ at: Date }>(
        "select run_at as at from lane_work where run_at > '-infinity'",
      );
      return rows.map(({ at }) => at.getTime() - happened);
    };
    await vi.waitFor(async () => expect(await due()).toEqual([60_000]), soon);
    f.clock.advance(59_999);
    expect(await due()).toEqual([60_000]);
    expect(f.flows.starts).toEqual([]);
    await vi.waitFor(() => {
      f.clock.advance(1_000);
      expect(f.flows.starts).toHaveLength(1);
    }, soon);
    expect(f.flows.starts[0]?.at.getTime()).toBeGreaterThanOrEqual(happened + 60_000);
    await f.call(operations.deleteProcessautomationTrigger, { params: { triggerId: delayed.id } });

    await f.make({ eventTTLSeconds: 10 });
    const at = f.clock.now();
    f.clock.advance(10_000);
    await f.driver.send([eventOf({ at })]);
    await vi.waitFor(() => expect(f.flows.starts).toHaveLength(2), soon);
    f.clock.advance(1);
    await f.driver.send([eventOf({ at })]);
    await vi.waitFor(
      async () => expect(await f.db.query('select 1 from lane_work')).toEqual([]),
      soon,
    );
    expect(f.flows.starts).toHaveLength(2);
  });

  it('whose flows answer too late start nothing', async () => {
    await using f = await startTriggers();
    await f.lanes.start();
    await f.make({ eventTTLSeconds: 10 });
    f.flows.answers.push(
      ...Array.from({ length: 50 }, () => ({ kind: 'retry', reason: 'away' }) as const),
    );
    const at = f.clock.now();
    await f.driver.send([eventOf({ at })]);
    await vi.waitFor(() => expect(f.flows.starts).toHaveLength(1), soon);
    await vi.waitFor(async () => {
      f.clock.advance(1_000);
      expect(await f.db.query('select 1 from lane_work')).toEqual([]);
    }, soon);
    const late = f.flows.starts.filter((start) => start.at.getTime() > at.getTime() + 10_000);
    expect(late).toEqual([]);
  });

  it('wait, and are dropped when they are too old or the trigger is off', async () => {
    await using f = await startTriggers();
    await f.lanes.start();
    await f.make({ delayBySeconds: 60 });
    await f.driver.send([eventOf({ at: f.clock.now() })]);
    expect(f.flows.starts).toEqual([]);
    await vi.waitFor(async () => {
      f.clock.advance(10_000);
      expect(f.flows.starts).toHaveLength(1);
    }, soon);
    const old = await f.make({ name: 'old', eventTTLSeconds: 10 });
    const at = f.clock.now();
    f.clock.advance(11_000);
    await f.driver.send([eventOf({ at, topicName: 'expired' })]);
    await f.call(operations.deleteProcessautomationTrigger, { params: { triggerId: old.id } });
    await vi.waitFor(async () => {
      f.clock.advance(10_000);
      expect(await f.db.query('select 1 from lane_work')).toEqual([]);
    }, soon);
    expect(f.flows.starts.filter(({ key }) => key.includes(old.id))).toEqual([]);
  });
});

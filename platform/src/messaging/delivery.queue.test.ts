import { openMessagingOperations } from '@tandem/contract';
import { HttpCallError } from '@tandem/kit';
import { listDeadLetters, redrive } from '@tandem/lanes';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  greeting,
  type MessagingFixture,
  message,
  org,
  startMessaging,
  toQueue,
} from './messaging.fixture.ts';

describe('webhook delivery', () => {
  let m: MessagingFixture;
  beforeEach(async () => {
    m = await startMessaging();
  });
  afterEach(() => m[Symbol.asyncDispose]());
  const send = (integrationId: string, body: object) => m.send(integrationId, body);
  const settle = () => m.settle();

  it('tries again on 5xx, 429 and silence, in order, and gives up after five repeats', async () => {
    const integration = await m.integrate(m.publish(toQueue));
    const answers = [503, 429, new HttpCallError('timeout', null), 500, 500, 500];
    m.answerWith(() => {
      const next = answers.shift() ?? 200;
      return typeof next === 'number' ? { status: next } : next;
    });
    const { conversationId } = await send(integration, message('hi'));
    await settle();
    for (let n = 0; n < 5; n += 1) {
      expect(m.webhooks).toHaveLength(n + 1);
      await m.clock.advance(4_900);
      await m.lanes.drained();
      expect(m.webhooks).toHaveLength(n + 1);
      await m.clock.advance(100);
      await m.lanes.drained();
    }
    expect(m.webhooks).toHaveLength(6);
    expect(new Set(m.webhooks.map(({ body }) => String(body))).size).toBe(1);
    const attempts = await m.db.query(
      'select attempt, outcome, http_status, reason from delivery_attempt order by attempt',
    );
    expect(attempts.map((one) => Object.values(one))).toEqual([
      [1, 'retry', 503, 'HTTP 503'],
      [2, 'retry', 429, 'HTTP 429'],
      [3, 'retry', null, 'timeout'],
      [4, 'retry', 500, 'HTTP 500'],
      [5, 'retry', 500, 'HTTP 500'],
      [6, 'dead', 500, 'HTTP 500'],
    ]);
    const [letter] = await m.db.query('select reason, org from dead_letter');
    expect(letter).toEqual({ reason: 'HTTP 500', org });
    await m.clock.advance(1_100);
    await m.lanes.drained();
    const [stored] = await m.db.query(
      "select status, receipts from message where direction = 'outbound'",
    );
    expect(stored).toMatchObject({
      status: 'delivery-failed',
      receipts: [{ status: 'Failed', reasons: [{ code: 'ServerError', message: 'HTTP 500' }] }],
    });
    const events = await m.db.query("select key from event_log where type = 'message.receipt'");
    expect(events).toEqual([{ key: `conversation:${conversationId}` }]);
  });

  it('does not repeat after any other 4xx, and the lane goes on', async () => {
    const integration = await m.integrate(m.publish(greeting));
    m.answerWith(() => ({ status: m.webhooks.length === 0 ? 404 : 200 }));
    await send(integration, message('one'));
    await send(integration, message('two'));
    await settle();
    expect(m.webhooks).toHaveLength(2);
    expect(await m.db.query('select reason from dead_letter')).toEqual([{ reason: 'HTTP 404' }]);
  });

  it('sends dead letters again in their old order, marked late, with their old ids', async () => {
    const integration = await m.integrate(m.publish(greeting));
    m.answerWith(() => ({ status: 400 }));
    await send(integration, message('one'));
    await settle();
    await send(integration, message('two'));
    await settle();
    const before = m.webhooks.map(({ body }) => String(body));
    m.answerWith(() => ({ status: 200 }));
    const page = { pageSize: 10, pageNumber: 1 };
    const { letters } = await listDeadLetters(m.db, { org }, page);
    const ids = letters.map(({ id }) => id);
    m.lanes.committed(await m.db.transaction((tx) => redrive(tx, { org, ids, clock: m.clock })));
    await settle();
    expect(m.webhooks.slice(2).map(({ body }) => String(body))).toEqual(before);
    expect(m.webhooks.map(({ headers }) => headers?.['X-Tandem-Late'])).toEqual([
      undefined,
      undefined,
      'true',
      'true',
    ]);
    const late = await m.db.query("select late from delivery_attempt where outcome = 'delivered'");
    expect(late).toEqual([{ late: true }, { late: true }]);
  });

  it('a message that had failed is sent once its redrive arrives, and not before', async () => {
    const integration = await m.integrate(m.publish(greeting));
    m.answerWith(() => ({ status: 403 }));
    const { conversationId } = await send(integration, message('one'));
    await settle();
    const page = { pageSize: 10, pageNumber: 1 };
    const redriveAll = async () => {
      const { letters } = await listDeadLetters(m.db, { org }, page);
      const ids = letters.map(({ id }) => id);
      m.lanes.committed(await m.db.transaction((tx) => redrive(tx, { org, ids, clock: m.clock })));
      await m.clock.advance(1_100);
      await settle();
    };
    const stored = async () => {
      await m.clock.advance(1_100);
      await settle();
      const [row] = await m.db.query<{ status: string; receipts: { status: string }[] }>(
        "select status, receipts from message where direction = 'outbound'",
      );
      return { status: row?.status, receipts: row?.receipts.map(({ status }) => status) };
    };
    expect(await stored()).toEqual({ status: 'delivery-failed', receipts: ['Failed'] });
    await redriveAll();
    expect(await stored()).toEqual({ status: 'delivery-failed', receipts: ['Failed', 'Failed'] });
    m.answerWith(() => ({ status: 200 }));
    await redriveAll();
    expect(await stored()).toEqual({ status: 'sent', receipts: ['Failed', 'Failed', 'Sent'] });
    // What tells the desk: the conversation's readers hear of every receipt.
    const events = await m.db.query<{ key: string; data: { status: string } }>(
      "select key, data from event_log where type = 'message.receipt' order by id",
    );
    expect(events.map(({ key, data }) => [key, data.status])).toEqual([
      [`conversation:${conversationId}`, 'Failed'],
      [`conversation:${conversationId}`, 'Failed'],
      [`conversation:${conversationId}`, 'Sent'],
    ]);
  });

  it('a redrive that arrives takes back nothing the channel has said meanwhile', async () => {
    const integration = await m.integrate(m.publish(greeting));
    m.answerWith(() => ({ status: 403 }));
    await send(integration, message('one'));
    await settle();
    await m.clock.advance(1_100);
    await settle();
    const [row] = await m.db.query<{ id: string }>(
      "select id from message where direction = 'outbound'",
    );
    const note = (status: string, receipt: string) =>
      m.db.query('select note_receipts($1, $2, $3)', [
        [row?.id],
        [status],
        [JSON.stringify([{ status: receipt }])],
      ]);
    await note('delivery-success', 'Delivered');
    await note('sent', 'Sent');
    const [after] = await m.db.query("select status from message where direction = 'outbound'");
    expect(after).toEqual({ status: 'delivery-success' });
  });

  it('gives up what waits for an integration that is deleted', async () => {
    const integration = await m.integrate(m.publish(greeting));
    m.answerWith(() => ({ status: 503 }));
    await send(integration, message('one'));
    await settle();
    await m.call(
      openMessagingOperations.deleteConversationsMessagingIntegrationsOpenIntegrationId,
      { params: { integrationId: integration } },
    );
    await m.clock.advance(5_000);
    await m.lanes.drained();
    expect(await m.db.query('select reason from dead_letter')).toEqual([
      { reason: 'The open messaging integration was deleted.' },
    ]);
  });
});

describe('a delivery that is read from the database', () => {
  /** Nothing is handed over in memory; the text of a message fails to be read as often as given. */
  const startReading = async (failures: readonly Error[]) => {
    const m = await startMessaging({ committed: () => {} });
    const left = [...failures];
    const { query } = m.db;
    vi.spyOn(m.db, 'query').mockImplementation(async (text, values) => {
      const failure = text.includes('body::text') ? left.shift() : undefined;
      if (failure) throw failure;
      return query(text, values);
    });
    const integration = await m.integrate(m.publish(greeting));
    await m.send(integration, message('hi'));
    /** Lets the lanes look, and time pass. */
    const pass = async (ms = 1_000) => {
      await m.clock.advance(ms);
      await m.lanes.drained();
    };
    return { m, pass };
  };
  afterEach(() => void vi.restoreAllMocks());

  it('waits for a database that is away, as long as it takes', async () => {
    const away = () => Object.assign(new Error('away'), { code: '08006' });
    const { m, pass } = await startReading(Array.from({ length: 8 }, away));
    await using _ = m;
    while (m.webhooks.length === 0) await pass();
    expect(await m.db.query('select attempt, outcome from delivery_attempt')).toEqual([
      { attempt: 1, outcome: 'delivered' },
    ]);
    expect(await m.db.query('select from dead_letter')).toEqual([]);
  });

  it('that breaks off each time is a dead letter the conversation knows of', async () => {
    const broken = () => new TypeError('no text');
    const { m, pass } = await startReading(Array.from({ length: 6 }, broken));
    await using _ = m;
    // Six tries five seconds apart, and a look at what the last of them left.
    for (let look = 0; look < 8; look += 1) await pass(5_000);
    expect(await m.db.query('select reason from dead_letter')).toEqual([{ reason: 'no text' }]);
    expect(await m.db.query("select status from message where direction = 'outbound'")).toEqual([
      { status: 'delivery-failed' },
    ]);
    expect(
      await m.db.query('select outcome, reason from delivery_attempt order by attempt'),
    ).toEqual([
      ...Array.from({ length: 5 }, () => ({ outcome: 'retry', reason: 'no text' })),
      { outcome: 'dead', reason: 'no text' },
    ]);
  });
});

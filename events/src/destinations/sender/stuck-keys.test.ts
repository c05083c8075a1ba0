import type { Database } from '@tandem/kit';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Outcome, OutgoingEvent, SendResult } from '../destination.model.ts';
import {
  addDestination,
  createNode,
  delivered,
  happen,
  type Remote,
  type TestNode,
} from './sender.fixture.ts';
import { range, useSender } from './sender.suite.ts';

const again: Outcome = { kind: 'retry', code: 'http.500', reason: 'The receiver answered 500.' };
const failing = (
  events: readonly OutgoingEvent[],
  isBad: (key: string) => boolean,
): SendResult => ({
  kind: 'answered',
  outcomes: events.map(({ key }) => (isBad(key) ? again : { kind: 'delivered' })),
});

describe('keys that are stuck at an event destination', () => {
  const { rows, ...world } = useSender();
  let { db, remote, node } = {} as { db: Database; remote: Remote; node: TestNode };
  beforeEach(() => {
    [db, remote, node] = [world.db(), world.remote(), world.node()];
  });

  const report = async () => {
    const [row] = await rows<{ report: string; code: string | null }>(
      'select report, report_code as code from destination',
    );
    return [row?.report, row?.code];
  };
  it('stop nobody else, however many events stand behind one of them', async () => {
    remote.limits = { events: 100, bytes: 1_000_000, inFlight: 4 };
    remote.script = (events) => failing(events, (key) => key === 'bad');
    await addDestination(db);
    await node.sender.start();
    for (const part of range(11))
      await happen(
        db,
        range(1_000).map((n) => ['bad', part * 1_000 + n] as const),
      );
    await happen(
      db,
      range(5).map((n) => ['good', n] as const),
    );
    await node.until(() => remote.of('good').length === 5, 250);
    expect(remote.of('good')).toEqual(range(5));
    remote.script = delivered;
    await node.until(() => remote.of('bad').length >= 200, 250);
    expect(remote.of('bad').slice(0, 200)).toEqual(range(200));
  });

  it('are told of when there are as many as may be, until there are fewer', async () => {
    await node.sender.stop();
    node = createNode(db, remote, { mostParked: { keys: 5, events: 1_000 } });
    let broken = true;
    remote.script = (events) => failing(events, (key) => broken && key.startsWith('bad'));
    await addDestination(db);
    await node.sender.start();
    await happen(db, [...range(5).map((n) => [`bad${n}`, n] as const), ['good', 1]]);
    await node.until(async () => (await report())[1] === 'parked.full');
    expect(await report()).toEqual(['ERROR', 'parked.full']);
    await happen(db, [['late', 1]]);
    await node.clock.advance(1_000);
    broken = false;
    await node.until(() => remote.of('late').length === 1);
    await node.until(async () => (await report())[0] === 'ACTIVE');
    await node.sender.stop();
  });

  it.each([
    ['tried again and again', again],
    ['refused', { kind: 'refused', code: 'http.400', reason: 'The receiver answered 400.' }],
  ] as const)('are told of when everything is %s, until something is taken', async (_, outcome) => {
    let broken = true;
    remote.script = (events) =>
      broken ? { kind: 'answered', outcomes: events.map(() => outcome) } : delivered(events);
    remote.limits = { events: 1, bytes: 10_000, inFlight: 4 };
    await addDestination(db);
    await node.sender.start();
    await happen(
      db,
      range(30).map((n) => [`k${n}`, n] as const),
    );
    await node.until(async () => (await report())[0] === 'ERROR');
    expect(await report()).toEqual(['ERROR', outcome.code]);
    expect(node.notes).toMatchObject([{ action: 'state', changes: { state: { to: 'ERROR' } } }]);
    broken = false;
    await happen(db, [['good', 1]]);
    await node.until(async () => (await report())[0] === 'ACTIVE');
  });

  it('are told of after minutes without a delivery, where one event alone fails', async () => {
    remote.script = (events) => failing(events, () => true);
    await addDestination(db);
    await node.sender.start();
    await happen(db, [['k', 1]]);
    await node.until(() => remote.calls === 2);
    expect(node.reports).toEqual([]);
    await node.until(() => node.reports.includes('ERROR'), 5_000);
    expect(remote.calls).toBeLessThan(20);
  });

  it.each([1, 10])(
    'delay nobody by calls that are never answered (%i events a call)',
    async (most) => {
      remote.limits = { events: most, bytes: 10_000, inFlight: 16 };
      let giveUp: (() => void) | null = null;
      remote.script = async (events) => {
        if (!events.some(({ key }) => key === 'bad')) return delivered(events);
        await new Promise<void>((resolve) => {
          giveUp = resolve;
        });
        return { kind: 'unavailable', code: 'http.timeout', reason: 'No answer in time.' };
      };
      await addDestination(db);
      await node.sender.start();
      await happen(db, [
        ['bad', 0],
        ['beside', 0],
      ]);
      for (const n of range(6)) {
        await node.until(() => giveUp !== null, 5_000);
        // The first time nobody else is there: it might as well be the destination that is away.
        if (n > 0) await happen(db, [[`good${n}`, n]]);
        node.hear('event_log');
        if (n > 0) await node.until(() => remote.of(`good${n}`).length === 1, 10);
        if (n > 0) await node.until(() => remote.of('beside').length === 1, 10);
        await node.clock.advance(10_000);
        const end = giveUp as (() => void) | null;
        giveUp = null;
        end?.();
      }
      expect(remote.of('bad')).toEqual([]);
      await node.until(() => giveUp !== null, 5_000);
      const end = giveUp as (() => void) | null;
      remote.script = delivered;
      end?.();
      await node.until(() => remote.of('bad').length === 1, 5_000);
    },
  );

  it('do not make a destination that is away look like one that is there', async () => {
    await addDestination(db);
    remote.script = async () => {
      await new Promise<void>((resolve) => void node.clock.after(10_000, resolve));
      return { kind: 'unavailable', code: 'http.timeout', reason: 'No answer in time.' };
    };
    await node.sender.start();
    await happen(
      db,
      range(30).map((n) => [`k${n % 3}`, n] as const),
    );
    await node.until(() => node.reports.includes('ERROR'), 1_000);
    expect(await rows('select from destination_parked')).toEqual([]);
    remote.script = delivered;
    await node.until(() => remote.got.length === 30, 1_000);
    expect(remote.of('k0')).toEqual(range(10).map((n) => n * 3));
  });

  it('are tried again in time, also when the clock of the machine was set back', async () => {
    remote.script = (events) => failing(events, () => true);
    await addDestination(db);
    await node.sender.start();
    await happen(db, [['k', 1]]);
    await node.until(async () => (await rows('select from destination_parked')).length === 1);
    node.setBack(3_600_000);
    remote.script = delivered;
    const begun = node.clock.monotonicMs();
    await node.until(() => remote.got.length === 1);
    expect(node.clock.monotonicMs() - begun).toBeLessThan(5_000);
  });
});

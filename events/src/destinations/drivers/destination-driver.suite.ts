import { derivedUuid, systemClock } from '@tandem/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  DestinationDriver,
  DestinationKind,
  OpenDestination,
  OutgoingEvent,
} from './driver.port.ts';

export const org = derivedUuid('organisation of drivers');

export const outgoing = (n: number, given: Partial<OutgoingEvent> = {}): OutgoingEvent => ({
  id: derivedUuid('event', String(n)),
  ...{ org, position: { xid: '700', id: n }, key: `conversation:${n}` },
  topic: 'v2.detail.events.conversation.{id}.customer.end',
  topicName: `v2.detail.events.conversation.${derivedUuid('conversation', String(n))}.customer.end`,
  eventBody: { n, text: 'Grüße, 你好' },
  correlationId: `correlation-${n}`,
  at: new Date('2026-03-19T22:04:48.123Z'),
  ...given,
});

/** The other side of a driver under test. */
export type DriverWorld = AsyncDisposable & {
  readonly kind: DestinationKind;
  readonly destination: OpenDestination;
  /** The same kind behind a guard that lets nobody reach the other side. */
  readonly guarded: DestinationKind;
  /** The same kind, waiting as long for an answer as it usually does: eight seconds or more. */
  readonly patient?: DestinationKind;
  /** Numbers of the events that arrived, in order. */
  readonly arrived: () => Promise<readonly number[]> | readonly number[];
  /** From now on the credentials are wrong. */
  readonly lock: () => Promise<void> | void;
  /** From now on nobody is there. */
  readonly leave: () => Promise<void> | void;
  /** From now on calls are taken and never answered. */
  readonly fallSilent?: () => Promise<void> | void;
};

/** What every driver of a destination keeps to. */
export const describeDriver = (name: string, start: () => Promise<DriverWorld>): void => {
  describe(`${name}, as every driver`, () => {
    let world: DriverWorld;
    let opened: DestinationDriver[];
    beforeEach(async () => {
      world = await start();
      opened = [];
    });
    afterEach(async () => {
      for (const driver of opened) await driver[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    });
    const open = async (kind = world.kind) => {
      const driver = await kind.open(world.destination);
      opened.push(driver);
      return driver;
    };
    const secrets = () => Object.values(world.destination.secrets);

    it('delivers a full call, each event told of in order', async () => {
      const driver = await open();
      const count = Math.min(driver.limits.events, 100);
      const events = Array.from({ length: count }, (_, n) => outgoing(n));
      const result = await driver.send(events);
      expect(result).toMatchObject({ kind: 'answered' });
      const { outcomes } = result as Extract<typeof result, { kind: 'answered' }>;
      expect(outcomes.map(({ kind }) => kind)).toEqual(events.map(() => 'delivered'));
      expect((await world.arrived()).toSorted((a, b) => a - b)).toEqual(events.map((_, n) => n));
    });

    it('measures events in bytes, and takes one of its largest size', async () => {
      const driver = await open();
      const small = driver.sizeOf(outgoing(1, { eventBody: { n: 1, text: '' } }));
      const large = driver.sizeOf(outgoing(2, { eventBody: { n: 2, text: 'ü'.repeat(1_000) } }));
      expect(large - small).toBe(2_000);
      const room = driver.largestEvent - small;
      const event = outgoing(1, { eventBody: { n: 1, text: 'x'.repeat(room) } });
      expect(driver.sizeOf(event)).toBe(driver.largestEvent);
      expect(await driver.send([event])).toMatchObject({ outcomes: [{ kind: 'delivered' }] });
    });

    it('says that nobody is there, without throwing and without a secret', async () => {
      const driver = await open();
      await driver.send([outgoing(1)]);
      await world.leave();
      const result = await driver.send([outgoing(2)]);
      expect(result).toMatchObject({ kind: 'unavailable' });
      for (const secret of secrets()) expect(JSON.stringify(result)).not.toContain(secret);
      expect(await driver.describe()).toHaveProperty('state');
    });

    it('says that it is not let in, without a secret', async () => {
      await world.lock();
      const driver = await open();
      const result = await driver.send([outgoing(1)]);
      expect(result).toMatchObject({ kind: 'denied' });
      for (const secret of secrets()) expect(JSON.stringify(result)).not.toContain(secret);
      expect(await world.arrived()).toEqual([]);
    });

    it('goes nowhere the egress guard forbids', async () => {
      const driver = await open(world.guarded);
      const result = await driver.send([outgoing(1)]);
      expect(result).toMatchObject({
        kind: 'denied',
        reason: expect.stringContaining('TANDEM_EGRESS_ALLOW'),
      });
      expect(await world.arrived()).toEqual([]);
    });

    it('gives up a call that is never answered', async () => {
      if (!world.fallSilent) return;
      const driver = await open();
      await world.fallSilent();
      expect(await driver.send([outgoing(1)])).toMatchObject({ kind: 'unavailable' });
    });

    it('gives up a call when its time is over, however long the driver would wait', async () => {
      if (!world.fallSilent || !world.patient) return;
      const driver = await open(world.patient);
      await world.fallSilent();
      const begun = systemClock.monotonicMs();
      expect(await driver.send([outgoing(1)], 300)).toMatchObject({ kind: 'unavailable' });
      expect(systemClock.monotonicMs() - begun).toBeLessThan(6_000);
    });
  });
};

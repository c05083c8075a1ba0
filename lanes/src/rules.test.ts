import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './effect-runner.ts';
import { failureKind, reasonOf } from './failures.ts';
import { createFifo } from './fifo.ts';
import { exponential, fixed, partitionCount, partOf } from './index.ts';
import { decodeParts, encodeParts } from './waker.ts';

const half = () => 0.5;

describe('retry policies', () => {
  it('fixed gives the same pause so many times', () => {
    const policy = fixed({ retries: 5, everyMs: 5_000 });
    const pauses = [1, 2, 3, 4, 5, 6].map((failures) => policy(failures, half));
    expect(pauses).toEqual([5_000, 5_000, 5_000, 5_000, 5_000, null]);
  });

  it('exponential doubles up to its cap and ends with its total', () => {
    const policy = exponential({ baseMs: 100, capMs: 400, totalMs: 1_100 });
    const pauses = [1, 2, 3, 4, 5].map((failures) => policy(failures, half));
    expect(pauses).toEqual([100, 200, 400, 400, null]);
  });

  it('exponential with jitter stays between the share that is fixed and the whole pause', () => {
    const policy = exponential({ baseMs: 1_000, capMs: 60_000, totalMs: 3_600_000, jitter: 0.5 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const whole = Math.min(60_000, 1_000 * 2 ** (failures - 1));
          const pause = policy(failures, () => random) ?? -1;
          expect(pause).toBeLessThanOrEqual(whole);
          expect(pause).toBeGreaterThanOrEqual(whole / 2);
        },
      ),
    );
  });
});

describe('what an outcome means', () => {
  const work = { org: 'o', queue: 'q', part: 1, id: 1, lane: 1, payload: null, attempts: 1 };
  const now = new Date('2026-01-01T00:00:00Z');
  const meaning = (outcome: Parameters<typeof decide>[0]['outcome'], retries = 5) =>
    decide({
      queue: { retry: fixed({ retries, everyMs: 5_000 }) },
      work,
      outcome,
      now,
      random: half,
    });

  it('takes the longer of the policy and what the receiver asks', () => {
    const at = (afterMs?: number) =>
      meaning({ kind: 'retry', reason: 'r', ...(afterMs === undefined ? {} : { afterMs }) }).runAt;
    expect(at()).toEqual(new Date('2026-01-01T00:00:05Z'));
    expect(at(1_000)).toEqual(new Date('2026-01-01T00:00:05Z'));
    expect(at(60_000)).toEqual(new Date('2026-01-01T00:01:00Z'));
  });

  it('is dead with the reason when the policy is used up', () => {
    expect(meaning({ kind: 'retry', reason: 'status 503' }, 1)).toMatchObject({
      kind: 'dead',
      reason: 'status 503',
      attempts: 2,
      final: true,
    });
  });
});

describe('failures of a batch', () => {
  const withCode = (code: string) => Object.assign(new Error('failed'), { code });

  it.each([
    [withCode('TL001'), 'leaseLost'],
    [withCode('TL002'), 'workGone'],
    [withCode('55P03'), 'conflict'],
    [withCode('40P01'), 'conflict'],
    [withCode('40001'), 'conflict'],
    [withCode('57P01'), 'outage'],
    [withCode('53300'), 'outage'],
    [withCode('08006'), 'outage'],
    [withCode('ECONNRESET'), 'outage'],
    [Object.assign(new Error('no socket'), { code: 'ENOENT', syscall: 'connect' }), 'outage'],
    [new Error('Connection terminated unexpectedly'), 'outage'],
    [Object.assign(new Error('no file'), { code: 'ENOENT', syscall: 'open' }), 'poison'],
    [withCode('23505'), 'poison'],
    [new TypeError('undefined is not a function'), 'poison'],
    ['a text', 'poison'],
    [undefined, 'poison'],
  ])('%s is %s', (error, kind) => {
    expect(failureKind(error)).toBe(kind);
  });

  it('give one line as reason', () => {
    expect(reasonOf(new Error('first\nsecond'))).toBe('first');
    expect(reasonOf('a text')).toBe('a text');
    expect(reasonOf(new Error('x'.repeat(2_000))).length).toBe(500);
  });
});

describe('partitions', () => {
  it('of keys are the same for ever and spread evenly', () => {
    expect(['', 'a', 'thread-1'].map(partOf)).toMatchInlineSnapshot(`
      [
        25,
        32,
        4,
      ]
    `);
    const counts = new Array<number>(partitionCount).fill(0);
    for (let n = 0; n < 64_000; n += 1) {
      const part = partOf(`integration:customer-${n}`);
      counts[part] = (counts[part] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1_200);
  });

  it('travel as bits; what is no such text means all', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(63), { minLength: 1 }), (parts) => {
        expect(decodeParts(encodeParts(parts))).toEqual([...parts].sort((a, b) => a - b));
      }),
    );
    expect(decodeParts('').length).toBe(64);
    expect(decodeParts('not bits').length).toBe(64);
  });
});

describe('the queue in memory', () => {
  it('gives back in order whatever is added between', () => {
    const queue = createFifo<number>();
    const taken: (number | undefined)[] = [];
    for (let n = 0; n < 5_000; n += 1) {
      queue.add(n);
      if (n % 3 === 0) taken.push(queue.take());
    }
    expect(queue.size()).toBe(5_000 - taken.length);
    while (queue.size() > 0) taken.push(queue.take());
    expect(taken).toEqual(Array.from({ length: 5_000 }, (_, n) => n));
    expect(queue.take()).toBeUndefined();
  });
});

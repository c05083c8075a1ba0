import { createTestClock } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { createPacer } from './pacer.ts';

const limits = (count: number, reset = 60) => ({
  'inin-ratelimit-count': String(count),
  'inin-ratelimit-allowed': '300',
  'inin-ratelimit-reset': String(reset),
});

describe('pacer', () => {
  it('lets everything pass until an answer tells a limit', () => {
    const pacer = createPacer({ clock: createTestClock() });
    for (let n = 0; n < 1000; n += 1) expect(pacer.take()).toBe(0);
  });

  it('stops where the limit is reached and goes on when the window ends', async () => {
    const clock = createTestClock();
    const pacer = createPacer({ clock });
    pacer.take();
    pacer.learn(200, limits(298));
    expect([pacer.take(), pacer.take(), pacer.take()]).toEqual([0, 0, 60_000]);
    await clock.advance(59_000);
    expect(pacer.take()).toBe(1_000);
    await clock.advance(1_000);
    expect(pacer.take()).toBe(0);
  });

  it('counts what is under way, since the answer that tells the count was made before', () => {
    const pacer = createPacer({ clock: createTestClock() });
    for (let n = 0; n < 5; n += 1) pacer.take();
    pacer.learn(200, limits(295));
    // Four are still under way and one place is left.
    expect([pacer.take(), pacer.take()]).toEqual([0, 60_000]);
  });

  it('waits as long as Retry-After says, with a pause of its own when it says nothing', async () => {
    const clock = createTestClock();
    const pacer = createPacer({ clock });
    pacer.take();
    pacer.learn(429, { 'retry-after': '7' });
    expect(pacer.take()).toBe(7_000);
    await clock.advance(7_000);
    expect(pacer.take()).toBe(0);
    pacer.learn(429, {});
    expect(pacer.take()).toBe(5_000);
  });

  it('does not trust absurd figures', () => {
    const pacer = createPacer({ clock: createTestClock() });
    pacer.take();
    pacer.learn(429, { 'retry-after': '999999999' });
    expect(pacer.take()).toBe(15 * 60_000);
  });
});

describe('what can wait', () => {
  it('leaves half of a window to messages', async () => {
    const clock = createTestClock();
    const pacer = createPacer({ clock });
    expect(pacer.take('background')).toBe(0);
    pacer.learn(200, limits(149));
    expect(pacer.take('background')).toBe(0);
    expect(pacer.take('background')).toBe(60_000);
    expect(pacer.take()).toBe(0);
    await clock.advance(60_000);
    expect(pacer.take('background')).toBe(0);
  });
});

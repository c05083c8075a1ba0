import { describe, expect, it } from 'vitest';
import type { OutgoingEvent } from '../destination.model.ts';
import { createWindow } from './window.ts';

const limits = { events: 4, bytes: 100, inFlight: 4 };
const event = (key: string, n: number): OutgoingEvent => ({
  ...{ id: String(n), org: 'o', position: { xid: '1', id: n }, key, topic: 't', topicName: 't' },
  ...{ eventBody: { n }, correlationId: null, at: new Date(0) },
});
const entry = (key: string, n: number, size = 10) => ({
  ...{ event: event(key, n), size, before: { xid: '1', id: n - 1 }, done: false },
});
const end = { xid: '2', id: 0 };
const opened = (...entries: ReturnType<typeof entry>[]) => {
  const window = createWindow();
  window.open('', { xid: '0', id: 0 });
  window.add('', entries, end);
  return window;
};
const numbers = (call: readonly { event: OutgoingEvent }[] | null) =>
  call?.map(({ event: one }) => one.position.id) ?? null;

describe('the window of a sender', () => {
  it('has one event of a key in calls at a time, and keys side by side', () => {
    const window = opened(entry('a', 1), entry('a', 2), entry('b', 3));
    const first = window.next(limits);
    expect(numbers(first)).toEqual([1, 3]);
    expect(window.next(limits)).toBeNull();
    for (const one of first ?? []) window.settle(one);
    expect(numbers(window.next(limits))).toEqual([2]);
  });

  it('gives whole calls several events of a key', () => {
    const window = opened(entry('a', 1), entry('a', 2), entry('b', 3));
    expect(numbers(window.next({ ...limits, wholeCalls: true }))).toEqual([1, 2, 3]);
  });

  it('keeps to the bytes and the number of a call', () => {
    const window = opened(entry('a', 1, 60), entry('b', 2, 60), entry('c', 3, 40));
    expect(numbers(window.next(limits))).toEqual([1, 3]);
    expect(numbers(window.next(limits))).toEqual([2]);
  });

  it('sends what was put back once, also when more of its key came meanwhile', () => {
    const window = opened(entry('a', 1));
    const [sent] = window.next(limits) ?? [];
    if (sent) window.putBack(sent);
    window.add('', [entry('a', 2)], end);
    expect(numbers(window.next(limits))).toEqual([1]);
    expect(window.next(limits)).toBeNull();
  });

  it('has its cursor before the first event that is not settled', () => {
    const window = opened(entry('a', 1), entry('b', 2), entry('c', 3));
    const call = window.next(limits) ?? [];
    if (call[1]) window.settle(call[1]);
    expect(window.cursorOf('')).toEqual({ xid: '1', id: 0 });
    expect(window.doneAhead('')).toEqual(['2']);
    if (call[0]) window.settle(call[0]);
    expect(window.cursorOf('')).toEqual({ xid: '1', id: 2 });
    if (call[2]) window.settle(call[2]);
    expect(window.cursorOf('')).toEqual(end);
  });

  it('empties the lane of an event that fails', () => {
    const window = opened(entry('a', 1), entry('a', 2), entry('b', 3));
    const [failed, other] = window.next(limits) ?? [];
    expect(failed && numbers(window.takeLane(failed))).toEqual([1, 2]);
    if (other) window.settle(other);
    expect(window.cursorOf('')).toEqual(end);
    expect(window.next(limits)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import type { Work } from './conversation-rules.ts';
import { slaState, waitOf } from './sla-rules.ts';

const at = (minute: number) => `2026-01-01T10:0${minute}:00.000Z`;
const said = (...minutes: number[]) => minutes.map((minute) => ({ messageTime: at(minute) }));
const work = (stage: string, customer: number[], agent: number[], more: object = {}): Work =>
  ({
    stage,
    mine: { connectedTime: at(2), state: 'connected', ...more },
    conversation: {
      participants: [
        { purpose: 'customer', startTime: at(0), messages: said(...customer) },
        { purpose: 'workflow', messages: said(9) },
        { purpose: 'acd', startTime: at(1) },
        { purpose: 'agent', messages: said(...agent) },
      ],
    },
  }) as unknown as Work;

describe('service level at the desk', () => {
  it('marks a wait in time, about to be late, and late', () => {
    const states = [0, 14_999, 15_000, 19_999, 20_000].map((ms) => slaState(ms, 20_000));
    expect(states).toEqual(['fine', 'fine', 'soon', 'soon', 'late']);
    expect(slaState(1e9, null)).toBe('fine');
  });

  it('counts from the queue while it is offered, then from the first message without an answer', () => {
    expect(waitOf(work('offered', [0], []))).toBe(at(1));
    expect(waitOf(work('active', [3, 5, 6], [4]))).toBe(at(5));
    expect(waitOf(work('active', [3], [4]))).toBeUndefined();
  });

  it('goes on where it stood when the offer is accepted, and counts nothing for what is set aside or done', () => {
    expect(waitOf(work('active', [0, 1], []))).toBe(at(1));
    expect(waitOf(work('active', [5], [4], { state: 'parked' }))).toBeUndefined();
    expect(waitOf(work('afterCallWork', [5], [4]))).toBeUndefined();
  });

  it.each(['offered', 'active'])(
    'counts words that nobody answered before a transfer: %s',
    (stage) => {
      const customer = { purpose: 'customer', startTime: at(0), messages: said(0, 3, 4) };
      const left = { purpose: 'agent', startTime: at(1), messages: said(2) };
      const mine = { purpose: 'agent', startTime: at(6), connectedTime: at(7) };
      const queue = { purpose: 'acd', startTime: at(1) };
      const next = { purpose: 'acd', startTime: at(5) };
      const told = (participants: object[]) =>
        waitOf({ stage, mine, conversation: { participants } } as unknown as Work);
      expect(told([customer, queue, left, mine])).toBe(at(3));
      expect(told([customer, queue, left, next, mine])).toBe(at(3));
      // What a flow has heard in between was not said to people.
      expect(told([customer, queue, left, { purpose: 'workflow' }, next, mine])).toBe(at(5));
      // A conversation that was reopened begins with a customer of its own.
      expect(told([customer, queue, left, { ...customer, startTime: at(5) }, next, mine])).toBe(
        at(5),
      );
    },
  );

  it('counts an offer of what is answered from its queue, or from the offer itself', () => {
    const customer = { purpose: 'customer', startTime: at(0), messages: said(0) };
    const queue = { purpose: 'acd', startTime: at(1) };
    const left = { purpose: 'agent', startTime: at(1), messages: said(2) };
    const mine = { purpose: 'agent', startTime: at(6) };
    const told = (...participants: object[]) =>
      waitOf({ stage: 'offered', mine, conversation: { participants } } as unknown as Work);
    expect(told(customer, queue, left, { purpose: 'acd', startTime: at(5) }, mine)).toBe(at(5));
    expect(told(customer, queue, left, mine)).toBe(at(6));
    expect(told(customer, mine)).toBe(at(0));
  });
});

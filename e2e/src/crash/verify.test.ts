import { describe, expect, it } from 'vitest';
import type { Arrival } from '../harness/webhook-receiver.ts';
import { ownerOf } from './owners.ts';
import {
  createFaultBook,
  type Faults,
  type StoredMessage,
  verifyReplies,
  verifyStored,
} from './verify.ts';

const accepted = new Map([
  [
    'ada',
    [1, 2, 3].map((n) => ({
      integrationId: 'i',
      customer: 'ada',
      key: `ada-${n}`,
      text: `text ${n}`,
      id: `in-${n}`,
      conversationId: 'c',
    })),
  ],
]);

/** Question and answer three times. */
const whole: readonly StoredMessage[] = [1, 2, 3].flatMap((n) => [
  {
    customer: 'ada',
    seq: 2 * n - 1,
    id: `in-${n}`,
    direction: 'inbound' as const,
    key: `ada-${n}`,
    text: `text ${n}`,
  },
  {
    customer: 'ada',
    seq: 2 * n,
    id: `out-${n}`,
    direction: 'outbound' as const,
    key: null,
    text: `text ${n}`,
  },
]);
const arrivals: readonly Arrival[] = [1, 2, 3].map((n) => ({
  id: `out-${n}`,
  type: 'Text',
  text: `text ${n}`,
  customer: 'ada',
  conversationId: 'c',
}));

const storedFaults = (stored: readonly StoredMessage[]): Faults => {
  const book = createFaultBook();
  verifyStored(book, accepted, stored);
  return book.faults();
};
const replyFaults = (came: readonly Arrival[], stored = whole): Faults => {
  const book = createFaultBook();
  verifyReplies(book, accepted, { stored, arrivals: came });
  return book.faults();
};
const none = { lost: 0, doubled: 0, outOfOrder: 0, wrong: 0, told: [] };
const renumbered = (rows: readonly StoredMessage[]) =>
  rows.map((row, index) => ({ ...row, seq: index + 1 }));

describe('what a crash round checks', () => {
  it('finds no fault in a whole history, nor in a delivery repeated under its id', () => {
    expect(storedFaults(whole)).toEqual(none);
    expect(replyFaults(arrivals)).toEqual(none);
    expect(replyFaults([...arrivals, ...arrivals.slice(0, 1)])).toEqual(none);
  });

  it('finds a lost message and the gap it leaves', () => {
    expect(storedFaults(renumbered(whole.filter(({ id }) => id !== 'in-2')))).toMatchObject({
      lost: 1,
      wrong: 0,
    });
    expect(storedFaults(whole.filter(({ id }) => id !== 'out-2'))).toMatchObject({ wrong: 1 });
  });

  it('finds a message under two ids, or under another than the promised one', () => {
    const twice = renumbered([...whole, { ...(whole[4] as StoredMessage), id: 'in-4' }]);
    expect(storedFaults(twice)).toMatchObject({ doubled: 1 });
    const other = whole.map((row) => (row.id === 'in-1' ? { ...row, id: 'in-9' } : row));
    expect(storedFaults(other)).toMatchObject({ wrong: 1 });
  });

  it('finds what stands in another order than it was sent', () => {
    const swapped = renumbered([...whole.slice(2, 4), ...whole.slice(0, 2), ...whole.slice(4)]);
    expect(storedFaults(swapped)).toMatchObject({ outOfOrder: 1, lost: 0, doubled: 0 });
  });

  it('finds replies that did not arrive, arrived under two ids or in another order', () => {
    const [first, second, third] = arrivals as [Arrival, Arrival, Arrival];
    expect(replyFaults([first, third])).toMatchObject({ lost: 1 });
    expect(replyFaults([first, { ...first, id: 'out-9' }, second, third])).toMatchObject({
      doubled: 1,
    });
    expect(replyFaults([second, first, third])).toMatchObject({ outOfOrder: 1 });
  });
});

describe('the owner of a conversation', () => {
  const participant = (purpose: string, state: string, userId?: string) => ({
    id: `${purpose} ${userId}`,
    purpose,
    ...(userId ? { userId } : {}),
    messages: [{ id: 'm', state }],
  });

  it('is the agent before the queue, and nobody where two agents have it', () => {
    const queue = participant('acd', 'connected');
    expect(ownerOf([queue]).kind).toBe('queue');
    expect(ownerOf([queue, participant('agent', 'alerting', 'a')]).kind).toBe('offered');
    expect(ownerOf([participant('agent', 'connected', 'a')])).toMatchObject({ kind: 'agent' });
    expect(ownerOf([participant('customer', 'disconnected')]).kind).toBe('ended');
    expect(
      ownerOf([participant('agent', 'connected', 'a'), participant('agent', 'alerting', 'b')]),
    ).toMatchObject({ kind: 'unknown', owner: '2 agents at once' });
  });
});

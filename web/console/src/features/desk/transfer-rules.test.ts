import { describe, expect, it } from 'vitest';
import type { Conversation, Participant } from './conversation-rules.ts';
import { declineOf, handedOverBy, NOTE, refusalOf, waitsSince } from './transfer-rules.ts';

const at = (minute: number) => `2026-01-01T10:0${minute}:00Z`;
const customer: Participant = {
  id: 'c',
  purpose: 'customer',
  state: 'connected',
  startTime: at(0),
};
const agent = (id: string, more: Participant): Participant => ({
  id,
  purpose: 'agent',
  name: id,
  user: { id },
  ...more,
});
const conversation = (...participants: Participant[]): Conversation => ({
  id: 'x',
  participants: [customer, ...participants],
});
const ada = agent('ada', { state: 'connected', startTime: at(1), connectedTime: at(1) });
const ended = (
  disconnectType: NonNullable<Participant['disconnectType']>,
  more: Participant = {},
): Participant =>
  agent('ben', {
    state: 'disconnected',
    startTime: at(2),
    endTime: at(3),
    disconnectType,
    ...more,
  });

describe('an attended transfer', () => {
  it.each([
    ['client', 'declined'],
    ['transfer.noanswer', 'noAnswer'],
  ] as const)('that ends with %s is told to who asked', (type, kind) => {
    expect(refusalOf(conversation(ada, ended(type)), 'ada')).toEqual({
      participantId: 'ben',
      name: 'ben',
      kind,
    });
  });

  it('tells nothing of what is taken back, asked again, accepted, or long over', () => {
    expect(refusalOf(conversation(ada, ended('transfer')), 'ada')).toBeNull();
    const again = agent('cem', { state: 'alerting', startTime: at(4) });
    expect(refusalOf(conversation(ada, ended('client'), again), 'ada')).toBeNull();
    expect(
      refusalOf(conversation(ada, ended('client', { connectedTime: at(2) })), 'ada'),
    ).toBeNull();
    const before = ended('client', { startTime: at(0) });
    expect(refusalOf(conversation(before, ada), 'ada')).toBeNull();
    expect(refusalOf(conversation(ada, ended('client')), 'ben')).toBeNull();
  });

  it('names who hands over, and the note', () => {
    const mine = agent('ben', { state: 'alerting', startTime: at(2) });
    const noted = { ...ada, attributes: { [NOTE]: 'Wants a refund' } };
    expect(handedOverBy(conversation(noted, mine), 'ben')).toEqual({
      name: 'ada',
      note: 'Wants a refund',
    });
    const left = {
      ...ada,
      state: 'disconnected',
      endTime: at(2),
      disconnectType: 'transfer',
    } as const;
    expect(handedOverBy(conversation(left, mine), 'ben')).toEqual({ name: 'ada', note: null });
    expect(handedOverBy(conversation(mine), 'ben')).toBeNull();
    expect(
      handedOverBy(conversation({ ...left, disconnectType: 'client' }, mine), 'ben'),
    ).toBeNull();
  });
});

describe('an offer', () => {
  const mine = agent('ada', { state: 'alerting', queue: { id: 'q' }, startTime: at(4) });
  const acd: Participant = { id: 'q', purpose: 'acd', state: 'connected', startTime: at(2) };

  it('goes where it came from when it is declined', () => {
    expect(declineOf(conversation(acd, mine), 'ada')).toBe('othersFirst');
    expect(declineOf(conversation({ ...acd, state: 'disconnected' }, mine), 'ada')).toBe('queue');
    expect(declineOf(conversation({ ...ada, user: { id: 'cem' } }, mine), 'ada')).toBe('keeps');
    expect(declineOf(conversation(agent('ada', { state: 'alerting' })), 'ada')).toBe('plain');
  });

  it('knows how long the customer waits', () => {
    expect(waitsSince(conversation(acd, mine))).toBe(at(2));
    expect(waitsSince(conversation(mine))).toBe(at(0));
  });
});

import { describe, expect, it } from 'vitest';
import { type Conversation, type Participant, type Work, worksOf } from './conversation-rules.ts';
import { declineOf, handedOverBy, NOTE, refusalOf, transferNotesOf } from './transfer-rules.ts';

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
const workOf = (userId: string, one: Conversation): Work => {
  const work = worksOf(one, userId).at(-1);
  if (!work) throw new Error('No work');
  return work;
};
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
    expect(refusalOf(workOf('ada', conversation(ada, ended(type))))).toEqual({
      participantId: 'ben',
      name: 'ben',
      kind,
    });
  });

  it('tells nothing of what is taken back, asked again, accepted, or long over', () => {
    expect(refusalOf(workOf('ada', conversation(ada, ended('transfer'))))).toBeNull();
    const again = agent('cem', { state: 'alerting', startTime: at(4) });
    expect(refusalOf(workOf('ada', conversation(ada, ended('client'), again)))).toBeNull();
    expect(
      refusalOf(workOf('ada', conversation(ada, ended('client', { connectedTime: at(2) })))),
    ).toBeNull();
    const before = ended('client', { startTime: at(0) });
    expect(refusalOf(workOf('ada', conversation(before, ada)))).toBeNull();
  });

  it('names who hands over, and the note', () => {
    const mine = agent('ben', { state: 'alerting', startTime: at(2) });
    const noted = { ...ada, attributes: { [NOTE]: 'Wants a refund' } };
    expect(handedOverBy(workOf('ben', conversation(noted, mine)))).toEqual({
      name: 'ada',
      note: 'Wants a refund',
    });
    const left = {
      ...ada,
      state: 'disconnected',
      endTime: at(2),
      disconnectType: 'transfer',
    } as const;
    expect(handedOverBy(workOf('ben', conversation(left, mine)))).toEqual({
      name: 'ada',
      note: null,
    });
    // Who passes it to a queue of his own may be offered it again, and wrote the note for whoever is.
    const again = agent('ada', { id: 'ada again', state: 'alerting', startTime: at(3) });
    const before = { ...left, attributes: { [NOTE]: 'For the second shift' } };
    expect(handedOverBy(workOf('ada', conversation(before, again)))).toEqual({
      name: 'ada',
      note: 'For the second shift',
    });
    expect(handedOverBy(workOf('ben', conversation(mine)))).toBeNull();
    expect(
      handedOverBy(workOf('ben', conversation({ ...left, disconnectType: 'client' }, mine))),
    ).toBeNull();
  });
});

describe('an offer', () => {
  const mine = agent('ada', { state: 'alerting', queue: { id: 'q' }, startTime: at(4) });
  const acd: Participant = { id: 'q', purpose: 'acd', state: 'connected', startTime: at(2) };

  it('goes where it came from when it is declined', () => {
    expect(declineOf(workOf('ada', conversation(acd, mine)))).toBe('othersFirst');
    expect(declineOf(workOf('ada', conversation({ ...acd, state: 'disconnected' }, mine)))).toBe(
      'queue',
    );
    expect(declineOf(workOf('ada', conversation({ ...ada, user: { id: 'cem' } }, mine)))).toBe(
      'keeps',
    );
    expect(declineOf(workOf('ada', conversation(agent('ada', { state: 'alerting' }))))).toBe(
      'plain',
    );
  });
});

describe('the note of a transfer', () => {
  const attributes = { [NOTE]: 'Wants a refund' };
  const left = (more: Participant) =>
    transferNotesOf(
      conversation(ended('transfer', { connectedTime: at(2), attributes, ...more }), ada),
    );

  it('stays where the agent left who wrote it', () => {
    expect(left({})).toEqual([
      { id: 'transfer-ben', author: 'ben', text: 'Wants a refund', time: at(3) },
    ]);
  });

  it('is told of nobody who kept, ended or never had the conversation, or wrote nothing', () => {
    const { endTime: _, ...still } = ended('transfer', { connectedTime: at(2), attributes });
    expect(transferNotesOf(conversation(still))).toEqual([]);
    expect(left({ disconnectType: 'client' })).toEqual([]);
    expect(left({ attributes: { [NOTE]: '' } })).toEqual([]);
    expect(transferNotesOf(conversation(ended('transfer', { attributes })))).toEqual([]);
    expect(transferNotesOf({ id: 'x' })).toEqual([]);
  });
});

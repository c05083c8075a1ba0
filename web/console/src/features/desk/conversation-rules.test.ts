import { describe, expect, it } from 'vitest';
import { contextOf, keyInWords } from './context-rules.ts';
import {
  type Conversation,
  communicationOf,
  customerName,
  isConversation,
  missingFrom,
  mustWrapUp,
  type Participant,
  queueOf,
  sortIntoLists,
  upsert,
  visitorCode,
  type Work,
  worksOf,
} from './conversation-rules.ts';

const ME = 'me';
const OPAQUE_ID = '7b0c6a3e-15a1-4a52-9d0a-0c52f7a1be3f';
const conversation = (mine: Participant, id = 'c1'): Conversation => ({
  id,
  participants: [
    {
      id: 'p1',
      purpose: 'customer',
      name: 'Selin',
      state: 'connected',
      peer: 'comm',
      attributes: { b: '2', a: '1' },
    },
    {
      id: 'p2',
      purpose: 'acd',
      queue: { id: 'q', name: 'Support' },
      conversationRoutingData: { priority: 3 },
    },
    { id: 'p3', purpose: 'agent', user: { id: ME }, startTime: '2026-01-01T10:00:00Z', ...mine },
  ],
});
const ofMine = (one: Conversation) => ({
  conversation: one,
  mine: one.participants?.findLast(({ user }) => user?.id === ME) ?? {},
});
const onlyWork = (one: Conversation): Work => {
  const [work, ...more] = worksOf(one, ME);
  if (!work || more.length > 0) throw new Error(`${more.length + 1} pieces of work`);
  return work;
};
const ended: Participant = { state: 'disconnected', wrapupRequired: true, startAcwTime: 'x' };

describe('conversation rules', () => {
  it.each<[string, Participant, string | null]>([
    ['alerting', { state: 'alerting' }, 'offered'],
    ['connected', { state: 'connected' }, 'active'],
    ['parked', { state: 'parked' }, 'active'],
    ['ended with work to do', ended, 'afterCallWork'],
    [
      'wrapped up provisionally',
      { ...ended, wrapup: { code: 'x', provisional: true } },
      'afterCallWork',
    ],
    ['wrapped up', { ...ended, wrapup: { code: 'x' } }, null],
    ['skipped', { ...ended, wrapupSkipped: true }, null],
    ['work timed out', { ...ended, endAcwTime: 'y' }, null],
    ['declined', { state: 'disconnected', wrapupRequired: false }, null],
  ])('%s', (_, mine, stage) => {
    expect(worksOf(conversation(mine), ME).map((one) => one.stage)).toEqual(stage ? [stage] : []);
    expect(worksOf(conversation(mine), 'other')).toEqual([]);
  });

  it('is work once for each part of the same agent', () => {
    const back = conversation({ ...ended, disconnectType: 'transfer' });
    back.participants?.push(
      { id: 'p8', purpose: 'agent', user: { id: 'ben' }, ...ended },
      {
        id: 'p9',
        purpose: 'agent',
        user: { id: ME },
        state: 'connected',
        startTime: '2026-01-01T11:00:00Z',
      },
    );
    const { active, afterCallWork } = sortIntoLists([back], ME);
    expect(active.map(({ mine }) => mine.id)).toEqual(['p9']);
    expect(afterCallWork.map(({ mine }) => mine.id)).toEqual(['p3']);
    expect(new Set([...active, ...afterCallWork].map(({ key }) => key)).size).toBe(2);
    expect(missingFrom([], [back], ME)).toEqual(['c1']);
  });

  it('lists what several parts owe in the order they came', () => {
    const twice = conversation(ended);
    twice.participants?.unshift({
      id: 'p9',
      purpose: 'agent',
      user: { id: ME },
      startTime: '2026-01-01T11:00:00Z',
      ...ended,
    });
    const { active, afterCallWork } = sortIntoLists([twice], ME);
    expect(active).toEqual([]);
    expect(afterCallWork.map(({ mine }) => mine.id)).toEqual(['p3', 'p9']);
  });

  it('knows the customer and speaks under the customer’s peer', () => {
    const one = conversation({ state: 'connected' });
    expect(customerName(one)).toBe('Selin');
    expect(communicationOf(one)).toBe('comm');
    expect(['orderNumber', 'last_order', 'Segment'].map(keyInWords)).toEqual([
      'Order number',
      'Last order',
      'Segment',
    ]);
    const machine = conversation({
      attributes: { queueId: 'x', 'context.language': 'tr', note: OPAQUE_ID },
    });
    expect(contextOf(ofMine(machine))).toMatchObject({
      attributes: [
        ['a', '1'],
        ['b', '2'],
      ],
      details: [
        ['context.language', 'tr'],
        ['note', OPAQUE_ID],
        ['queueId', 'x'],
      ],
    });
    expect(contextOf(ofMine(one))).toMatchObject({
      queue: 'Support',
      priority: 3,
      attributes: [
        ['a', '1'],
        ['b', '2'],
      ],
      details: [],
    });
  });

  it('shows no data of an earlier talk in the same conversation', () => {
    const earlier = conversation({ attributes: { flowSaid: 'then' }, state: 'disconnected' });
    const again = conversation({ attributes: { flowSaid: 'now' } });
    const customer = { ...again.participants?.[0], attributes: { handoverLeft: 'callback' } };
    const [, ...others] = again.participants ?? [];
    const participants = [...(earlier.participants ?? []), customer, ...others];
    expect(contextOf(ofMine({ ...again, participants })).attributes).toEqual([
      ['flowSaid', 'now'],
      ['handoverLeft', 'callback'],
    ]);
  });

  it.each([
    ['+49 170 1234567', '+49 170 1234567', '4567'],
    ['selin@example.com', 'selin@example.com', 'ECOM'],
    ['7b0c6a3e-15a1-4a52-9d0a-0c52f7a1be3f', null, 'BE3F'],
    ['dl_k3Jx92mQpl0aZZ81', null, 'ZZ81'],
  ])('knows what to call %s: %s, or a visitor %s', (addressNormalized, name, code) => {
    const one: Conversation = {
      id: 'c',
      participants: [{ purpose: 'customer', fromAddress: { addressNormalized } }],
    };
    expect([customerName(one), visitorCode(one)]).toEqual([name, code]);
  });

  it('keeps the names of queues that an event leaves out', () => {
    const read = conversation({ state: 'alerting', queue: { id: 'q', name: 'Support' } });
    const event = conversation({ state: 'connected', queue: { id: 'q' } });
    const [shown] = upsert([read], event);
    expect(shown && queueOf(onlyWork(shown))?.name).toBe('Support');
    expect(shown && onlyWork(shown).stage).toBe('active');
    const offeredAgain: Conversation = {
      id: 'again',
      participants: [
        { id: 'a', purpose: 'acd', name: 'Support', queue: { id: 'q' } },
        { id: 'b', purpose: 'agent', user: { id: ME }, state: 'alerting', queue: { id: 'q' } },
      ],
    };
    expect(queueOf(onlyWork(offeredAgain))?.name).toBe('Support');
    const [unknown] = upsert([], conversation({ queue: { id: 'other' } }));
    expect(unknown && queueOf(ofMine(unknown))?.name).toBeUndefined();
  });

  it('takes the customer of the latest opening', () => {
    const again = conversation({ state: 'connected' });
    again.participants?.push({ id: 'p8', purpose: 'customer', name: 'Selin', peer: 'comm2' });
    expect(communicationOf(again)).toBe('comm2');
  });

  it('sorts into lists by arrival and drops what is over', () => {
    const early = conversation({ state: 'alerting', startTime: '2026-01-01T09:00:00Z' }, 'early');
    const late = conversation({ state: 'alerting' }, 'late');
    const lists = sortIntoLists(
      [late, conversation({ ...ended, wrapupSkipped: true }, 'gone'), early],
      ME,
    );
    expect(lists.offered.map((one) => one.conversation.id)).toEqual(['early', 'late']);
    expect(lists.active.length + lists.afterCallWork.length).toBe(0);
  });

  it('replaces by id and remembers what the list forgot', () => {
    const old = conversation({ state: 'connected' });
    const changed = conversation(ended);
    expect(upsert([old], changed)).toEqual([changed]);
    expect(missingFrom([], [changed], ME)).toEqual(['c1']);
    expect(missingFrom([changed], [changed], ME)).toEqual([]);
    expect(missingFrom([], [conversation({ state: 'terminated' })], ME)).toEqual([]);
  });

  it('reads the prompt in both spellings', () => {
    expect(
      ['mandatory', 'MANDATORY_TIMEOUT', 'timeout'].map((wrapupPrompt) =>
        mustWrapUp({ wrapupPrompt }),
      ),
    ).toEqual([true, true, true]);
    expect(mustWrapUp({ wrapupPrompt: 'optional' })).toBe(false);
  });

  it('tells conversations from other event bodies', () => {
    expect(isConversation({ id: 'x', participants: [] })).toBe(true);
    expect([null, 'x', { id: 'x' }].some(isConversation)).toBe(false);
  });
});

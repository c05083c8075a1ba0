import type { Activity } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { eventNames } from './events.ts';
import { type ChatEvent, reduce, TYPING_MS } from './reduce.ts';
import {
  type ChatState,
  currentSuggestions,
  initialState,
  type MessageItem,
  unreadCount,
} from './state.ts';

const AT = Date.parse('2026-01-05T10:00:00Z');
const bot = { id: 'bot', role: 'bot' } as const;
const me = { id: 'dl_me', role: 'user' } as const;

const chatWith = (...activities: Activity[]): ChatState => after(initialState, ...activities);
const after = (state: ChatState, ...activities: Activity[]): ChatState =>
  run({ ...state, userId: me.id }, { type: 'activities', activities, at: AT });
const run = (state: ChatState, ...events: ChatEvent[]): ChatState => events.reduce(reduce, state);
const said = (id: string, more: Partial<Activity> = {}): Activity => ({
  type: 'message',
  id,
  from: bot,
  text: id,
  ...more,
});
const event = (id: string, name: string, value: unknown): Activity => ({
  type: 'event',
  id,
  name,
  value,
  from: { id: 'x', role: 'channel' },
});
const handoff = (id: string, state: string, message?: string) =>
  event(id, 'handoff.status', { state, ...(message ? { message } : {}) });
const lines = (state: ChatState) =>
  state.items.map((item) => (item.kind === 'system' ? item.what : item.text));
const message = (state: ChatState, at = 0) => state.items[at] as MessageItem;
const own = (clientId: string, text = clientId): Activity => ({
  type: 'message',
  from: me,
  text,
  channelData: { clientActivityID: clientId },
});
/** The visitor writes these, one after the other. */
const write = (state: ChatState, ...clientIds: string[]): ChatState =>
  run(
    state,
    ...clientIds.map((clientId) => ({
      ...{ type: 'outgoing' as const, clientId, activity: own(clientId), files: [], at: AT },
    })),
  );

describe('messages', () => {
  it('arriving twice are shown once', () => {
    expect(lines(chatWith(said('a'), said('b'), said('a')))).toEqual(['a', 'b']);
  });

  it('of bot, agent and visitor are told apart', () => {
    const agent = {
      from: { id: 'a', role: 'bot' as const, name: 'Ada' },
      channelData: { source: 'agent' },
    };
    const state = chatWith(said('1'), said('2', agent), said('3', { from: me }));
    expect(state.items.map((item) => item.kind === 'message' && [item.sender, item.name])).toEqual([
      ['bot', undefined],
      ['agent', 'Ada'],
      ['user', undefined],
    ]);
  });

  it('stand where the server has them once their echo has come', () => {
    const sending = write(chatWith(said('before')), 'c1');
    expect(message(sending, 1).delivery).toBe('sending');
    const state = after(sending, said('between'), { ...own('c1'), id: 's1' }, said('after'));
    expect(lines(state)).toEqual(['before', 'between', 'c1', 'after']);
    expect(message(state, 2)).toMatchObject({ id: 's1', key: 'c1', delivery: 'sent' });
  });

  it('that are on their way stand below what was said before, whenever that is read', () => {
    const waiting = write(chatWith(), 'c1', 'c2');
    const history = [said('hello'), handoff('h', 'accepted'), said('news')];
    expect(lines(after(waiting, ...history))).toEqual([
      ...['hello', 'handoffAccepted', 'news'],
      ...['c1', 'c2'],
    ]);
    // The reply to the request was faster than the reading of what was said before.
    const sent = run(waiting, {
      ...{ type: 'sendStatus', clientId: 'c1' },
      status: { status: 'sent', id: 's1' },
    });
    const echo = { ...own('c1'), id: 's1' };
    const read = after(sent, ...history, echo, said('answer'), echo);
    expect(lines(read)).toEqual([
      ...['hello', 'handoffAccepted', 'news'],
      ...['c1', 'answer', 'c2'],
    ]);
  });

  it('that were refused stay where they were written, until they are sent after all', () => {
    const refused = run(write(chatWith(said('before')), 'c1'), {
      ...{ type: 'sendStatus', clientId: 'c1' },
      status: { status: 'failed', reason: '', code: '' },
    });
    const later = after(refused, said('later'));
    expect(lines(later)).toEqual(['before', 'c1', 'later']);
    expect(lines(after(later, { ...own('c1'), id: 's1' }))).toEqual(['before', 'later', 'c1']);
  });

  it('have the time of the server once it has them', () => {
    const timestamp = '2026-01-06T08:00:00Z';
    const state = after(write(chatWith(), 'c1'), { ...own('c1'), id: 's1', timestamp });
    expect(message(state).at).toBe(Date.parse(timestamp));
  });

  it('stay confirmed when a late failure of the request is reported', () => {
    const sending = run(chatWith(), {
      type: 'outgoing',
      clientId: 'c1',
      activity: own('c1'),
      files: [],
      at: AT,
    });
    const echoed = after(sending, { ...own('c1'), id: 's1' });
    const state = run(echoed, {
      type: 'sendStatus',
      clientId: 'c1',
      status: { status: 'failed', reason: '', code: '' },
    });
    expect(message(state).delivery).toBe('sent');
  });

  it('that failed tell of no progress, and are gone once they are taken back', () => {
    const failed = run(
      write(chatWith(said('1')), 'c1'),
      { type: 'progress', clientId: 'c1', fraction: 1 },
      {
        ...{ type: 'sendStatus', clientId: 'c1' },
        status: { status: 'failed', reason: 'No', code: '' },
      },
    );
    expect(message(failed, 1)).toMatchObject({ delivery: 'failed', failure: 'No' });
    expect(message(failed, 1)).not.toHaveProperty('progress');
    expect(lines(run(failed, { type: 'withdrawn', clientId: 'c1' }))).toEqual(['1']);
  });

  it('without anything to show are left out', () => {
    expect(chatWith({ type: 'message', id: 'x', from: bot, value: { data: 1 } }).items).toEqual([]);
  });

  it('offer quick replies only as long as nothing was said after them', () => {
    const actions = [{ type: 'imBack' as const, title: 'Yes', value: 'Yes' }];
    const asked = chatWith(said('q', { suggestedActions: { actions } }));
    expect(currentSuggestions(asked)).toEqual(actions);
    expect(currentSuggestions(after(asked, said('next')))).toEqual([]);
  });

  it('of others count as unread after the last seen one', () => {
    const state = run(chatWith(said('1'), said('2'), said('3', { from: me }), said('4')), {
      type: 'seen',
      id: '2',
    });
    expect(unreadCount(state)).toBe(1);
    expect(unreadCount(after(state, handoff('h', 'accepted')))).toBe(1);
  });
});

describe('handover', () => {
  it('waits, is joined and completed', () => {
    const waiting = chatWith(handoff('1', 'accepted'));
    expect(waiting.handover).toEqual({ phase: 'waiting' });
    const joined = after(waiting, event('2', 'tandem.agent', { state: 'joined', name: 'Ada' }));
    expect(joined.handover).toEqual({ phase: 'active', agent: 'Ada' });
    const done = after(joined, handoff('3', 'completed'));
    expect(done.handover).toEqual({ phase: 'none' });
    expect(lines(done)).toEqual(['handoffAccepted', 'agentJoined', 'handoffCompleted']);
    expect(done.ended).toBe(false);
  });

  it('shows position and time only when they are told', () => {
    const known = chatWith(
      handoff('1', 'accepted'),
      event('2', 'tandem.queue', { position: 4, estimatedWaitTime: 60_000 }),
    );
    expect(known.handover).toEqual({ phase: 'waiting', position: 4, waitMs: 60_000 });
    const unknown = after(
      known,
      event('3', 'tandem.queue', { position: null, estimatedWaitTime: 'soon' }),
    );
    expect(unknown.handover).toEqual({ phase: 'waiting' });
  });

  it('tells a request that is not in a queue yet from waiting in one', () => {
    const asked = chatWith(
      event('1', 'handoff.status', { state: 'accepted', status: 'requested' }),
    );
    expect(asked.handover).toEqual({ phase: 'waiting', requested: true });
    const queued = after(asked, event('2', 'tandem.queue', { status: 'queued', position: 2 }));
    expect(queued.handover).toEqual({ phase: 'waiting', position: 2 });
    expect(lines(queued)).toEqual(['handoffAccepted']);
  });

  it('waits for nobody while a flow of the contact centre asks, until a queue is told of', () => {
    const flow = { channelData: { source: 'flow' } };
    const asked = chatWith(
      handoff('1', 'accepted'),
      event('2', 'queue.update', { status: 'queued', estimatedWaitTime: 60_000 }),
      said('What is your order number?', flow),
    );
    expect(asked.handover).toEqual({ phase: 'flow' });
    const answered = after(asked, said('4711', { from: me }));
    expect(answered.handover).toEqual({ phase: 'flow' });
    const queued = after(answered, event('5', 'queue.update', { status: 'queued', position: 2 }));
    expect(queued.handover).toEqual({ phase: 'waiting', position: 2 });
    const joined = after(asked, event('6', 'agent.joined', { name: 'Ada' }), said('Hi', flow));
    expect(joined.handover).toEqual({ phase: 'active', agent: 'Ada' });
  });

  it('goes back to waiting on a transfer, which is no end', () => {
    const state = chatWith(
      handoff('1', 'accepted'),
      event('2', 'agent.joined', { name: 'Ada' }),
      event('3', 'agent.left', { name: 'Ada' }),
      event('4', 'queue.update', {}),
    );
    expect(state.handover).toEqual({ phase: 'waiting' });
    expect(state.ended).toBe(false);
  });

  it('that fails says so in the words of the server', () => {
    const state = chatWith(handoff('1', 'accepted'), handoff('2', 'failed', 'We are closed'));
    expect(state.handover).toEqual({ phase: 'none' });
    expect(state.items.at(-1)).toMatchObject({ what: 'handoffFailed', text: 'We are closed' });
  });

  it('can be there a second time', () => {
    const state = chatWith(
      handoff('1', 'accepted'),
      handoff('2', 'completed'),
      handoff('3', 'accepted'),
    );
    expect(state.handover).toEqual({ phase: 'waiting' });
  });

  it('is left by the visitor: the server says what follows', () => {
    const waiting = chatWith(handoff('1', 'accepted'));
    const left = run(waiting, {
      type: 'outgoing',
      clientId: 'c',
      activity: { ...own('c'), type: 'endOfConversation' },
      files: [],
      at: AT,
    });
    expect(left.handover).toEqual({ phase: 'waiting' });
    expect(left.ended).toBe(false);
  });
});

describe('the end', () => {
  it.each(eventNames.ended)('comes by the event %s, once', (name) => {
    const state = chatWith(said('1'), event('2', name, {}), {
      type: 'endOfConversation',
      id: '3',
      from: bot,
    });
    expect(state.ended).toBe(true);
    expect(lines(state)).toEqual(['1', 'ended']);
  });

  it('comes at once when the visitor ends a chat with the bot', () => {
    const activity: Activity = { ...own('c'), type: 'endOfConversation' };
    expect(
      run(chatWith(said('1')), { type: 'outgoing', clientId: 'c', activity, files: [], at: AT })
        .ended,
    ).toBe(true);
  });

  it('is taken back when somebody speaks again', () => {
    expect(chatWith(event('1', 'tandem.ended', {}), said('2')).ended).toBe(false);
  });
});

describe('thanks for an answer', () => {
  const answered = chatWith(
    event('1', 'tandem.survey', { id: 's', question: 'How was it?' }),
    event('2', 'tandem.survey.answer', { id: 's', score: 4 }),
  );
  const isOver = ({ survey }: ChatState) => survey?.over === true;

  it('are over once the conversation goes on', () => {
    const agent = said('a', { channelData: { source: 'agent' } });
    expect(answered.survey).toMatchObject({ answered: true });
    expect([answered, after(answered, said('b'))].map(isOver)).toEqual([false, false]);
    const on = [
      write(answered, 'c1'),
      after(answered, said('c', { from: me })),
      after(answered, agent),
      after(answered, handoff('h', 'accepted')),
    ];
    expect(on.map(isOver)).toEqual([true, true, true, true]);
  });

  it('are not over before they are due', () => {
    const asked = chatWith(event('1', 'tandem.survey', { id: 's', question: 'How was it?' }));
    const state = write(asked, 'c1');
    expect(isOver(state)).toBe(false);
    expect(isOver(after(state, event('2', 'tandem.survey.answer', { id: 's', score: 4 })))).toBe(
      false,
    );
  });
});

describe('signs', () => {
  it('of typing end with the message, with time, and never show the own typing', () => {
    const typing = chatWith({ type: 'typing', from: bot });
    expect(typing.typing).toMatchObject({ sender: 'bot' });
    expect(after(typing, said('1')).typing).toBeUndefined();
    expect(run(typing, { type: 'typingExpired', at: AT + TYPING_MS }).typing).toBeUndefined();
    expect(run(typing, { type: 'typingExpired', at: AT + TYPING_MS - 1 }).typing).toBeDefined();
    expect(chatWith({ type: 'typing', from: me }).typing).toBeUndefined();
  });

  it('of an agent’s typing count for nothing when the message has overtaken them', () => {
    const agent = { from: { id: 'a', name: 'Ada' }, channelData: { source: 'agent' } };
    const sign = { type: 'typing', ...agent } as const;
    const at = (state: ChatState, activity: Activity, ms: number) =>
      run(state, { type: 'activities', activities: [activity], at: AT + ms });
    const answered = after(chatWith(sign), said('1', agent));
    expect(answered.typing).toBeUndefined();
    expect(at(answered, sign, 900).typing).toBeUndefined();
    expect(at(answered, sign, 1000).typing).toMatchObject({ sender: 'agent', name: 'Ada' });
    expect(at(answered, { type: 'typing', from: bot }, 10).typing).toMatchObject({ sender: 'bot' });
  });

  it('of receipt go forward only', () => {
    const state = chatWith(
      { ...own('c1'), id: 's1' },
      event('r1', 'tandem.receipt', { activityId: 's1', status: 'read' }),
    );
    expect(message(state).delivery).toBe('read');
    const later = after(
      state,
      event('r2', 'tandem.receipt', { activityId: 's1', status: 'delivered' }),
    );
    expect(message(later).delivery).toBe('read');
  });

  it('of receipt tell that a message did not reach the agent, until it does', () => {
    const receipt = (id: string, status: string) =>
      event(id, 'tandem.receipt', { activityId: 's1', status });
    const lost = chatWith({ ...own('c1'), id: 's1' }, receipt('r1', 'failed'));
    expect(message(lost).delivery).toBe('undelivered');
    expect(message(after(lost, receipt('r2', 'delivered'))).delivery).toBe('delivered');
  });

  it('of others are passed over', () => {
    const before = chatWith(said('1'));
    const junk = [
      event('2', 'webchat/join', null),
      event('3', 'tandem.receipt', 'read'),
      { type: 'invoke', id: '4' },
    ];
    expect(after(before, ...junk).items).toEqual(before.items);
  });
});

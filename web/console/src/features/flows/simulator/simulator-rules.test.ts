import { describe, expect, it } from 'vitest';
import { choiceOf, linesOf } from './simulator-rules.ts';

describe('lines of the simulator', () => {
  it('shows what is said, with replies and cards, and leads to web addresses only', () => {
    const card = {
      ...{ title: 'Shoe', description: 'Red', imageUrl: '' },
      buttons: [
        { text: 'Buy', type: 'Postback', value: 'buy' },
        { text: 'More', type: 'Link', value: 'https://shop.example.org' },
        { text: 'Bad', type: 'Link', value: 'javascript:alert(1)' },
      ],
    };
    expect(
      linesOf([
        { kind: 'message', text: 'Hi' },
        {
          ...{ kind: 'sendResponse', text: 'Which?' },
          content: { kind: 'quickReplies', replies: [{ text: 'A', payload: 'a' }] },
        },
        { kind: 'sendResponse', text: '', content: { kind: 'card', card } },
        { kind: 'awaitMessage', timeoutMs: null },
      ]),
    ).toEqual([
      { kind: 'customer', text: 'Hi' },
      {
        ...{ kind: 'flow', text: 'Which?', cards: [] },
        replies: [{ text: 'A', payload: 'a', address: null }],
      },
      {
        ...{ kind: 'flow', text: '', replies: [] },
        cards: [
          {
            ...{ title: 'Shoe', description: 'Red', imageUrl: '' },
            buttons: [
              { text: 'Buy', payload: 'buy', address: null },
              { text: 'More', payload: null, address: 'https://shop.example.org' },
              { text: 'Bad', payload: null, address: null },
            ],
          },
        ],
      },
    ]);
  });

  it('notes what is only shown, and what calls brought', () => {
    const lines = linesOf([
      { kind: 'setParticipantData', attributes: { a: '1', b: '2' } },
      { kind: 'timer', ms: 90_500 },
      { kind: 'callEnded', of: 'httpRequest', status: 503, durationMs: 12 },
      { kind: 'callEnded', of: 'httpRequest', code: 'http.timeout', message: 'Too late.' },
      { kind: 'a kind of later', x: 1 },
    ]);
    expect(lines).toEqual([
      { kind: 'note', note: 'setParticipantData', values: { data: 'a = 1, b = 2' }, bad: false },
      { kind: 'note', note: 'timer', values: { seconds: '90.5' }, bad: false },
      { kind: 'note', note: 'answered', values: { status: '503', ms: '12' }, bad: true },
      {
        ...{ kind: 'note', note: 'callFailed', bad: true },
        values: { code: 'http.timeout', message: 'Too late.' },
      },
    ]);
    expect(choiceOf([{ kind: 'log' }, { kind: 'handOver' }])).toBe('handOver');
    expect(choiceOf([])).toBe('');
  });
});

import type { CopilotLine } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { summaryOf } from './summary.rules.ts';

const said = (from: CopilotLine['from'], text: string): CopilotLine => ({
  ...{ seq: 1, name: null, files: [], date: '2026-01-01T00:00:00.000Z' },
  ...{ from, text },
});

describe('a summary by rules', () => {
  it('takes the most telling sentences of the customer, word for word and in their order', () => {
    const summary = summaryOf([
      said('customer', 'Hello. My invoice from March is wrong.'),
      said('bot', 'The weather is fine, invoice invoice.'),
      said('customer', 'The invoice shows a price that was never agreed. Thanks!'),
      said('customer', 'Please correct the price of the invoice.'),
    ]);
    expect(summary).toBe(
      'My invoice from March is wrong. … The invoice shows a price that was never agreed. … Please correct the price of the invoice.',
    );
  });

  it('says a sentence once, and nothing where nothing was said', () => {
    expect(summaryOf([said('customer', 'Where is my order?\nwhere is my order?')])).toBe(
      'Where is my order?',
    );
    expect(summaryOf([said('customer', 'hi'), said('agent', 'How can I help you today?')])).toBe(
      '',
    );
  });

  it.each([
    'How do I get a refund?',
    'My bill?',
    'Is it in?',
    'İade nasıl alırım?',
    'Ich will eine Erstattung',
  ])('knows a short question that has one telling word: %s', (question) => {
    expect(summaryOf([said('customer', question), said('customer', 'agent')])).toBe(question);
  });

  it.each(['Good day', 'Guten Tag!', 'agent', 'ok, thanks', '4711'])(
    'takes no greeting and no bare word for a matter: %s',
    (text) => {
      expect(summaryOf([said('customer', text)])).toBe('');
    },
  );

  it('leaves out what stands for a file that could not be had', () => {
    const note = '[bill.pdf: konnte nicht gelesen werden]';
    expect(summaryOf([said('customer', note)])).toBe('');
    expect(summaryOf([said('customer', `Die Rechnung ist falsch.\n${note}`)])).toBe(
      'Die Rechnung ist falsch.',
    );
  });
});

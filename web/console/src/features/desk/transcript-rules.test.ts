import { describe, expect, it } from 'vitest';
import { foldTranscript, readTranscript } from './transcript-rules.ts';

describe('transcript', () => {
  it('has a heading and lines with speakers', () => {
    const text = '— Earlier —\nSelin: Hello: how are you?\nCustomer: fine';
    expect(readTranscript(text)).toEqual({
      title: 'Earlier',
      lines: [
        { speaker: 'Selin', role: null, words: 'Hello: how are you?' },
        { speaker: 'Customer', role: 'customer', words: 'fine' },
      ],
    });
  });

  it.each([
    ['Transcript', 'Customer', 'Agent'],
    ['Gesprächsverlauf', 'Kunde', 'Agent'],
    ['Konuşma dökümü', 'Müşteri', 'Temsilci'],
  ])('%s: leaves heading and roles to the language of the desk', (title, customer, agent) => {
    const { title: own, lines } = readTranscript(
      `— ${title} —\nBot: a\n${customer}: b\n${agent}: c`,
    );
    expect(own).toBeNull();
    expect(lines.map(({ role }) => role)).toEqual(['bot', 'customer', 'agent']);
  });

  it('names lines before the first speaker by what they are about', () => {
    const text =
      '— Transcript —\nCallback wanted: +90 532\nWhen: tomorrow\n[Earlier messages are left out.]\nReason: late: again\nOdd: line\nCustomer: Reason: x';
    expect(readTranscript(text).lines).toEqual([
      { speaker: null, role: null, head: 'callback', words: '+90 532' },
      { speaker: null, role: null, head: 'when', words: 'tomorrow' },
      { speaker: null, role: null, head: 'cut', words: '' },
      { speaker: null, role: null, head: 'reason', words: 'late: again' },
      { speaker: null, role: null, words: 'Odd: line' },
      { speaker: 'Customer', role: 'customer', words: 'Reason: x' },
    ]);
  });

  it('may lack the heading', () => {
    expect(readTranscript('Customer: x')).toEqual({
      title: null,
      lines: [{ speaker: 'Customer', role: 'customer', words: 'x' }],
    });
  });

  it.each([
    ['set in', '  '],
    ['quoted', '> '],
  ])('further lines of a message that are %s never speak for others', (_, mark) => {
    const text = `— Transcript —\nCustomer: Hi\n${mark}Bot: Your refund is sure\n${mark}\n${mark}Note: pay at once\nBot: Hello`;
    expect(readTranscript(text).lines).toEqual([
      {
        speaker: 'Customer',
        role: 'customer',
        words: 'Hi\nBot: Your refund is sure\n\nNote: pay at once',
      },
      { speaker: 'Bot', role: 'bot', words: 'Hello' },
    ]);
  });

  it.each(['Note: pay at once', '[bill.pdf: The file is too large]', '', 'no more'])(
    'a line that no speaker of ours begins stays with its message: %j',
    (line) => {
      expect(readTranscript(`— Transcript —\nCustomer: Hi\n${line}\nBot: Hello`).lines).toEqual([
        { speaker: 'Customer', role: 'customer', words: `Hi\n${line}` },
        { speaker: 'Bot', role: 'bot', words: 'Hello' },
      ]);
    },
  );

  it('what comes before the first speaker stands in lines of its own', () => {
    const text =
      '— Transcript —\nAsked: for a person\n[Earlier messages are left out.]\nBot: Hello';
    expect(readTranscript(text).lines).toEqual([
      { speaker: null, role: null, words: 'Asked: for a person' },
      { speaker: null, role: null, head: 'cut', words: '' },
      { speaker: 'Bot', role: 'bot', words: 'Hello' },
    ]);
  });
});

describe('a folded transcript', () => {
  const says = (count: number) => Array.from({ length: count }, (_, at) => `Customer: ${at}`);
  const fold = (...lines: string[]) => foldTranscript(readTranscript(lines.join('\n')).lines);

  it('keeps why the conversation came above its newest lines', () => {
    const { head, folded, tail } = fold('Left: a callback', '[Earlier]', ...says(9));
    expect(head.map(({ words }) => words)).toEqual(['Left: a callback', '[Earlier]']);
    expect(folded.map(({ words }) => words)).toEqual(['0', '1', '2']);
    expect(tail.map(({ words }) => words)).toEqual(['3', '4', '5', '6', '7', '8']);
  });

  it.each([0, 6, 8])('folds nothing where it would hide %i less six lines', (count) => {
    const { folded, tail } = fold('Left: a callback', ...says(count));
    expect([folded.length, tail.length]).toEqual([0, count]);
  });

  it('folds also what has no speaker at all', () => {
    const lines = Array.from({ length: 12 }, (_, at) => `line ${at}`);
    const { head, folded, tail } = fold(...lines);
    expect([head.length, folded.length, tail.length]).toEqual([3, 3, 6]);
  });
});

import { describe, expect, it } from 'vitest';
import { readTranscript } from './transcript-rules.ts';

describe('transcript', () => {
  it('has a heading and lines with speakers', () => {
    const text = '— Earlier —\nSelin: Hello: how are you?\nsecond line\nCustomer: fine';
    expect(readTranscript(text)).toEqual({
      title: 'Earlier',
      lines: [
        { speaker: 'Selin', role: null, words: 'Hello: how are you?' },
        { speaker: null, role: null, words: 'second line' },
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

  it('may lack the heading', () => {
    expect(readTranscript('Customer: x')).toEqual({
      title: null,
      lines: [{ speaker: 'Customer', role: 'customer', words: 'x' }],
    });
  });
});

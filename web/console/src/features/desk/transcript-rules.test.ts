import { describe, expect, it } from 'vitest';
import { readTranscript } from './transcript-rules.ts';

describe('transcript', () => {
  it('has a heading and lines with speakers', () => {
    const text = '— Transcript —\nBot: Hello: how are you?\nsecond line\nCustomer: fine';
    expect(readTranscript(text)).toEqual({
      title: 'Transcript',
      lines: [
        { speaker: 'Bot', words: 'Hello: how are you?' },
        { speaker: null, words: 'second line' },
        { speaker: 'Customer', words: 'fine' },
      ],
    });
  });

  it('may lack the heading', () => {
    expect(readTranscript('Customer: x')).toEqual({
      title: null,
      lines: [{ speaker: 'Customer', words: 'x' }],
    });
  });
});

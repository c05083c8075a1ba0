import { describe, expect, it } from 'vitest';
import type { Session } from '../conversations/index.ts';
import { modelRequest } from './model-fill.rules.ts';
import { newestOf } from './transcript-lines.rules.ts';

const left = '[Earlier messages are left out.]';

describe('what was said, in so much room', () => {
  it('is all of it where it fits', () => {
    expect(newestOf([], 100)).toBe('');
    expect(newestOf(['agent: Hello', 'customer: Hi'], 25)).toBe('agent: Hello\ncustomer: Hi');
  });

  it('begins with a whole message, whatever its lines, and says that there were others', () => {
    const said = [`customer: ${'one '.repeat(20)}`, 'agent: two\n> and more', 'customer: three'];
    const last = `${left}\ncustomer: three`;
    for (let most = last.length; most < last.length + 22; most += 1)
      expect(newestOf(said, most)).toBe(last);
    expect(newestOf(said, last.length + 22)).toBe(`${left}\n${said[1]}\n${said[2]}`);
  });

  it('is the beginning of a message that is longer than the room', () => {
    const text = newestOf(['agent: Hello', `customer: ${'lamp '.repeat(100)}`], 120);
    expect(text).toMatch(
      /^\[Earlier messages are left out\.\]\ncustomer: lamp .* lamp \[… shortened\]$/,
    );
    expect(text.length).toBeLessThanOrEqual(120);
    expect(newestOf(['😀'.repeat(100)], 50).isWellFormed()).toBe(true);
  });

  it('is what a model reads of a long talk', () => {
    const date = new Date(0);
    const lines = Array.from({ length: 700 }, (_, seq) => ({
      ...{ seq, from: 'customer' as const, name: null, files: [], date: date.toISOString() },
      text: `agent: ${seq} lamps are broken`,
    }));
    const session = { locale: 'en' } as Session;
    const seen = {
      session,
      lines,
      endpointName: '',
      handover: null,
      query: '',
      hits: [],
      now: date,
    };
    const [, asked] = JSON.parse(modelRequest('m', seen)).messages as { content: string }[];
    const [, first, ...rest] = asked?.content.split('\n') ?? [];
    expect(first).toBe(left);
    expect(rest.at(-1)).toBe('Customer: agent: 699 lamps are broken');
    expect(rest.every((line) => line.startsWith('Customer: agent: '))).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { clockOf } from '#src/components/clock.ts';
import type { Conversation } from './conversation-rules.ts';
import { isLong } from './folding-text.tsx';
import {
  choosable,
  findPresence,
  isOnQueue,
  type PresenceDefinition,
  presenceLabel,
} from './presence-rules.ts';
import {
  heardOf,
  isTyping,
  noTyping,
  readTyping,
  shouldSignal,
  signalled,
} from './typing-rules.ts';

const definition = (systemPresence: string, more: object = {}) =>
  ({
    id: systemPresence,
    systemPresence,
    type: 'System',
    languageLabels: {},
    ...more,
  }) as PresenceDefinition;

describe('presence', () => {
  it('is one presence in every spelling', () => {
    expect(['OnQueue', 'ON_QUEUE', 'On Queue'].every(isOnQueue)).toBe(true);
    expect(findPresence([definition('Available'), definition('OnQueue')], 'ON_QUEUE')?.id).toBe(
      'OnQueue',
    );
  });

  it('offers neither the queue switch, nor idle, nor what is switched off', () => {
    const all = [
      definition('OnQueue'),
      definition('Idle'),
      definition('Away'),
      definition('Meal', { deactivated: true }),
    ];
    expect(choosable(all).map(({ id }) => id)).toEqual(['Away']);
  });

  it('takes own labels by language', () => {
    const own = definition('Busy', {
      type: 'User',
      languageLabels: { en_US: 'Paperwork', de_DE: 'Papierkram' },
    });
    expect(presenceLabel(own, 'de')).toBe('Papierkram');
    expect(presenceLabel(own, 'tr')).toBe('Paperwork');
    expect(presenceLabel(definition('Busy'), 'de')).toBeNull();
  });
});

describe('typing', () => {
  it('lasts as long as the event says', () => {
    const events = [{ eventType: 'Typing', typing: { duration: 3000 } }];
    expect(readTyping({ conversationId: 'c', normalizedMessage: { events } })).toEqual({
      conversationId: 'c',
      forMs: 3000,
    });
    expect(readTyping({ conversationId: 'c' })).toEqual({ conversationId: 'c', forMs: 5000 });
    expect(readTyping(null)).toBeNull();
    const typing = signalled(noTyping, { conversationId: 'c', forMs: 100 }, 0);
    expect(isTyping(typing, 'c', 99)).toBe(true);
    expect(isTyping(typing, 'c', 100)).toBe(false);
    expect(isTyping(typing, 'other', 99)).toBe(false);
  });

  it('ends with the message, and a signal that the message overtook counts for nothing', () => {
    const signal = { conversationId: 'c', forMs: 5000 };
    const saying = (count: number): Conversation[] => [
      { id: 'c', participants: [{ purpose: 'customer', messages: Array(count).fill({}) }] },
    ];
    const before = signalled(heardOf(noTyping, saying(1), 0), signal, 10);
    expect(isTyping(before, 'c', 20)).toBe(true);
    const said = heardOf(before, saying(2), 1000);
    expect(isTyping(said, 'c', 1001)).toBe(false);
    expect(isTyping(signalled(said, signal, 1900), 'c', 1901)).toBe(false);
    expect(isTyping(signalled(said, signal, 2000), 'c', 2001)).toBe(true);
  });

  it('is signalled at most every four seconds', () => {
    expect(shouldSignal(0, 3999)).toBe(false);
    expect(shouldSignal(0, 4000)).toBe(true);
  });
});

describe('long texts', () => {
  it('start folded', () => {
    expect(isLong('short\ntext')).toBe(false);
    expect(isLong('line\n'.repeat(12))).toBe(true);
    expect(isLong('x'.repeat(901))).toBe(true);
  });
});

describe('elapsed time', () => {
  it.each([
    [-5, '00:00'],
    [65_000, '01:05'],
    [3_725_000, '1:02:05'],
  ])('%d ms: %s', (ms, text) => {
    expect(clockOf(ms)).toBe(text);
  });
});

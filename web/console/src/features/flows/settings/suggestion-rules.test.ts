import { describe, expect, it } from 'vitest';
import { suggestedFor } from './suggestion-rules.ts';

const owners = [
  { id: 'c-1', name: 'Shop bots' },
  { id: 'c-2', name: 'Bank bots' },
];
const choices = [
  { id: 'c-2/b1', name: 'Cards' },
  { id: 'c-1/b1', name: 'Orders' },
  { id: 'c-1/b2', name: 'Returns' },
  { id: 'c-2/b2', name: 'Returns' },
];

describe('names that are offered', () => {
  it('are those of the chosen one, by its name in any case or by its id', () => {
    expect(suggestedFor(choices, owners, 'shop bots')).toEqual(['Orders', 'Returns']);
    expect(suggestedFor(choices, owners, 'c-2')).toEqual(['Cards', 'Returns']);
  });

  it('are all, once each, while it is not known which is meant', () => {
    for (const open of ['', '{{ chosen }}', 'Gone'])
      expect(suggestedFor(choices, owners, open)).toEqual(['Cards', 'Orders', 'Returns']);
  });
});

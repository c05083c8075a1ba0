import { describe, expect, it } from 'vitest';
import { toColleagues } from './people-rules.ts';

const person = (name: string, systemPresence?: string) => ({
  id: name.toLowerCase(),
  name,
  ...(systemPresence ? { presence: { presenceDefinition: { systemPresence } } } : {}),
});

describe('colleagues', () => {
  it('come with the ones first who can answer, without oneself, and know who is away', () => {
    const people = [
      person('Me', 'Available'),
      person('Zoe', 'Offline'),
      person('Cem', 'Busy'),
      person('Ben', 'On Queue'),
      person('Ann', 'ON_QUEUE'),
      person('Eve', 'Meal'),
      person('Dan'),
    ];
    expect(
      toColleagues(people, 'me').map(({ name, online }) => `${name} ${online ? 'on' : 'off'}`),
    ).toEqual(['Ann on', 'Ben on', 'Cem on', 'Dan off', 'Eve off', 'Zoe off']);
  });
});

import { describe, expect, it } from 'vitest';
import { subjectOf, Visitor } from './visitor.ts';

const jwt = (claims: object) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

const storage = () => {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
};

const forbidden = {
  getItem: () => {
    throw new Error('forbidden');
  },
  setItem: () => {
    throw new Error('forbidden');
  },
  removeItem: () => {
    throw new Error('forbidden');
  },
};

describe('the subject of an identity', () => {
  it('is read whatever its letters, and is nothing in what is no identity', () => {
    expect(subjectOf(jwt({ sub: 'Çağrı–ß-日' }))).toBe('Çağrı–ß-日');
    for (const text of ['', 'a.b', jwt({}), jwt({ sub: 7 }), 'x.@@@.y'])
      expect(subjectOf(text)).toBeUndefined();
  });
});

describe('a visitor', () => {
  it('is known by the browser, and when signed in by the page alone', async () => {
    const kept = storage();
    const visitor = new Visitor({ storage: kept, endpoint: 'e' });
    visitor.keep('of the browser');
    expect(visitor.token).toBe('of the browser');
    visitor.signIn(async () => jwt({ sub: 'ada' }));
    expect(visitor.token).toBeUndefined();
    visitor.keep('of ada');
    expect(visitor.token).toBe('of ada');
    expect(subjectOf((await visitor.identity()) ?? '')).toBe('ada');
    // What opens the history of a signed visitor never stays in the browser.
    expect([...kept.values.values()]).toEqual(['of the browser']);
    visitor.signOut();
    expect(visitor.token).toBeUndefined();
    expect(kept.values.size).toBe(0);
  });

  it('is forgotten with the page where nothing may be stored', () => {
    const visitor = new Visitor({ storage: forbidden, endpoint: 'e' });
    visitor.keep('x');
    expect(visitor.token).toBeUndefined();
    expect(() => visitor.signOut()).not.toThrow();
  });
});

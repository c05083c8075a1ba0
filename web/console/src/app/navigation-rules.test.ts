import { describe, expect, it } from 'vitest';
import { keepFolded, readFolded, toggled } from './navigation-rules.ts';

const storage = (initial: string | null = null) => {
  let kept = initial;
  return {
    getItem: () => kept,
    setItem: (_key: string, value: string) => {
      kept = value;
    },
  };
};

describe('folded groups of the navigation', () => {
  it('are kept in the browser', () => {
    const browser = storage();
    expect(readFolded(browser)).toEqual([]);
    const folded = toggled(toggled([], 'security'), 'bots');
    keepFolded(browser, folded);
    expect(readFolded(browser)).toEqual(['bots', 'security']);
    expect(toggled(folded, 'bots')).toEqual(['security']);
  });

  it('are none where nothing can be read or kept', () => {
    for (const text of ['{', '7', 'null', '["nothing", 4, "help"]'])
      expect(readFolded(storage(text))).toEqual(text.includes('help') ? ['help'] : []);
    const locked = () => {
      throw new Error('denied');
    };
    expect(readFolded({ getItem: locked })).toEqual([]);
    expect(() => keepFolded({ setItem: locked }, ['help'])).not.toThrow();
  });
});

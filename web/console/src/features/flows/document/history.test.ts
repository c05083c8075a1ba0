import { describe, expect, it } from 'vitest';
import { amend, redo, remember, startHistory, undo } from './history.ts';

describe('history', () => {
  it('goes back and forth, and forgets what was ahead once something new is done', () => {
    const done = remember(remember(startHistory('a'), 'b'), 'c');
    expect(undo(done).present).toBe('b');
    expect(redo(undo(done)).present).toBe('c');
    const other = remember(undo(done), 'd');
    expect(redo(other)).toBe(other);
    expect(undo(undo(undo(other))).present).toBe('a');
  });

  it('joins what is typed in one field, but not across another deed', () => {
    const typed = ['h', 'he', 'hey'].reduce(
      (history, text) => remember(history, text, 'name'),
      startHistory(''),
    );
    expect(undo(typed).present).toBe('');
    const more = remember(remember(typed, 'hey!', 'other'), 'hey!!', 'name');
    expect(undo(more).present).toBe('hey!');
    expect(undo(remember(undo(more), 'x', 'name')).present).toBe('hey!');
  });

  it('takes what the server made of it without a step', () => {
    const saved = amend(remember(startHistory('a'), 'b'), 'B');
    expect(saved.present).toBe('B');
    expect(undo(saved).present).toBe('a');
    expect(remember(saved, 'B')).toBe(saved);
  });
});

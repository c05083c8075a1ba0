import type { Note } from './use-colleagues.ts';

/** The newest question to somebody who has written no note since; null when none waits. */
export function questionFor<Of extends Pick<Note, 'author' | 'asked'>>(
  notes: readonly Of[],
  userId: string,
): Of | null {
  const last = notes.findLast(({ author, asked }) => author.id === userId || asked?.id === userId);
  return last?.asked?.id === userId ? last : null;
}

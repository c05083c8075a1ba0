/** A piece of a Java date pattern: a run of one letter, or literal text. */
export type DatePart =
  | { readonly letter: string; readonly count: number }
  | { readonly literal: string };

/** Letters that are understood; the others are refused. */
const letters = 'GyYuMLdDEaHhKkmsSQzZXxV';

export const longestDatePattern = 100;

const quotedText = (pattern: string, from: number): { text: string; end: number } | null => {
  let text = '';
  for (let at = from + 1; at < pattern.length; at += 1) {
    if (pattern[at] !== "'") text += pattern[at];
    else if (pattern[at + 1] === "'") {
      text += "'";
      at += 1;
    } else return { text: at === from + 1 ? "'" : text, end: at + 1 };
  }
  return null;
};

/** Reads a pattern; answers what is wrong with it as a text. */
export const parseDatePattern = (pattern: string): readonly DatePart[] | string => {
  if (pattern.length > longestDatePattern) return 'the pattern is too long.';
  const parts: DatePart[] = [];
  for (let at = 0; at < pattern.length; ) {
    const character = pattern[at] as string;
    if (character === "'") {
      const quoted = quotedText(pattern, at);
      if (!quoted) return 'a quote is not closed.';
      parts.push({ literal: quoted.text });
      at = quoted.end;
    } else if (/[A-Za-z]/.test(character)) {
      if (!letters.includes(character)) return `the letter "${character}" is not supported.`;
      let end = at;
      while (pattern[end] === character) end += 1;
      parts.push({ letter: character, count: end - at });
      at = end;
    } else {
      parts.push({ literal: character });
      at += 1;
    }
  }
  return parts;
};

export const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
] as const;

export const dayNames = [
  ...['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
] as const;

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

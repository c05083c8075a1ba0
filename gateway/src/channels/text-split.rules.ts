/** Where a piece of at most `limit` characters ends best: at a line, else at a word, never within a character. */
const cutAt = (text: string, limit: number): number => {
  const piece = text.slice(0, limit + 1);
  const line = piece.lastIndexOf('\n');
  if (line > limit / 2) return line;
  const word = piece.search(/\s\S*$/);
  if (word > limit / 2) return word;
  const inPair = /[\ud800-\udbff]$/.test(text.slice(0, limit));
  return inPair ? limit - 1 : limit;
};

/** A text in pieces of at most `limit` UTF-16 units; white space at the seams is left out. */
export const splitText = (text: string, limit: number): readonly string[] => {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const at = cutAt(rest, limit);
    pieces.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return rest === '' ? pieces : [...pieces, rest];
};

/** A text that is at most so long; what is left out is marked. */
export const shorten = (text: string, limit: number): string =>
  text.length <= limit
    ? text
    : `${text
        .slice(0, limit - 1)
        .toWellFormed()
        .replace('\ufffd', '')}…`;

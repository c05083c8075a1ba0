/** A piece of words, and how it stands out. */
export type MarkedPart = {
  /** Where it begins in the words. */
  readonly at: number;
  readonly kind: 'text' | 'bold' | 'italic' | 'code';
  readonly text: string;
};

/** The marks that Tandem's web chat reads: stars, underscores, and backticks for what is not to be touched. */
const MARKS =
  /\*\*([^*\n]{1,500})\*\*|(?<![*\w])\*([^*\s][^*\n]{0,500})\*(?!\w)|(?<!\w)_([^_\s][^_\n]{0,500})_(?!\w)|`([^`\n]{1,500})`/g;

const partOf = ([, bold, starred, underlined, code]: RegExpMatchArray) => {
  if (bold) return { kind: 'bold', text: bold } as const;
  const italic = starred || underlined;
  return italic
    ? ({ kind: 'italic', text: italic } as const)
    : ({ kind: 'code', text: code ?? '' } as const);
};

/** Splits words at their marks; nothing of them is ever read as HTML. */
export function markedParts(words: string): readonly MarkedPart[] {
  const parts: MarkedPart[] = [];
  let from = 0;
  for (const match of words.matchAll(MARKS)) {
    if (match.index > from)
      parts.push({ at: from, kind: 'text', text: words.slice(from, match.index) });
    parts.push({ at: match.index, ...partOf(match) });
    from = match.index + match[0].length;
  }
  if (from < words.length) parts.push({ at: from, kind: 'text', text: words.slice(from) });
  return parts;
}

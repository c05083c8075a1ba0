/** A piece of a text: words, or an address that can be opened. */
export type TextPart = {
  /** Where it begins in the text. */
  readonly at: number;
  readonly text: string;
  readonly href?: string;
};

const ADDRESS = /https?:\/\/[^\s<>"]+/gi;
/** What ends a sentence rather than an address. */
const TRAIL = /[.,;:!?'”»]+$/;

/** An address without what the sentence around it has put at its end. */
function trimmed(found: string): string {
  const address = found.replace(TRAIL, '');
  // A bracket belongs to the address only where it opens there too.
  return address.endsWith(')') && !address.includes('(') ? trimmed(address.slice(0, -1)) : address;
}

/** Splits a text at its http(s) addresses; the parts together are the text. */
export function linkParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = trimmed(found);
    if (!URL.canParse(address)) continue;
    if (index > from) parts.push({ at: from, text: text.slice(from, index) });
    parts.push({ at: index, text: address, href: address });
    from = index + address.length;
  }
  if (from < text.length) parts.push({ at: from, text: text.slice(from) });
  return parts;
}

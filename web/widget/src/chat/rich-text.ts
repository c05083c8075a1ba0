/** Text in parts. Only what chats need: bold, italic, code, links. Nothing of it is ever read as HTML. */
export type TextPart =
  | { readonly kind: 'text' | 'bold' | 'italic' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

const URL_PATTERN = String.raw`https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]`;
const MARKDOWN = new RegExp(
  String.raw`\[([^\]\n]{1,300})\]\((${URL_PATTERN}|mailto:[^\s)]+|tel:[^\s)]+)\)|\*\*([^*\n]{1,500})\*\*|(?<![*\w])\*([^*\s][^*\n]{0,500})\*(?!\w)|(?<!\w)_([^_\s][^_\n]{0,500})_(?!\w)|${'`'}([^${'`'}\n]{1,500})${'`'}|(${URL_PATTERN})`,
  'g',
);
const PLAIN = new RegExp(URL_PATTERN, 'g');

/** Splits a text; in plain texts only bare addresses become links. */
export function textParts(text: string, markdown: boolean): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(markdown ? MARKDOWN : PLAIN)) {
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    parts.push(partOf(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

function partOf([all, label, href, bold, starred, underlined, code]: RegExpMatchArray): TextPart {
  if (label && href) return { kind: 'link', text: label, href };
  if (bold) return { kind: 'bold', text: bold };
  const italic = starred || underlined;
  if (italic) return { kind: 'italic', text: italic };
  if (code) return { kind: 'code', text: code };
  return { kind: 'link', text: all, href: all };
}

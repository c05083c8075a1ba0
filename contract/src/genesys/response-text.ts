type Text = { readonly content: string; readonly contentType?: string | undefined };

/** Names of characters as HTML 4 has them, from U+00A0 on. */
const latin =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';
const others =
  'amp & lt < gt > quot " apos \' euro € hellip … ndash – mdash — lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ lsaquo ‹ rsaquo › bull • trade ™ dagger † OElig Œ oelig œ Scaron Š scaron š Gbreve Ğ gbreve ğ Scedil Ş scedil ş Idot İ inodot ı rarr → larr ←';

const named = new Map<string, string>(
  latin.split(' ').map((name, index) => [name, String.fromCodePoint(0xa0 + index)]),
);
for (const [, name = '', sign = ''] of others.matchAll(/(\S+) (\S)/g)) named.set(name, sign);

const ofCode = (code: number): string =>
  code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
    ? '\ufffd'
    : String.fromCodePoint(code);

const characterOf = (whole: string, name: string): string => {
  if (!name.startsWith('#')) return named.get(name) ?? whole;
  const isHex = /^#x/i.test(name);
  return ofCode(Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10));
};

const decoded = (text: string): string =>
  text.replaceAll(/&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8}\d{0,2});/gi, characterOf);

/**
 * What customers read of a text of a canned response: a text without format. The elements of HTML are only its look;
 * where lines and paragraphs end, a line ends.
 */
export const responseText = ({ content, contentType }: Text): string => {
  if (contentType !== 'text/html') return content;
  // What is opened and never closed reaches to the end, as browsers read it; it also keeps every pass linear.
  const text = content
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replaceAll(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replaceAll(/<br\s*\/?>|<\/(?:p|div|li|h[1-6])>/gi, '$&\n')
    .replaceAll(/<[a-z!?/][^>]*(?:>|$)/gi, '');
  return decoded(text).trim();
};

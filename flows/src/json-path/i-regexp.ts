/** The dot of an I-Regexp stands for anything but the ends of lines; RE2 excludes only one of them. */
export const toRe2 = (pattern: string): string => {
  let made = '';
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] as string;
    if (character === '\\') {
      made += character + (pattern[at + 1] ?? '');
      at += 1;
      continue;
    }
    if (character === '[') inClass = true;
    if (character === ']') inClass = false;
    made += character === '.' && !inClass ? '[^\\n\\r]' : character;
  }
  return made;
};

/** A pattern of Java's `DecimalFormat`, read. */
export type NumberPattern = {
  readonly prefix: string;
  readonly suffix: string;
  /** Digits between grouping separators; 0 for none. */
  readonly grouping: number;
  readonly leastWhole: number;
  readonly leastFraction: number;
  readonly mostFraction: number;
  /** 2 for percent, 3 for per mille, otherwise 0. */
  readonly shift: number;
};

const mostFractionDigits = 20;
const mostWholeDigits = 40;

/** Literal characters up to the digits, quotes taken away; advances past them. */
const readAffix = (pattern: string, from: number): { text: string; end: number; shift: number } => {
  let text = '';
  let at = from;
  let quoted = false;
  let shift = 0;
  for (; at < pattern.length; at += 1) {
    const character = pattern[at] as string;
    if (character === "'") {
      if (pattern[at + 1] === "'") {
        text += "'";
        at += 1;
      } else quoted = !quoted;
    } else if (!quoted && '#0,.;'.includes(character)) break;
    else {
      if (!quoted && character === '%') shift = 2;
      if (!quoted && character === '‰') shift = 3;
      text += character;
    }
  }
  return { text, end: at, shift };
};

/** @returns null for a pattern this subset does not have (exponents, currency signs, digits after literals). */
export const parseNumberPattern = (pattern: string): NumberPattern | null => {
  if (pattern.length > 100) return null;
  const prefix = readAffix(pattern, 0);
  let at = prefix.end;
  while (at < pattern.length && '#0,.'.includes(pattern[at] as string)) at += 1;
  const digits = pattern.slice(prefix.end, at);
  const suffix = readAffix(pattern, at);
  // After a semicolon Java takes the prefix of negative numbers; a plain minus is what authors mean.
  if (suffix.end < pattern.length && pattern[suffix.end] !== ';') return null;
  if (/[E¤]/.test(suffix.text.charAt(0))) return null;
  const shape = /^([#,]*)([0,]*)(?:\.(0*)(#*))?$/.exec(digits);
  if (!shape) return null;
  const [, optional = '', least = '', zeros = '', hashes = ''] = shape;
  const whole = optional + least;
  const comma = whole.lastIndexOf(',');
  const grouping = comma === -1 ? 0 : whole.length - comma - 1;
  if (comma !== -1 && grouping === 0) return null;
  if (zeros.length + hashes.length > mostFractionDigits || whole.length > mostWholeDigits)
    return null;
  return {
    prefix: prefix.text,
    suffix: suffix.text,
    grouping,
    leastWhole: least.replaceAll(',', '').length,
    leastFraction: zeros.length,
    mostFraction: zeros.length + hashes.length,
    shift: Math.max(prefix.shift, suffix.shift),
  };
};

/** All digits of a number, as stored: nothing is rounded before the pattern rounds. */
const exactDigits = (value: number): { whole: string; fraction: string } => {
  const text = value < 1e21 ? value.toFixed(100) : BigInt(value).toString();
  const [whole = '0', fraction = ''] = text.split('.');
  return { whole, fraction };
};

/** Rounds to `places` digits after the point, halves to the even neighbour, as `DecimalFormat` does. */
const roundHalfEven = (
  { whole, fraction }: { whole: string; fraction: string },
  places: number,
) => {
  const kept = whole + fraction.slice(0, places).padEnd(places, '0');
  const rest = fraction.slice(places);
  const half = /^50*$/.test(rest);
  const odd = '13579'.includes(kept.at(-1) as string);
  const up = rest.charAt(0) >= '5' && (!half || odd);
  const rounded = (BigInt(kept) + (up ? 1n : 0n)).toString().padStart(places + 1, '0');
  return {
    whole: rounded.slice(0, rounded.length - places),
    fraction: rounded.slice(rounded.length - places),
  };
};

const shifted = ({ whole, fraction }: { whole: string; fraction: string }, shift: number) => ({
  whole: whole + fraction.slice(0, shift).padEnd(shift, '0'),
  fraction: fraction.slice(shift),
});

const grouped = (whole: string, size: number): string => {
  if (size === 0) return whole;
  const parts: string[] = [];
  for (let end = whole.length; end > 0; end -= size)
    parts.unshift(whole.slice(Math.max(0, end - size), end));
  return parts.join(',');
};

/** A number in a pattern, with the separators of English as Webex shows it. */
export const formatNumber = (value: number, pattern: NumberPattern): string => {
  const digits = shifted(exactDigits(Math.abs(value)), pattern.shift);
  const rounded = roundHalfEven(digits, pattern.mostFraction);
  let fraction = rounded.fraction;
  while (fraction.length > pattern.leastFraction && fraction.endsWith('0'))
    fraction = fraction.slice(0, -1);
  const bare = rounded.whole.replace(/^0+/, '').padStart(pattern.leastWhole, '0');
  const whole = bare === '' && fraction === '' ? '0' : bare;
  const sign = value < 0 && /[1-9]/.test(whole + fraction) ? '-' : '';
  const point = fraction === '' ? '' : '.';
  return `${sign}${pattern.prefix}${grouped(whole, pattern.grouping)}${point}${fraction}${pattern.suffix}`;
};

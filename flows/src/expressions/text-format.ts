import type { PublicError } from '@tandem/kit';
import type { Value } from './template-run.ts';

type Arguments = {
  readonly next: (index: number) => Value;
  readonly text: (value: Value) => string;
  readonly number: (value: Value) => number;
  /** Pays for a text of that length. */
  readonly room: (length: number) => void;
  readonly fail: (detail: string) => PublicError;
};

const longestWidth = 100;

const filled = (text: string, width: number, flags: string): string => {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0')) return text.padStart(width);
  const sign = text.startsWith('-') ? '-' : '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
};

type Directive = Readonly<Record<'flags' | 'width' | 'precision' | 'letter', string>>;

const written = ({ flags, width, precision, letter }: Directive, value: Value, args: Arguments) => {
  if (Number(width) > longestWidth) throw args.fail('a width is at most 100.');
  let text: string;
  if (letter === 's') text = args.text(value);
  else if (letter === 'd') text = String(Math.trunc(args.number(value)));
  else if (letter === 'f') text = args.number(value).toFixed(Number(precision || 6));
  else throw args.fail(`"%${letter}" is not supported; use %s, %d, %f, %n or %%.`);
  args.room(text.length + Number(width));
  return filled(text, Number(width), flags);
};

/** The part of `java.util.Formatter` that authors use: `%s %d %f %n %%` with `-`, `0`, width and precision. */
export const formatText = (pattern: string, args: Arguments): string => {
  let text = '';
  let at = 0;
  let taken = 0;
  for (const found of pattern.matchAll(/%([-0]{0,2})(\d{0,3})(?:\.(\d{1,2}))?(.?)/gs)) {
    const [whole, flags = '', width = '', precision = '', letter = ''] = found;
    text += pattern.slice(at, found.index);
    at = found.index + whole.length;
    if (letter === '%') text += '%';
    else if (letter === 'n') text += '\n';
    else {
      text += written({ flags, width, precision, letter }, args.next(taken), args);
      taken += 1;
    }
  }
  return text + pattern.slice(at);
};

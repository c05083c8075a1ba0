const UNITS = [
  ['byte', 1, 'long'],
  ['kilobyte', 1_000, 'short'],
  ['megabyte', 1_000_000, 'short'],
] as const;

/** The size of a file as people read it. */
export function sizeText(bytes: number, language: string): string {
  const [unit, size, unitDisplay] = UNITS.findLast(([, least]) => bytes >= least) ?? UNITS[0];
  const format = { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, format).format(bytes / size);
}

type Reason = { readonly code?: string; readonly message: string };

/** What became of a file on the way in; `other` is told in the contact centre's own words. */
export type FileNote =
  | {
      readonly kind: 'empty' | 'left' | 'typeRefused' | 'tooLarge' | 'changed' | 'infected';
      readonly name: string;
      readonly why: string;
    }
  | { readonly kind: 'other'; readonly message: string };

/** Sentences of Tandem's own contact centre: the name and type of the file, or its type alone, and why. */
const LEFT = /^(.+?)(?: \([^()]*\))? could not be fetched \((.+)\); its address is the channel's/;
const DROPPED = /^(.+?)(?: \([^()]*\))? was dropped: (.+?)\.?$/;

const DROPPED_FOR: Readonly<Record<string, 'typeRefused' | 'tooLarge' | 'changed' | 'infected'>> = {
  MediaTypeNotAllowed: 'typeRefused',
  InvalidMediaContentLength: 'tooLarge',
  InvalidMessageStructure: 'changed',
  MessageNotAllowed: 'infected',
};

/** Reads what the wire says of a file, which is English, so that the desk can say it in the agent's language. */
export function fileNoteOf({ code = '', message }: Reason): FileNote {
  const [, left, whyLeft] = LEFT.exec(message) ?? [];
  if (left && whyLeft)
    return { kind: whyLeft === 'it is empty' ? 'empty' : 'left', name: left, why: whyLeft };
  const [, dropped, whyDropped] = DROPPED.exec(message) ?? [];
  const kind = DROPPED_FOR[code];
  if (kind && dropped && whyDropped) return { kind, name: dropped, why: whyDropped };
  return { kind: 'other', message };
}

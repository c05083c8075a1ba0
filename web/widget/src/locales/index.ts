import { de } from './de.ts';
import { type Dictionary, en, type TextKey } from './en.ts';
import { tr } from './tr.ts';

export type { TextKey } from './en.ts';

export const dictionaries: Readonly<Record<'en' | 'de' | 'tr', Dictionary>> = { en, de, tr };
export type Locale = keyof typeof dictionaries;

type Params = Readonly<Record<string, string | number>>;
type PluralBase = { [K in TextKey]: K extends `${infer Base}.one` ? Base : never }[TextKey];

/** Texts, times and plurals in one language. */
export interface Language {
  readonly locale: Locale;
  readonly text: (key: TextKey, params?: Params) => string;
  /** The form that fits the number. */
  readonly plural: (key: PluralBase, count: number) => string;
  readonly time: (at: number) => string;
  /** Day and time. */
  readonly moment: (at: number) => string;
  /** Weekday, day and month; the year where it is another one than now. */
  readonly date: (at: number, now: number) => string;
  /** A time to choose, as short as it can be told; the year as in a date. */
  readonly slot: (at: number, now: number) => string;
  /** Today, yesterday, or the date. */
  readonly day: (at: number, now: number) => string;
}

/** The first wish we have a dictionary for, whatever its region; English when there is none. */
export function chooseLocale(wishes: readonly (string | null | undefined)[]): Locale {
  const known = wishes.map((wish) => wish?.toLowerCase().split(/[-_]/)[0] ?? '');
  return (known.find((code) => Object.hasOwn(dictionaries, code)) as Locale | undefined) ?? 'en';
}

/** The visitor's own variant of a language: English is 3:05 PM in the United States and 15:05 in Britain. */
const inRegion = (locale: Locale, preferred: readonly string[]): string =>
  preferred.find((one) => one.toLowerCase().startsWith(`${locale}-`) && isTag(one)) ?? locale;

/** Some browsers name what is no language tag, such as `en-US@posix`. */
const isTag = (wish: string): boolean => {
  try {
    return Intl.getCanonicalLocales(wish).length === 1;
  } catch {
    return false;
  }
};

/** Dates of this year without it, those of another one with it. */
const withYear = (region: string, options: Intl.DateTimeFormatOptions) => {
  const [short, long] = [options, { ...options, year: 'numeric' } as const].map(
    (one) => new Intl.DateTimeFormat(region, one),
  );
  return (at: number, now: number): string => {
    const same = new Date(at).getFullYear() === new Date(now).getFullYear();
    return (same ? short : long)?.format(at) ?? '';
  };
};

/** @param preferred the languages of the browser, with their regions */
export function language(
  locale: Locale,
  preferred: readonly string[] = navigator.languages,
): Language {
  const dictionary = dictionaries[locale];
  const rules = new Intl.PluralRules(locale);
  const region = inRegion(locale, preferred);
  const time = new Intl.DateTimeFormat(region, { timeStyle: 'short' });
  const [date, slot] = [
    withYear(region, { weekday: 'long', day: 'numeric', month: 'long' }),
    withYear(region, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: 'numeric',
      minute: '2-digit',
    }),
  ];
  const moment = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' });
  const text = (key: TextKey, params: Params = {}) =>
    dictionary[key].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
  const startOfDay = (at: number) => new Date(at).setHours(0, 0, 0, 0);
  return {
    locale,
    text,
    plural: (key, count) =>
      text(`${key}.${rules.select(count) === 'one' ? 'one' : 'other'}`, { count }),
    time: (at) => time.format(at),
    moment: (at) => moment.format(at),
    date,
    slot,
    day(at, now) {
      const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
      if (days === 0) return text('today');
      return days === 1 ? text('yesterday') : date(at, now);
    },
  };
}

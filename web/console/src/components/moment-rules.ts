import { inRegion } from '#src/i18n/region.ts';

/** How exactly a moment is told: to the minute, to the second, or hours to milliseconds of one day. */
export type Exactness = 'minutes' | 'seconds' | 'milliseconds';

const HOURS = { hour: 'numeric' } as const;

function styleOf(exactness: Exactness, language: string): Intl.DateTimeFormatOptions {
  if (exactness !== 'milliseconds')
    return { dateStyle: 'medium', timeStyle: exactness === 'seconds' ? 'medium' : 'short' };
  // The hour as in the other styles: without a zero before it where it has AM or PM behind it.
  const { hour12 } = new Intl.DateTimeFormat(language, HOURS).resolvedOptions();
  const rest = { minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 } as const;
  return { hour: hour12 ? 'numeric' : '2-digit', ...rest };
}

/** A moment in the language and time zone of the person. */
export function momentText(date: Date, language: string, exactness: Exactness): string {
  const own = inRegion(language);
  return new Intl.DateTimeFormat(own, styleOf(exactness, own)).format(date);
}

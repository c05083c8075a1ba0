import { useTranslation } from 'react-i18next';
import { inRegion } from '#src/i18n/region.ts';

/** One sentence of a check by its code, with what it names. */
export type Said = { readonly code: string; readonly params: Readonly<Record<string, string>> };

type Told = { readonly message: string; readonly said: readonly Said[] };

/** The key of a sentence under `checks`: codes of several words have dots. */
export const checkKey = (code: string): string => code.replaceAll('.', '-');

const SHORT: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };

/** A moment in the person's way of writing; what is none stays as it is. */
export const momentIn = (language: string, text: string): string => {
  const date = new Date(text);
  return Number.isNaN(date.getTime())
    ? text
    : new Intl.DateTimeFormat(inRegion(language), SHORT).format(date);
};

/** What a check says, in the person's language; a check with a sentence that has no words there is told as the server does. */
export function useCheck(): (check: Told) => string {
  const { t, i18n } = useTranslation('common');
  const named = ({ reason, at, ...params }: Said['params']): Said['params'] => ({
    ...params,
    ...(at === undefined ? {} : { at: momentIn(i18n.language, at) }),
    ...(reason === undefined
      ? {}
      : { reason: t(`checkReasons.${reason}`, { defaultValue: reason }) }),
  });
  return ({ message, said }) => {
    const keys = said.map(({ code }) => `checks.${checkKey(code)}`);
    const known = keys.length > 0 && keys.every((key) => i18n.exists(key, { ns: 'common' }));
    if (!known) return message;
    return said
      .map(({ code, params }) => t(`checks.${checkKey(code)}`, { replace: named(params) }))
      .join(' ');
  };
}

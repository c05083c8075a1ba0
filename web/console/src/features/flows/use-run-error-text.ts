import { useTranslation } from 'react-i18next';

type Told = {
  readonly code: string;
  /** In the server's English. */
  readonly message: string;
  readonly params?: Readonly<Record<string, string>>;
};

const gapsOf = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);

const keyOf = (text: string): string => text.replaceAll(/\W+/g, '_');

/**
 * Why a run or a step failed, in the person's language. `plain` words name nothing, for codes told without
 * what their words are filled with. In the server's English where there are no words for the code.
 */
export function useRunErrorText(): (error: Told) => string {
  const { t } = useTranslation('flow-errors');
  const worded = (param: string, value: string): string =>
    t(`words.${param}.${keyOf(value)}`, { defaultValue: value });
  const fits = (key: string, params: object): boolean => {
    const text = t(key, { defaultValue: '', skipInterpolation: true });
    return text !== '' && gapsOf(text).every((name) => Object.hasOwn(params, name));
  };
  return ({ code, message, params = {} }) => {
    // Codes that end in a status are one.
    const name = keyOf(code.replace(/\.\d+$/, ''));
    const filled = Object.entries(params).map(([param, value]) => [param, worded(param, value)]);
    const replace = Object.fromEntries(filled);
    if (fits(`codes.${name}`, params)) return t(`codes.${name}`, { replace });
    return fits(`plain.${name}`, params) ? t(`plain.${name}`) : message;
  };
}

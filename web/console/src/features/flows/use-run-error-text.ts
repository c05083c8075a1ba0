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
 * Why a run or a step failed, in the person's language. In the server's English where the code is not known here or was
 * told without what its words are filled with, as in runs recorded before.
 */
export function useRunErrorText(): (error: Told) => string {
  const { t } = useTranslation('flow-errors');
  const worded = (param: string, value: string): string =>
    t(`words.${param}.${keyOf(value)}`, { defaultValue: value });
  return ({ code, message, params = {} }) => {
    const key = `codes.${keyOf(code)}`;
    const text = t(key, { defaultValue: '', skipInterpolation: true });
    if (text === '' || gapsOf(text).some((name) => !Object.hasOwn(params, name))) return message;
    const filled = Object.entries(params).map(([name, value]) => [name, worded(name, value)]);
    return t(key, { replace: Object.fromEntries(filled) });
  };
}

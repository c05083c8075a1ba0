import { useTranslation } from 'react-i18next';
import { keyInWords, leftBehind } from './context-rules.ts';

/** What a piece of participant data is called, and says, in the language of the reader. */
export function useDataWords() {
  const { t } = useTranslation('desk');
  return ([key, value]: readonly [string, string]) => {
    if (!leftBehind.names.includes(key)) return { label: keyInWords(key), value };
    const isKind = key === leftBehind.kind && leftBehind.kinds.includes(value);
    return { label: t(`left.${key}`), value: isKind ? t(`leftKinds.${value}`) : value };
  };
}

import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { durationParts } from './duration.ts';

/** A duration in milliseconds in the person's language. */
export function useDuration(): (ms: number) => string {
  const { t, i18n } = useTranslation('flows');
  const { language } = i18n;
  return useCallback(
    (ms) => {
      const { unit, ...counts } = durationParts(ms);
      const first = new Intl.NumberFormat(language).format(counts.first);
      return t(`runs.duration.${unit}`, { ...counts, first });
    },
    [t, language],
  );
}

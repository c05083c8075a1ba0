import { useTranslation } from 'react-i18next';

type Failed = {
  readonly reasonCode: string | null;
  readonly reason: string | null;
};

/** Why a call failed, in the person's language; what has no words there is told as the server does. */
export function useReason(): (failed: Failed) => string {
  const { t } = useTranslation('event-buses');
  return ({ reasonCode, reason }) =>
    reasonCode === null
      ? (reason ?? '')
      : t(`reasons.${reasonCode.replaceAll('.', '-')}`, { defaultValue: reason ?? reasonCode });
}

import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { reasonKey, tellsMore } from './delivery-reason.ts';

/** Why an event was not delivered, as the server tells it. */
type Failed = { readonly code: string | null; readonly reason: string | null };

/** Why something failed, in the person's language; what has no words there is told as the server does. */
export function useReason(): (failed: Failed) => string {
  const { t } = useTranslation('common');
  return ({ code, reason }) => {
    if (code === null) return reason ?? '';
    const { key, status } = reasonKey(code);
    return t(`reasons.${key}`, { status, defaultValue: reason ?? code });
  };
}

/** Why something failed, with the code to search for and what only the server's own words tell. */
export function ReasonText({ code, reason }: Failed) {
  const reasonOf = useReason();
  const text = reasonOf({ code, reason });
  if (!text) return null;
  return (
    <>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {[code, text].filter(Boolean).join(' · ')}
      </Text>
      {code && reason && reason !== text && tellsMore(code) && (
        <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
          {reason}
        </Text>
      )}
    </>
  );
}

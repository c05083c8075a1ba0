import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { inRegion } from '#src/i18n/region.ts';

type DateTextProps = {
  readonly value: string | undefined | null;
  /** Hours to milliseconds only, for entries of one day. */
  readonly precise?: boolean;
};

const SHORT: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };
const PRECISE: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
};

/** A moment in the person's language and time zone; the tooltip has the exact one. */
export function DateText({ value, precise }: DateTextProps) {
  const { i18n } = useTranslation();
  const date = value ? new Date(value) : null;
  if (!date || Number.isNaN(date.getTime())) return null;
  const text = new Intl.DateTimeFormat(inRegion(i18n.language), precise ? PRECISE : SHORT).format(
    date,
  );
  return (
    <Tooltip label={date.toISOString()}>
      <time dateTime={date.toISOString()} style={{ whiteSpace: 'nowrap' }}>
        {text}
      </time>
    </Tooltip>
  );
}

import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { inRegion } from '#src/i18n/region.ts';
import classes from './date-text.module.css';

type DateTextProps = {
  readonly value: string | undefined | null;
  /** Hours to milliseconds only, for entries of one day. */
  readonly precise?: boolean;
  /** With seconds, where several entries share a minute. */
  readonly seconds?: boolean;
};

const SHORT: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };
const SECONDS: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'medium' };
const PRECISE: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
};

/** A moment in the person's language and time zone; the tooltip has the exact one. */
export function DateText({ value, precise, seconds }: DateTextProps) {
  const { i18n } = useTranslation();
  const date = value ? new Date(value) : null;
  if (!date || Number.isNaN(date.getTime())) return null;
  const style = precise ? PRECISE : seconds ? SECONDS : SHORT;
  const text = new Intl.DateTimeFormat(inRegion(i18n.language), style).format(date);
  return (
    <Tooltip label={date.toISOString()}>
      <time dateTime={date.toISOString()} className={classes['moment'] ?? ''}>
        {text}
      </time>
    </Tooltip>
  );
}

import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './date-text.module.css';
import { momentText } from './moment-rules.ts';

type DateTextProps = {
  readonly value: string | undefined | null;
  /** Hours to milliseconds only, for entries of one day. */
  readonly precise?: boolean;
  /** With seconds, where several entries share a minute. */
  readonly seconds?: boolean;
};

/** A moment in the person's language and time zone; the tooltip has the exact one. */
export function DateText({ value, precise, seconds }: DateTextProps) {
  const { i18n } = useTranslation();
  const date = value ? new Date(value) : null;
  if (!date || Number.isNaN(date.getTime())) return null;
  const exactness = precise ? 'milliseconds' : seconds ? 'seconds' : 'minutes';
  return (
    <Tooltip label={date.toISOString()}>
      <time dateTime={date.toISOString()} className={classes['moment'] ?? ''}>
        {momentText(date, i18n.language, exactness)}
      </time>
    </Tooltip>
  );
}

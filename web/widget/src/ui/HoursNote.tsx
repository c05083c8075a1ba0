import { useUi } from './context.ts';

/** Says that no agents are there now, and when they are. */
export function HoursNote() {
  const { language, settings } = useUi();
  const { hours } = settings;
  if (!hours || hours.open) return null;
  const next = hours.nextChange ? Date.parse(hours.nextChange) : Number.NaN;
  return (
    <p class="hours">
      {Number.isNaN(next)
        ? language.text('closed')
        : language.text('closedUntil', { time: language.moment(next) })}
    </p>
  );
}

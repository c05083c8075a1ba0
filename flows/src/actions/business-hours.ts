import { weekdays } from '@tandem/contract';
import { ActionFailure } from '../action-failure.ts';
import { type ActionContext, type ActionDefinition, everyKind } from './action.types.ts';
import { type BusinessHours, hoursOutlet, toMinutes } from './business-hours.rules.ts';
import { choice, rows, text, timeZone } from './fields.ts';

const required = { required: true } as const;
const time = '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$';
const month = '(0[1-9]|1[0-2])';
const day = '(0[1-9]|[12]\\d|3[01])';
const dateTime = `^\\d{4}-${month}-${day}T([01]\\d|2[0-3]):[0-5]\\d$`;

const hoursOf = ({ raw, rows: list, caches }: ActionContext): BusinessHours =>
  caches.once('hours', () => ({
    timeZone: String(raw('timeZone')),
    blocks: list('hours').map((row) => ({
      day: String(row.raw('day')),
      from: toMinutes(String(row.raw('from'))),
      to: toMinutes(String(row.raw('to'))),
    })),
    holidays: list('holidays').map((row) => String(row.raw('date'))),
    overrides: list('overrides').map((row) => ({
      from: String(row.raw('from')),
      to: String(row.raw('to')),
    })),
  }));

export const businessHours: ActionDefinition = {
  type: 'businessHours',
  kinds: everyKind,
  group: 'flow',
  label: 'Business Hours',
  fields: [
    timeZone('timeZone', 'Time zone', { ...required, default: 'UTC' }),
    rows('hours', 'Working hours', {
      columns: [
        choice('day', 'Day', { ...required, choices: weekdays }),
        text('from', 'From', { ...required, pattern: time }),
        text('to', 'Until', { ...required, pattern: time }),
      ],
    }),
    rows('holidays', 'Holidays', {
      columns: [
        text('date', 'Date', { ...required, pattern: `^(\\d{4}-)?${month}-${day}$` }),
        text('name', 'Name'),
      ],
    }),
    rows('overrides', 'Overrides', {
      columns: [
        text('from', 'From', { ...required, pattern: dateTime }),
        text('to', 'Until', { ...required, pattern: dateTime }),
        text('name', 'Name'),
      ],
    }),
  ],
  outlets: ['workingHours', 'holidays', 'override', 'default'],
  run: (context) => {
    const { now } = context.surroundings;
    if (!now) throw new ActionFailure('hours.no.time', 'The current time is not known here.');
    return { goTo: { outlet: hoursOutlet(hoursOf(context), now) } };
  },
};

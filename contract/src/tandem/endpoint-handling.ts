import { type Static, Type } from 'typebox';
import { SettingField } from './gateway-endpoints.ts';

export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

const time = '^(?:[01]\\d|2[0-3]):[0-5]\\d$|^24:00$';
const date = '^(?:\\d{4}-)?(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$';

/**
 * When agents are there, in times of a clock on the wall of the time zone. A block that ends at or before its beginning
 * ends on the next day. On a holiday (`YYYY-MM-DD`, or `MM-DD` for every year) no block begins.
 */
export const OpeningHours = Type.Object({
  /** IANA name. */
  timeZone: Type.String({ minLength: 1, maxLength: 64 }),
  blocks: Type.Array(
    Type.Object({
      day: Type.Enum([...weekdays]),
      from: Type.String({ pattern: time }),
      to: Type.String({ pattern: time }),
    }),
    { maxItems: 100 },
  ),
  holidays: Type.Array(
    Type.Object({
      date: Type.String({ pattern: date }),
      name: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    { maxItems: 400 },
  ),
});
export type OpeningHours = Static<typeof OpeningHours>;

/** How conversations with agents go at an endpoint: by the names of `fields`, and the hours; null: always open. */
export const EndpointHandlingRequest = Type.Object({
  options: Type.Record(Type.String(), Type.Unknown()),
  hours: Type.Optional(Type.Union([OpeningHours, Type.Null()])),
});
export type EndpointHandlingRequest = Static<typeof EndpointHandlingRequest>;

export const EndpointHandling = Type.Object({
  options: Type.Record(Type.String(), Type.Unknown()),
  hours: Type.Union([OpeningHours, Type.Null()]),
  /** What there is to choose. */
  fields: Type.Array(SettingField),
  /** Whether it is open now, and when that changes next; null: never. */
  open: Type.Boolean(),
  nextChange: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
});
export type EndpointHandling = Static<typeof EndpointHandling>;

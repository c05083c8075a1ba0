export { type HoursNow, isOpen, isTimeZone } from './hours.rules.ts';

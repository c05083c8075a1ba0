/** What destinations know of the event log. */
export type { NoteAudit } from '../audit-outbox.ts';
export {
  type EventNews,
  type EventPosition,
  endOfEvents,
  eventLogStart,
  eventNews,
  eventsHeldBack,
  readEvents,
  type StoredEvent,
  transactionsAhead,
} from '../event-log.ts';

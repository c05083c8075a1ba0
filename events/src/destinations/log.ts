/** What destinations know of the event log. */
export type { NoteAudit } from '../audit-outbox.ts';
export {
  type EventPosition,
  endOfEvents,
  eventLogStart,
  eventsHeldBack,
  readEvents,
  type StoredEvent,
} from '../event-log.ts';

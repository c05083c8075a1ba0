import type { Database } from '@tandem/kit';
import type { OutgoingEvent } from '../destination.model.ts';
import {
  type EventPosition,
  endOfEvents,
  eventsHeldBack,
  readEvents,
  type StoredEvent,
} from '../log.ts';
import { type RenderedPage, type Rendering, renderPage } from './render-page.ts';

/** Events of one read of the log, rendered. */
export type Page = {
  readonly events: readonly { readonly event: OutgoingEvent; readonly before: EventPosition }[];
  /** Could not be rendered; told of as dead letters. */
  readonly broken: RenderedPage['broken'];
  /** Events were there, and not one of them could be rendered. */
  readonly allBroken: boolean;
  /** Up to here everything was read. */
  readonly end: EventPosition;
  /** There may be more at once. */
  readonly more: boolean;
  /** Something committed cannot be read yet. */
  readonly heldBack: boolean;
};

export const pageLimit = 1_000;

/** Which of two positions comes later: above 0 the first one. */
export const comparePositions = (a: EventPosition, b: EventPosition): number => {
  const [x, y] = [BigInt(a.xid), BigInt(b.xid)];
  if (x !== y) return x > y ? 1 : -1;
  return a.id - b.id;
};

const later = (a: EventPosition, b: EventPosition) => (comparePositions(a, b) >= 0 ? a : b);

type Ask = Rendering & {
  readonly db: Database;
  readonly org: string;
  readonly after: EventPosition;
  /** Nothing behind it is read. */
  readonly until?: EventPosition;
  /** Everything below it can be read, as somebody has asked who also looks for what is held back. Left out: it is asked for. */
  readonly horizon?: EventPosition;
};

/** The place before each event of a page. */
const placesBefore = (after: EventPosition, events: readonly StoredEvent[]) => {
  const places = new Map<string, EventPosition>();
  let before = after;
  for (const { position } of events) {
    places.set(`${position.xid}-${position.id}`, before);
    before = position;
  }
  return places;
};

const cut = (events: readonly StoredEvent[], until: EventPosition | undefined) =>
  until ? events.filter(({ position }) => comparePositions(position, until) <= 0) : events;

/** Reads on in the log of one organisation, and renders what is wanted of it. */
export const readPage = async (ask: Ask): Promise<Page> => {
  const { db, org, after, until, wanted } = ask;
  // Asked for before the read: whatever lies below it is in the read, so the reader stands there though it found nothing.
  const horizon = ask.horizon ?? (await endOfEvents(db));
  if (wanted.size === 0)
    return {
      events: [],
      broken: [],
      allBroken: false,
      end: later(after, until ?? horizon),
      more: false,
      heldBack: false,
    };
  const found = await readEvents({ db, after, limit: pageLimit, org });
  const events = cut(found, until);
  const { rendered, broken } = await renderPage(ask, events);
  const places = placesBefore(after, events);
  const more = found.length === pageLimit && events.length === found.length;
  const last = events.at(-1)?.position ?? after;
  const end = more ? last : later(last, until ?? horizon);
  return {
    events: rendered.map((event) => ({
      event,
      before: places.get(`${event.position.xid}-${event.position.id}`) ?? after,
    })),
    broken,
    allBroken: broken.length > 0 && broken.length === events.length,
    end,
    more,
    heldBack: !until && !more && !ask.horizon && (await eventsHeldBack(db)),
  };
};

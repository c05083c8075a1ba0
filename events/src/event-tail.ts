import type { Clock, Database, Listener, Log } from '@tandem/kit';
import {
  type EventPosition,
  endOfEvents,
  eventsHeldBack,
  readEvents,
  type StoredEvent,
} from './event-log.ts';

/** Hears events in the order of the log; must not throw and must not wait. */
export type EventHearer = (events: readonly StoredEvent[]) => void;

/**
 * The one reader of the log on this node, fanned out in memory. It begins at the end of the log: who needs what was
 * before reads it by position. Whoever must not miss an event keeps a position of its own and takes this as a hint.
 */
export type EventTail = {
  readonly start: () => Promise<void>;
  /** @returns ends the subscription. */
  readonly subscribe: (hear: EventHearer) => () => void;
  /** A transaction with events was committed by this node: read on, and wake the other nodes. */
  readonly committed: () => void;
  /** Everything up to here was heard. */
  readonly position: () => EventPosition;
  /** Resolves when everything committed before the call was heard, however long it is held back. */
  readonly caughtUp: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const channel = 'event_log';
const pollMs = 1_000;
const heldBackMs = 10;
const readLimit = 500;
/** Hints of a busy node come no closer than this: each is a transaction, and wakes every node. */
const hintGapMs = 50;

type TailOptions = {
  readonly db: Database;
  readonly listener: Listener;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Does anybody want to hear? While nobody does the log is not read; who comes then hears everything from that
   * moment on, and up to a second from before. Always true when left out.
   */
  readonly wanted?: () => boolean;
};

/** The subscribers of a tail. One that fails is logged and the others go on. */
const createFanOut = (log: Log) => {
  const hearers = new Set<{ hear: EventHearer }>();
  return {
    subscribe(hear: EventHearer) {
      const entry = { hear };
      hearers.add(entry);
      return () => void hearers.delete(entry);
    },
    tell(events: readonly StoredEvent[]) {
      for (const { hear } of hearers) {
        try {
          hear(events);
        } catch (error) {
          log.error({ err: error }, 'subscriber of the event log failed');
        }
      }
    },
  };
};

/** Tells other nodes after a commit; what is committed shortly after a hint shares the next one. */
const createHint = ({ listener, clock }: TailOptions) => {
  let due = false;
  let resting = false;
  let stopped = false;
  const send = async () => {
    due = false;
    resting = true;
    await listener.notify(channel, '').catch(() => {});
    if (stopped) return;
    clock.after(hintGapMs, () => {
      resting = false;
      if (due && !stopped) void send();
    });
  };
  return {
    give() {
      due = true;
      if (!resting && !stopped) void send();
    },
    stop() {
      stopped = true;
    },
  };
};

export const createEventTail = (options: TailOptions): EventTail => {
  const { db, listener, clock, log, wanted = () => true } = options;
  const fanOut = createFanOut(log);
  const hint = createHint(options);
  let position: EventPosition | null = null;
  let reading: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let poll: { cancel: () => void } | null = null;
  let heldBack: { cancel: () => void } | null = null;

  const readPage = async (after: EventPosition): Promise<boolean> => {
    const events = await readEvents({ db, after, limit: readLimit });
    const last = events.at(-1);
    if (!last || stopped) return false;
    position = last.position;
    fanOut.tell(events);
    return events.length === readLimit;
  };
  /** Nobody listens: the position moves on without reading, unless somebody came meanwhile. */
  const moveOn = async () => {
    const end = await endOfEvents(db);
    if (!wanted()) position = end;
  };
  const readAll = async () => {
    while (again && !stopped) {
      again = false;
      while (position !== null && !stopped && (await readPage(position)));
    }
    heldBack?.cancel();
    if (!stopped) heldBack = clock.after(heldBackMs, lookBehind);
  };
  /** Asked once nothing more has come for a while: whoever reads again anyway need not ask. */
  const lookBehind = () => {
    if (reading !== null || stopped) return;
    run(async () => {
      if (await eventsHeldBack(db)) again = true;
    });
  };
  const run = (work: () => Promise<void>) => {
    reading = work()
      .catch((error) => {
        again = false;
        log.warn({ err: error }, 'reading the event log failed');
      })
      .finally(() => {
        reading = null;
        // A nudge that came after the last look.
        if (again) nudge();
      });
  };
  const nudge = () => {
    if (!wanted()) return;
    again = true;
    if (reading === null && !stopped && position !== null) run(readAll);
  };
  const pollAndGoOn = () => {
    if (wanted()) nudge();
    else if (reading === null && position !== null) run(moveOn);
    if (!stopped) poll = clock.after(pollMs, pollAndGoOn);
  };
  const quiet = async () => {
    while (reading !== null) await reading;
  };
  return {
    async start() {
      await listener.listen(channel, nudge);
      listener.onGap(nudge);
      position = await endOfEvents(db);
      pollAndGoOn();
    },
    subscribe: fanOut.subscribe,
    committed() {
      nudge();
      hint.give();
    },
    position: () => position ?? { xid: '0', id: 0 },
    async caughtUp() {
      do {
        nudge();
        await quiet();
      } while (await eventsHeldBack(db));
      nudge();
      await quiet();
    },
    async stop() {
      stopped = true;
      hint.stop();
      poll?.cancel();
      await quiet();
      heldBack?.cancel();
    },
  };
};

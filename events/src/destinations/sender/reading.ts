import { liveStream, type Replay } from '../destination.types.ts';
import { openReplay, parkedHeads } from '../store/index.ts';
import { readOn } from './intake.ts';
import { comparePositions } from './reader.ts';
import { alone, type Run } from './run.ts';

/** Events in hand: beyond it nothing more is read. */
const mostHeld = 4_000;
/**
 * Parked keys and events of a destination: beyond it the log is the queue, for all its keys. Keys are kept in memory, a
 * few hundred bytes each. Events are rows: their bound only keeps one destination from filling the disk.
 */
const mostParked = { keys: 10_000, events: 1_000_000 };
const heldBackMs = 20;

export const beginReplay = (run: Run, next: Replay | null): void => {
  run.replay = next;
  run.replayRead = false;
  if (!next) return;
  run.hand.window.open(next.id, next.cursor);
  run.knownStreams.add(next.id);
};

const readAll = async (run: Run) => {
  const { hand, replay, horizon } = run;
  const live = await readOn(hand, liveStream, { horizon });
  let more = live.more;
  if (replay && !run.replayRead) {
    const page = await readOn(hand, replay.id, { until: replay.until, horizon });
    run.replayRead = comparePositions(page.end, replay.until) >= 0;
    more ||= !run.replayRead;
  }
  if (more) run.hungry = true;
  else if (live.heldBack)
    hand.deps.clock.after(heldBackMs, () => {
      run.hungry = true;
      run.step();
    });
};

/** Whether as much is parked as may be; told of as long as it is so. */
const isFull = ({ hand }: Run): boolean => {
  const { parking, rest, pending, deps } = hand;
  const most = deps.mostParked ?? mostParked;
  const full = parking.keys() >= most.keys || parking.events() >= most.events;
  const reason = `${most.keys} keys, or ${most.events} events, wait to be tried again. Nothing new is sent until some of them are taken.`;
  const report = rest.full(full ? { code: 'parked.full', reason } : null);
  if (report) pending.batch().report = report;
  return full;
};

/** Reads on in the log, while there is room. */
export const readMore = (run: Run): void => {
  const { window, pending } = run.hand;
  // What is only parked takes no place in the window, but in the next commit.
  const held = window.held() + pending.batch().parks.length;
  const full = isFull(run) || held >= mostHeld;
  if (!run.hungry || run.stopping || full || run.busy.has('reading')) return;
  run.hungry = false;
  alone(run, 'reading', () =>
    readAll(run).catch((error) => {
      run.hungry = true;
      run.trouble('events for a destination could not be read', error);
    }),
  );
};

const lookAround = async (run: Run) => {
  const { deps, destination, parking } = run.hand;
  const [heads, found] = await Promise.all([
    parkedHeads(deps.db, destination.id),
    openReplay(deps.db, destination.id),
  ]);
  const added = heads.filter(
    ({ stream }) => stream.startsWith('redrive:') && !run.knownStreams.has(stream),
  );
  const now = { now: deps.clock.now().getTime(), monotonic: deps.clock.monotonicMs() };
  for (const head of added) parking.load(head, now);
  for (const { stream } of added) run.knownStreams.add(stream);
  if (!run.replay && found) beginReplay(run, found);
  run.hungry = true;
};

/** Looks for what was added from outside: a replay, or dead letters that are to be sent again. */
export const look = (run: Run): void => {
  if (run.stopping || run.over) return;
  alone(run, 'looking', () =>
    lookAround(run).catch((error) =>
      run.trouble('what was added to a destination could not be read', error),
    ),
  );
};

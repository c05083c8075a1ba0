import { liveStream, type Replay } from '../destination.types.ts';
import { openReplay, parkedHeads } from '../store/index.ts';
import { readOn } from './intake.ts';
import { comparePositions } from './reader.ts';
import { alone, type Run } from './run.ts';

/** Events in hand: beyond it nothing more is read. */
const mostHeld = 4_000;
/** Parked events of a destination: beyond it the log is the queue. */
const mostParked = 10_000;
const heldBackMs = 20;

export const beginReplay = (run: Run, next: Replay | null): void => {
  run.replay = next;
  run.replayRead = false;
  if (!next) return;
  run.hand.window.open(next.id, next.cursor);
  run.knownStreams.add(next.id);
};

const readAll = async (run: Run) => {
  const { hand, replay } = run;
  const live = await readOn(hand, liveStream);
  let more = live.more;
  if (replay && !run.replayRead) {
    const page = await readOn(hand, replay.id, replay.until);
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

/** Reads on in the log, while there is room. */
export const readMore = (run: Run): void => {
  const { window, parking } = run.hand;
  const full = window.held() >= mostHeld || parking.events() >= mostParked;
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
  for (const head of added) parking.load(head);
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

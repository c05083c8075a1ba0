import type { Clock, Database, Ids, Listener, Log } from '@tandem/kit';
import { createBatchRunner } from './batch-runner.ts';
import { createEffectRunner } from './effect-runner.ts';
import { createLaneBook } from './lane-book.ts';
import type { Group } from './lane-book.types.ts';
import { createLanesStore } from './lanes.store.ts';
import type { BatchQueue, CommittedWork, EffectQueue, Lanes } from './lanes.types.ts';
import { createLeases, leaseRenewMs } from './leases.ts';
import { createReader } from './reader.ts';
import { repeat } from './repeat.ts';
import { createTimerMover } from './timer-mover.ts';
import type { Runner } from './turns.ts';
import { createWaker, type Waker } from './waker.ts';

export type LanesOptions = {
  readonly db: Database;
  readonly listener: Listener;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly queues: readonly (BatchQueue | EffectQueue)[];
  /** The batch queue that gets due timers, as payload `{ timer, data }`. */
  readonly timerQueue?: string;
  /** Unique among the nodes that are alive, and different after every start. */
  readonly nodeId: string;
  /** Batches of a batch queue that may be under way at once, each for its own partitions (default 2). */
  readonly shards?: number;
  /** Whose clock dates the leases (default the database's, the only one all nodes share); `node` is for tests. */
  readonly leaseTime?: 'database' | 'node';
};

const pollMs = 1_000;
/** One partition is read as a whole every so many polls, each in its turn. */
const rescanEvery = 4;

/** The lanes of one schema on this node. See {@link Lanes} for what they promise. */
export const createLanes = (options: LanesOptions): Lanes => {
  const { db, listener, clock, ids, log, queues, timerQueue, nodeId } = options;
  const { shards = 2, leaseTime = 'database' } = options;
  const store = createLanesStore({ db, nodeId });
  const pump = createPump((group) => runners.get(group.queue)?.dispatch(group));
  const book = createLaneBook({
    groupings: new Map(
      queues.map((queue) => [
        queue.name,
        queue.mode === 'batch' ? ({ part }) => String(part % shards) : queue.destination,
      ]),
    ),
    onReady: pump.soon,
    onCold: () => reader.nudge(),
  });
  const leases = createLeases({
    store,
    clock,
    log,
    time: leaseTime,
    onGained: (tenures) => reader.rescan(tenures),
    onLost(tenure) {
      book.drop(tenure);
      reader.forget(tenure);
    },
    onReleased: () => waker?.released(),
  });
  const reader = createReader({ store, book, leases, clock, log });
  const mover = createTimerMover({ store, book, leases, clock, queue: timerQueue });
  let deadLetters = 0;
  const onDead = () => {
    deadLetters += 1;
  };
  const parts = { db, store, book, leases, clock, ids, log, onDead };
  const runners = new Map<string, Runner>(
    queues.map((queue) => [
      queue.name,
      queue.mode === 'batch'
        ? createBatchRunner({ ...parts, queue })
        : createEffectRunner({ ...parts, queue }),
    ]),
  );
  let waker: Waker | null = null;
  let polls = 0;
  let loops: { stop: () => Promise<void> }[] = [];

  const sum = (figure: (runner: Runner) => number) =>
    [...runners.values()].reduce((total, runner) => total + figure(runner), 0);
  const tick = async () => {
    try {
      await leases.tick();
    } catch (error) {
      log.warn({ err: error }, 'leases not renewed');
    }
    pump.all(book.groups());
  };
  const poll = async () => {
    polls += 1;
    reader.round();
    book.prune();
    const tenures = [...leases.all()];
    const turn = tenures[Math.floor(polls / rescanEvery) % Math.max(1, tenures.length)];
    if (turn && polls % rescanEvery === 0) reader.rescan([turn]);
    reader.scan(tenures);
    pump.all(book.groups());
    await mover.move().catch((error) => log.warn({ err: error }, 'due timers not moved'));
  };
  const untilIdle = async () => {
    const busy = () =>
      book.figures().active > 0 || [...runners.values()].some((runner) => !runner.idle());
    while (busy()) await new Promise<void>((resolve) => setImmediate(resolve));
  };

  return {
    async start() {
      waker = await createWaker({
        listener,
        onWork: (woken) => reader.scan(woken.flatMap((part) => leases.byPart(part) ?? [])),
        onReleased: () => void tick(),
      });
      await leases.tick();
      // Others hold more than their share now.
      waker.released();
      loops = [
        repeat({ clock, everyMs: leaseRenewMs, run: tick }),
        repeat({ clock, everyMs: pollMs, run: poll }),
      ];
    },
    committed(work: readonly CommittedWork[]) {
      const others = new Set<number>();
      for (const row of work) {
        const tenure = leases.byPart(row.part);
        if (tenure) book.offer(tenure, row, 'commit');
        else others.add(row.part);
      }
      waker?.wake(others);
    },
    owns(part) {
      const tenure = leases.leftMs() > 0 ? leases.byPart(part) : undefined;
      return tenure ? { epoch: tenure.epoch } : null;
    },
    async drained() {
      let before: number;
      do {
        before = sum((runner) => runner.taken());
        await mover.move();
        reader.rescan(leases.all());
        await reader.quiet();
        await untilIdle();
      } while (before !== sum((runner) => runner.taken()));
    },
    figures: () => ({
      owned: [...leases.all()].length,
      waiting: book.figures().inHand + book.figures().cold,
      inFlight: sum((runner) => runner.inFlight()),
      deadLetters,
    }),
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await reader.stop();
      await Promise.all([...runners.values()].map((runner) => runner.stop()));
      await leases.stop();
    },
  };
};

/** Lets everything that became ready in one turn join one batch. */
const createPump = (dispatch: (group: Group) => void) => {
  const dirty = new Set<Group>();
  let due = false;
  const run = () => {
    due = false;
    const groups = [...dirty];
    dirty.clear();
    for (const group of groups) dispatch(group);
  };
  const soon = (group: Group) => {
    dirty.add(group);
    if (due) return;
    due = true;
    queueMicrotask(run);
  };
  return {
    soon,
    all(groups: Iterable<Group>) {
      for (const group of groups) if (group.ready.size() > 0) soon(group);
    },
  };
};

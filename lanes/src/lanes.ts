import type { Clock, Database, Ids, Listener, Log } from '@tandem/kit';
import { createBatchRunner } from './batch-runner.ts';
import { createDrained } from './drained.ts';
import { createEffectRunner } from './effect-runner.ts';
import { createLaneBook } from './lane-book.ts';
import { createLanesStore } from './lanes.store.ts';
import type { BatchQueue, EffectQueue, Lanes } from './lanes.types.ts';
import { createLeases, defaultLeaseTimes, type LeaseTimes } from './leases.ts';
import { createPump } from './pump.ts';
import { createReader } from './reader.ts';
import { repeat } from './repeat.ts';
import { createTimerMover } from './timer-mover.ts';
import { createDoubt } from './tries.ts';
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
  /** Batches of a batch queue that may be under way at once, each for its own partitions (default 1). */
  readonly shards?: number;
  /** Default 15 s, renewed every 3 s. */
  readonly leaseTimes?: LeaseTimes;
  /** Whose clock dates the leases (default the database's, the only one all nodes share); `node` is for tests. */
  readonly leaseTime?: 'database' | 'node';
};

const pollMs = 1_000;
/** One partition is read as a whole every so many polls, each in its turn. */
const rescanEvery = 4;

type Parts = ReturnType<typeof createParts>;

const createRunners = (
  options: LanesOptions,
  parts: Pick<Parts, 'store' | 'book' | 'leases'> & { onDead: () => void },
): readonly [string, Runner][] =>
  options.queues.map((queue) => [
    queue.name,
    queue.mode === 'batch'
      ? createBatchRunner({ ...options, ...parts, queue })
      : createEffectRunner({ ...options, ...parts, queue }),
  ]);

/** What the lanes are made of, wired together. */
const createParts = (options: LanesOptions) => {
  const {
    db,
    clock,
    log,
    queues,
    timerQueue,
    nodeId,
    shards = 1,
    leaseTime = 'database',
    leaseTimes = defaultLeaseTimes,
  } = options;
  const store = createLanesStore({ db, nodeId });
  const releasedHearers: (() => Promise<void>)[] = [];
  const figures = { deadLetters: 0 };
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
  const reader = createReader({ store, book, clock, log });
  const doubt = createDoubt(clock);
  const leases = createLeases({
    store,
    clock,
    log,
    time: leaseTime,
    lifeMs: leaseTimes.lifeMs,
    onGained(tenures) {
      doubt.gained(tenures);
      reader.rescan(tenures);
    },
    onLost(tenure) {
      book.drop(tenure);
      reader.forget(tenure);
    },
    async onReleased() {
      await Promise.all(releasedHearers.map((hear) => hear()));
    },
  });
  const onDead = () => {
    figures.deadLetters += 1;
  };
  const runners: ReadonlyMap<string, Runner> = new Map(
    createRunners(options, { store, book, leases, onDead }),
  );
  const mover = createTimerMover({ store, book, leases, clock, queue: timerQueue });
  return { store, pump, book, reader, leases, doubt, runners, mover, figures, releasedHearers };
};

/** What a node does by the clock. */
const createRounds = ({ log }: LanesOptions, parts: Parts) => {
  const { leases, reader, book, pump, mover } = parts;
  let polls = 0;
  return {
    async tick() {
      try {
        await leases.tick();
      } catch (error) {
        log.warn({ err: error }, 'leases not renewed');
      }
      pump.all(book.groups.all());
    },
    async poll() {
      polls += 1;
      const tenures = [...leases.all()];
      reader.round(tenures);
      book.groups.prune();
      const turn = tenures[Math.floor(polls / rescanEvery) % Math.max(1, tenures.length)];
      if (turn && polls % rescanEvery === 0) reader.rescan([turn]);
      reader.scan(tenures);
      pump.all(book.groups.all());
      await mover.move().catch((error) => log.warn({ err: error }, 'due timers not moved'));
    },
  };
};

/** The lanes of one schema on this node. See {@link Lanes} for what they promise. */
export const createLanes = (options: LanesOptions): Lanes => {
  const { listener, clock, leaseTimes = defaultLeaseTimes } = options;
  const parts = createParts(options);
  const { book, leases, doubt, reader, runners, figures } = parts;
  const rounds = createRounds(options, parts);
  let waker: Waker | null = null;
  let loops: { stop: () => Promise<void> }[] = [];
  return {
    async start() {
      waker = await createWaker({
        listener,
        onWork: (woken) => reader.scan(woken.flatMap((part) => leases.byPart(part) ?? [])),
        onReleased: () => void rounds.tick(),
      });
      parts.releasedHearers.push(waker.released);
      await leases.tick();
      // Others hold more than their share now.
      await waker.released();
      loops = [
        repeat({ clock, everyMs: leaseTimes.renewMs, run: rounds.tick }),
        repeat({ clock, everyMs: pollMs, run: rounds.poll }),
      ];
    },
    committed(work) {
      const others = new Set<number>();
      for (const row of work) {
        const tenure = leases.byPart(row.part);
        if (tenure) book.offer(tenure, { row, from: 'commit' });
        else others.add(row.part);
      }
      waker?.wake(others);
    },
    owns(part) {
      const tenure = leases.leftMs() > 0 ? leases.byPart(part) : undefined;
      return tenure ? { epoch: tenure.epoch } : null;
    },
    inDoubt: doubt.holds,
    drained: createDrained({ ...parts, clock, lifeMs: leaseTimes.lifeMs, tick: rounds.tick }),
    figures: () => ({
      owned: [...leases.all()].length,
      waiting: book.figures().inHand + book.figures().cold,
      inFlight: [...runners.values()].reduce((total, runner) => total + runner.inFlight(), 0),
      deadLetters: figures.deadLetters,
    }),
    async stop() {
      // From here on nothing is begun; the leases are renewed until the last run has ended.
      const [renewing, ...others] = loops;
      const ended = [...runners.values()].map((runner) => runner.stop());
      await Promise.all(others.map((loop) => loop.stop()));
      await reader.stop();
      await Promise.all(ended);
      await renewing?.stop();
      await leases.stop();
    },
  };
};

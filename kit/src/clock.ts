/** Time as a parameter: no package reads the machine's clock or timers by itself. */
export type Clock = {
  /** Wall-clock time. */
  readonly now: () => Date;
  /** Milliseconds that never jump back; for leases, timeouts and durations. */
  readonly monotonicMs: () => number;
  /** Runs `run` once after `ms`; the returned timer can be cancelled. Never keeps the process alive. */
  readonly after: (ms: number, run: () => void) => Timer;
  /** Resolves after `ms`, or rejects with the signal's reason when aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

export type Timer = { readonly cancel: () => void };

const sleepWith =
  (after: Clock['after']): Clock['sleep'] =>
  (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        timer.cancel();
        reject(signal?.reason);
      };
      const timer = after(ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });

const afterSystem: Clock['after'] = (ms, run) => {
  // What is overdue is due at once, as on the test clock; Node warns of it otherwise.
  const handle = setTimeout(run, Math.max(0, ms));
  handle.unref();
  return { cancel: () => clearTimeout(handle) };
};

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  after: afterSystem,
  sleep: sleepWith(afterSystem),
};

export type TestClock = Clock & {
  /** Moves time forward and fires the due timers in order, letting promises settle between them. */
  readonly advance: (ms: number) => Promise<void>;
  /** Sets the time of day forward or (negative) back, as an operator may; nothing else moves by it. */
  readonly step: (ms: number) => void;
};

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A clock that stands still until advanced; starts at `start` (default 2026-01-01T00:00:00Z). */
export const createTestClock = (start = new Date('2026-01-01T00:00:00.000Z')): TestClock => {
  let elapsed = 0;
  let stepped = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  const after: Clock['after'] = (ms, run) => {
    const timer = { at: elapsed + Math.max(0, ms), run };
    timers.add(timer);
    return { cancel: () => void timers.delete(timer) };
  };
  const nextDue = (limit: number) =>
    [...timers].filter((timer) => timer.at <= limit).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => new Date(start.getTime() + elapsed + stepped),
    monotonicMs: () => elapsed,
    after,
    sleep: sleepWith(after),
    async advance(ms) {
      const target = elapsed + ms;
      await settle();
      for (let timer = nextDue(target); timer; timer = nextDue(target)) {
        timers.delete(timer);
        elapsed = timer.at;
        timer.run();
        await settle();
      }
      elapsed = target;
      await settle();
    },
    step(ms) {
      stepped += ms;
    },
  };
};

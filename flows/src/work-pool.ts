import { ActionFailure } from './action-failure.ts';
import { LanguageError } from './language-error.ts';

/** Work of one step of a run at most, in units of about a tenth of a microsecond: about a second on one core. */
const poolUnits = 10_000_000;

/** How a piece of work is bounded: tried with little first, then with more that the pool pays for. */
export type Tiers = {
  /** Bounds to try, smallest first; the first is free. */
  readonly bounds: readonly number[];
  /** What one unit of the bound costs in units of the pool. */
  readonly price: number;
  /** Code of the error that says that a bound was too small. */
  readonly code: string;
};

/** Milliseconds of one step by the clock; the process does nothing else meanwhile. */
export const mostStepMs = 3_000;

export const tookTooLong = `A step of the run took longer than ${mostStepMs / 1000} seconds.`;

/** The clock that nobody sets, and how long a step may take by it (when left out {@link mostStepMs}). */
export type StepTime = { readonly monotonicMs: () => number; readonly mostMs?: number };

/** Looks at the pool between two looks at the clock: a look costs as much as a small action. */
const looksPerTime = 64;

/**
 * What all actions of one step may use up together. Each template and path has a bound of its own, but a thousand actions
 * at that bound would hold up everybody else of the process.
 */
export class WorkPool {
  #left: number;
  #sizes: WeakMap<object, number> | null = null;
  readonly #time: StepTime | undefined;
  /** Null before the first look at the clock: most steps are over by then. */
  #endMs: number | null = null;
  #looks = 0;
  #late = false;

  /** @param units how much there is; when left out as much as one step may use up. */
  constructor(time?: StepTime, units: number = poolUnits) {
    this.#time = time;
    this.#left = units;
  }

  /** Units that are left; below zero where more was wanted. */
  get left(): number {
    return this.#left;
  }

  /** Whether more was wanted than there was, of work or of time. */
  get isSpent(): boolean {
    return this.#left < 0 || this.#late;
  }

  /** Whether the time of the step is over, as far as is known. */
  isLate(): boolean {
    this.#looks += 1;
    if (this.#looks % looksPerTime === 0) this.#look();
    return this.#late;
  }

  #look(): void {
    if (!this.#time) return;
    const nowMs = this.#time.monotonicMs();
    this.#endMs ??= nowMs + (this.#time.mostMs ?? mostStepMs);
    if (nowMs > this.#endMs) this.#late = true;
  }

  /** @throws ActionFailure `step.time` when the time of the step is over. */
  checkTime(): void {
    this.#look();
    if (this.#late) throw new ActionFailure('step.time', tookTooLong);
  }

  /** Bytes of values as JSON that were measured before: values never change, and loops hand on the same ones. */
  get sizes(): WeakMap<object, number> {
    this.#sizes ??= new WeakMap();
    return this.#sizes;
  }

  /** @throws ActionFailure `work.budget` when nothing is left. */
  take(units: number): void {
    const before = this.#left;
    this.#left -= units;
    if (before >> 12 !== this.#left >> 12) this.checkTime();
    if (this.#left < 0)
      throw new ActionFailure('work.budget', 'The actions of this step do too much work.');
  }

  /** Does work that says by an error when its bound was too small. It must be pure: it may be done again. */
  within<Result>({ bounds, price, code }: Tiers, work: (bound: number) => Result): Result {
    const last = bounds.length - 1;
    for (let index = 0; index < last; index += 1) {
      const bound = bounds[index] as number;
      if (index > 0) this.take(bound * price);
      try {
        return work(bound);
      } catch (error) {
        if (!(error instanceof LanguageError) || error.code !== code) throw error;
      }
    }
    const most = bounds[last] as number;
    this.take(most * price);
    return work(most);
  }
}

import type { Activity } from '@tandem/contract';
import { type Clock, createBatcher, type Database, isDatabaseUnavailable } from '@tandem/kit';
import type { CommittedWork, Lanes } from '@tandem/lanes';
import {
  conversationErrors,
  type Session,
  storable,
  tooBusy,
  type Wakes,
} from '../conversations/index.ts';
import { spoken } from '../handover/index.ts';

export type Said = {
  readonly session: Session;
  readonly body: Activity;
  readonly key: string | null;
};

/** Position of what was said, a repeat's own first one; null where the session is gone. */
type Position = number | null;

export type Says = {
  /**
   * Stores what customers say in groups: one statement for all that came while the one before was under way. What has
   * to wait for its session is taken `alone`, in a transaction of its own, and so is what follows in it until then.
   * Answers after the commit. @throws conversationErrors.full, conversationErrors.busy
   */
  readonly say: (said: Said, alone: () => Promise<Position>) => Promise<Position>;
  /** Resolves when everything said so far in the session is stored or refused: what came later stays behind it. */
  readonly settled: (session: number) => Promise<void>;
};

type Row = {
  outcomes: ('taken' | 'repeat' | 'full' | 'locked' | 'gone')[];
  seqs: (string | null)[];
  items: number[];
  queues: string[];
  payloads: object[];
  ids: string[] | null;
  afters: (string | null)[] | null;
};

type Outcome =
  | { readonly kind: 'at'; readonly seq: Position }
  | { readonly kind: 'full' }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** It is taken alone, which takes as long as it takes. */
  | { readonly kind: 'later'; readonly position: Promise<Position> };

type SaysDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly lanes: () => Pick<Lanes, 'committed'>;
  readonly wakes: Wakes;
  /** What is kept of a customer at most in one conversation; 0: any amount. */
  readonly maxCustomerBytes: number;
};

const maxBatch = 128;
const maxQueued = 4_000;
/** Where many speak at once, fewer and larger groups: a commit each. */
const restMs = 12;

/** What one of them brings is read before it meets the others: what cannot be read fails alone. */
const prepare = ({ session, body: given, key }: Said, alone: () => Promise<Position>) => {
  const body = storable(given);
  return {
    ...{ session, alone, type: body.type, key: key && storable(key) },
    words: spoken(body.text ?? ''),
    json: JSON.stringify(body),
  };
};

type Prepared = ReturnType<typeof prepare>;

const workOf = (row: Row, said: readonly Prepared[]): readonly CommittedWork[] =>
  row.items.map((item, index) => {
    const { org, part, id: lane } = (said[item - 1] as Prepared).session;
    const after = row.afters?.[index] ?? null;
    return {
      ...{ org, part, lane, queue: row.queues[index] as string, payload: row.payloads[index] },
      id: Number(row.ids?.[index]),
      after: after === null ? null : Number(after),
      attempts: 0,
    };
  });

const storeAll = async (deps: SaysDeps, said: readonly Prepared[]): Promise<Row> => {
  const [row] = await deps.db.call<Row>(
    'customers_say',
    'select * from customers_say($1, $2, $3, $4, $5, $6, $7)',
    [
      said.map(({ session }) => session.id),
      said.map(({ type }) => type),
      said.map(({ key }) => key),
      said.map(({ words }) => words),
      said.map(({ json }) => json),
      deps.clock.now(),
      deps.maxCustomerBytes,
    ],
  );
  if (!row) throw new Error('customers_say answered nothing');
  deps.lanes().committed(workOf(row, said));
  row.outcomes.forEach((outcome, index) => {
    if (outcome === 'taken') deps.wakes.activity((said[index] as Prepared).session.id);
  });
  return row;
};

/** What is taken alone goes one by one in its session. */
const createAlone = () => {
  const lines = new Map<number, { waiting: number; last: Promise<unknown> }>();
  return {
    has: (session: number) => lines.has(session),
    async run<T>(session: number, work: () => Promise<T>): Promise<T> {
      const line = lines.get(session) ?? { waiting: 0, last: Promise.resolve() };
      lines.set(session, line);
      line.waiting += 1;
      const mine = line.last.then(work, work);
      line.last = mine;
      try {
        return await mine;
      } finally {
        line.waiting -= 1;
        if (line.waiting === 0) lines.delete(session);
      }
    },
  };
};

type Alone = ReturnType<typeof createAlone>;

const outcomeOf = (row: Row, index: number): Outcome => {
  if (row.outcomes[index] === 'full') return { kind: 'full' };
  const seq = row.seqs[index];
  return { kind: 'at', seq: seq == null ? null : Number(seq) };
};

/** What is stored with one statement: each session once, its next word with the next. */
const roundsOf = (said: readonly Prepared[]): readonly (readonly Prepared[])[] => {
  const rounds: Prepared[][] = [];
  const turns = new Map<number, number>();
  for (const one of said) {
    const turn = turns.get(one.session.id) ?? 0;
    turns.set(one.session.id, turn + 1);
    const round = rounds[turn] ?? [];
    rounds[turn] = round;
    round.push(one);
  }
  return rounds;
};

/** Stores what nothing stands in the way of. What one of them brought is no reason to refuse the others. */
const storeRound = async (
  deps: SaysDeps,
  alone: Alone,
  round: readonly Prepared[],
): Promise<readonly Outcome[]> => {
  const later = ({ session, alone: take }: Prepared): Outcome => ({
    kind: 'later',
    position: alone.run(session.id, take),
  });
  const free = round.filter(({ session }) => !alone.has(session.id));
  const stored = new Map<Prepared, Outcome>();
  try {
    const row = free.length > 0 ? await storeAll(deps, free) : null;
    if (row)
      free.forEach((one, index) => {
        // Decided here, before the next round: what follows in the session stays behind it.
        const isLocked = row.outcomes[index] === 'locked';
        stored.set(one, isLocked ? later(one) : outcomeOf(row, index));
      });
  } catch (error) {
    if (isDatabaseUnavailable(error)) return round.map(() => ({ kind: 'failed', error }));
  }
  return round.map((one) => stored.get(one) ?? later(one));
};

const store = async (
  deps: SaysDeps,
  alone: Alone,
  said: readonly Prepared[],
): Promise<readonly Outcome[]> => {
  const outcomes = new Map<Prepared, Outcome>();
  for (const round of roundsOf(said)) {
    const found = await storeRound(deps, alone, round);
    round.forEach((one, index) => {
      outcomes.set(one, found[index] as Outcome);
    });
  }
  return said.map((one) => outcomes.get(one) as Outcome);
};

/** The latest of what is under way in each session. */
const createLatest = () => {
  const latest = new Map<number, Promise<unknown>>();
  return {
    async of(session: number): Promise<void> {
      await latest.get(session)?.catch(() => {});
    },
    async note<T>(session: number, run: Promise<T>): Promise<T> {
      latest.set(session, run);
      try {
        return await run;
      } finally {
        if (latest.get(session) === run) latest.delete(session);
      }
    },
  };
};

export const createSays = (deps: SaysDeps): Says => {
  const alone = createAlone();
  const latest = createLatest();
  const batcher = createBatcher({
    run: (said: readonly Prepared[]) => store(deps, alone, said),
    ...{ maxBatch, maxQueued, restMs },
    onFull: tooBusy,
  });
  const take = async (said: Said, takeAlone: () => Promise<Position>): Promise<Position> => {
    const outcome = await batcher.add(prepare(said, takeAlone));
    if (outcome.kind === 'later') return outcome.position;
    if (outcome.kind === 'failed') throw outcome.error;
    if (outcome.kind === 'full')
      throw conversationErrors.full({ limit: String(deps.maxCustomerBytes) });
    return outcome.seq;
  };
  return {
    say: (said, takeAlone) => latest.note(said.session.id, take(said, takeAlone)),
    settled: latest.of,
  };
};

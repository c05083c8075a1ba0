import type { Activity } from '@tandem/contract';
import { type Clock, createBatcher, type Database } from '@tandem/kit';
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
  | { readonly kind: 'alone' };

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

const workOf = (row: Row, said: readonly Said[]): readonly CommittedWork[] =>
  row.items.map((item, index) => {
    const { org, part, id: lane } = (said[item - 1] as Said).session;
    const after = row.afters?.[index] ?? null;
    return {
      ...{ org, part, lane, queue: row.queues[index] as string, payload: row.payloads[index] },
      id: Number(row.ids?.[index]),
      after: after === null ? null : Number(after),
      attempts: 0,
    };
  });

const outcomeOf = (row: Row, index: number): Outcome => {
  const kind = row.outcomes[index];
  if (kind === 'full') return { kind };
  if (kind === 'locked') return { kind: 'alone' };
  const seq = row.seqs[index];
  return { kind: 'at', seq: seq == null ? null : Number(seq) };
};

const storeAll = async (deps: SaysDeps, said: readonly Said[]): Promise<readonly Outcome[]> => {
  const now = deps.clock.now();
  const bodies = said.map(({ body }) => storable(body));
  const [row] = await deps.db.query<Row>(
    'select * from customers_say($1, $2, $3, $4, $5, $6, $7)',
    [
      said.map(({ session }) => session.id),
      bodies.map(({ type }) => type),
      said.map(({ key }) => key && storable(key)),
      bodies.map(({ text }) => spoken(text ?? '')),
      bodies.map((body) => JSON.stringify(body)),
      now,
      deps.maxCustomerBytes,
    ],
  );
  if (!row) throw new Error('customers_say answered nothing');
  deps.lanes().committed(workOf(row, said));
  row.outcomes.forEach((outcome, index) => {
    if (outcome === 'taken') deps.wakes.activity((said[index] as Said).session.id);
  });
  return said.map((_, index) => outcomeOf(row, index));
};

/** Data of one of them that cannot be stored (class 22) or breaks a limit (54) is no reason to refuse the others. */
const isOfOne = (error: unknown): boolean =>
  /^(22|54)/.test(String((error as { code?: unknown }).code ?? ''));

const store = async (deps: SaysDeps, said: readonly Said[]): Promise<readonly Outcome[]> => {
  try {
    return await storeAll(deps, said);
  } catch (error) {
    if (!isOfOne(error)) throw error;
    return said.map(() => ({ kind: 'alone' }));
  }
};

/** How many of a session are taken alone right now. */
const createWaits = () => {
  const waits = new Map<number, number>();
  return {
    has: (session: number) => waits.has(session),
    async during<T>(session: number, run: () => Promise<T>): Promise<T> {
      waits.set(session, (waits.get(session) ?? 0) + 1);
      try {
        return await run();
      } finally {
        const left = (waits.get(session) ?? 1) - 1;
        if (left > 0) waits.set(session, left);
        else waits.delete(session);
      }
    },
  };
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
  const waits = createWaits();
  const latest = createLatest();
  const batcher = createBatcher({
    run: (said: readonly Said[]) => store(deps, said),
    ...{ maxBatch, maxQueued },
    onFull: tooBusy,
  });
  const take = async (said: Said, alone: () => Promise<Position>): Promise<Position> => {
    const { id } = said.session;
    if (waits.has(id)) return waits.during(id, alone);
    const outcome = await batcher.add(said);
    if (outcome.kind === 'alone') return waits.during(id, alone);
    if (outcome.kind === 'full')
      throw conversationErrors.full({ limit: String(deps.maxCustomerBytes) });
    return outcome.seq;
  };
  return {
    say: (said, alone) => latest.note(said.session.id, take(said, alone)),
    settled: latest.of,
  };
};

import type { Activity } from '@tandem/contract';
import { type Clock, createBatcher, type Database, isDatabaseUnavailable } from '@tandem/kit';
import type { CommittedWork, Lanes } from '@tandem/lanes';
import {
  conversationErrors,
  messageIdOf,
  type Session,
  type ShownActivity,
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
   * to wait for its session is taken `alone`, in a transaction of its own; what follows in the session waits for it.
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
  /** It is taken alone, which takes as long as it takes. */
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
/** Sessions of which a word waits for its group. */
const maxQueued = 4_000;
/** Words of one session that are not stored yet. */
const maxOfSession = 128;
/** Where many speak at once, fewer and larger groups: a commit each. */
const restMs = 12;

/** What one of them brings is read before it meets the others: what cannot be read fails alone. */
const prepare = ({ session, body: given, key }: Said) => {
  const body = storable(given);
  return {
    ...{ session, body, type: body.type, key: key && storable(key) },
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

/** As it stands in the database now. */
const shownOf = ({ session, body }: Prepared, seq: number, createdAt: Date): ShownActivity => ({
  ...{ session: session.id, seq, direction: 'user', handover: null, body, createdAt },
  messageId: messageIdOf(session.conversationId, seq),
});

const storeAll = async (deps: SaysDeps, said: readonly Prepared[]): Promise<Row> => {
  const now = deps.clock.now();
  const [row] = await deps.db.call<Row>(
    'customers_say',
    'select * from customers_say($1, $2, $3, $4, $5, $6, $7)',
    [
      said.map(({ session }) => session.id),
      said.map(({ type }) => type),
      said.map(({ key }) => key),
      said.map(({ words }) => words),
      said.map(({ json }) => json),
      now,
      deps.maxCustomerBytes,
    ],
  );
  if (!row) throw new Error('customers_say answered nothing');
  deps.lanes().committed(workOf(row, said));
  row.outcomes.forEach((outcome, index) => {
    if (outcome !== 'taken') return;
    const one = said[index] as Prepared;
    deps.wakes.activity(one.session.id, shownOf(one, Number(row.seqs[index]), now));
  });
  return row;
};

const outcomeOf = (row: Row, index: number): Outcome => {
  if (row.outcomes[index] === 'full') return { kind: 'full' };
  if (row.outcomes[index] === 'locked') return { kind: 'alone' };
  const seq = row.seqs[index];
  return { kind: 'at', seq: seq == null ? null : Number(seq) };
};

/** What one of them brought is no reason to refuse the others: each is tried alone. */
const store = async (deps: SaysDeps, said: readonly Prepared[]): Promise<readonly Outcome[]> => {
  try {
    const row = await storeAll(deps, said);
    return said.map((_, index) => outcomeOf(row, index));
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    return said.map(() => ({ kind: 'alone' }));
  }
};

/** What is under way in each session: how much of it, and the latest. */
const createUnderWay = () => {
  const sessions = new Map<number, { latest: Promise<unknown>; count: number }>();
  return {
    async of(session: number): Promise<void> {
      await sessions.get(session)?.latest.catch(() => {});
    },
    count: (session: number) => sessions.get(session)?.count ?? 0,
    async note<T>(session: number, run: Promise<T>): Promise<T> {
      const entry = sessions.get(session) ?? { latest: run, count: 0 };
      sessions.set(session, entry);
      entry.latest = run;
      entry.count += 1;
      try {
        return await run;
      } finally {
        entry.count -= 1;
        if (entry.count === 0) sessions.delete(session);
      }
    },
  };
};

export const createSays = (deps: SaysDeps): Says => {
  const underWay = createUnderWay();
  const batcher = createBatcher({
    run: (said: readonly Prepared[]) => store(deps, said),
    ...{ maxBatch, maxQueued, restMs },
    onFull: tooBusy,
  });
  /** A session has one word in the batcher: who says much at once waits for himself, not others for him. */
  const take = async (said: Said, takeAlone: () => Promise<Position>): Promise<Position> => {
    await underWay.of(said.session.id);
    const outcome = await batcher.add(prepare(said));
    if (outcome.kind === 'alone') return takeAlone();
    if (outcome.kind === 'full')
      throw conversationErrors.full({ limit: String(deps.maxCustomerBytes) });
    return outcome.seq;
  };
  return {
    async say(said, takeAlone) {
      const { id } = said.session;
      if (underWay.count(id) >= maxOfSession) throw tooBusy();
      return underWay.note(id, take(said, takeAlone));
    },
    settled: underWay.of,
  };
};

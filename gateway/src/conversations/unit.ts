import type { Clock, Database, Transaction } from '@tandem/kit';
import { type CommittedWork, enqueueWork, type Lanes } from '@tandem/lanes';
import { findActivityByKey, insertActivity } from './activities.store.ts';
import { conversationErrors } from './conversations.errors.ts';
import {
  gatewayQueues,
  type NewActivity,
  type NewHop,
  type Session,
  type StoredActivity,
} from './conversations.model.ts';
import { isForCustomer } from './conversations.rules.ts';
import { insertHop } from './hops.store.ts';
import { lockSession } from './sessions.store.ts';
import type { Wakes } from './wakes.ts';

/** Everything that happens to one session in one transaction, under the session's lock. */
export type SessionUnit = {
  readonly tx: Transaction;
  readonly session: Session;
  readonly now: Date;
  /** Adds an activity; a repeat of its key answers the first one and `fresh: false`. */
  readonly append: (
    activity: NewActivity,
  ) => Promise<{ readonly activity: StoredActivity; readonly fresh: boolean }>;
  /** Queues work in the session's lane, in the order of the calls; `endpoint` is added to the payload. */
  readonly queue: (queue: string, payload: object) => Promise<void>;
  readonly hop: (hop: NewHop) => Promise<void>;
  /** Counts bytes that the customer has stored beside activities. @throws conversationErrors.full */
  readonly take: (bytes: number) => void;
  /** Position of the last activity so far, those of this change included. */
  readonly lastSeq: () => number;
};

/** Runs a change of one session. Null when the session is gone. */
export type ChangeSession = <T>(
  sessionId: number,
  run: (unit: SessionUnit) => Promise<T>,
) => Promise<T | null>;

type UnitDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly lanes: () => Pick<Lanes, 'committed'>;
  readonly wakes: Wakes;
  /** What is kept of a customer at most in one conversation; 0: any amount. */
  readonly maxCustomerBytes: number;
};

/** Leaving is always possible; all else of a customer counts. */
const counts = ({ direction, body }: NewActivity) =>
  direction === 'user' && body.type !== 'endOfConversation';

const createUnit = (deps: UnitDeps, tx: Transaction, session: Session) => {
  const now = deps.clock.now();
  const work: CommittedWork[] = [];
  let seq = session.lastSeq;
  let taken = session.takenBytes;
  const take = (bytes: number) => {
    taken += bytes;
    const limit = deps.maxCustomerBytes;
    if (limit > 0 && taken > limit) throw conversationErrors.full({ limit: String(limit) });
  };
  const unit: SessionUnit = {
    tx,
    session,
    now,
    async append(activity) {
      const known = activity.key ? await findActivityByKey(tx, session.id, activity.key) : null;
      if (known) return { activity: known, fresh: false };
      if (counts(activity)) take(Buffer.byteLength(JSON.stringify(activity.body)));
      seq += 1;
      const stored = await insertActivity(tx, session, { activity, seq, at: now });
      if (session.channel && isForCustomer(activity))
        await unit.queue(gatewayQueues.channel, { kind: 'send', channel: session.channel.id, seq });
      return { activity: stored, fresh: true };
    },
    async queue(queue, payload) {
      const { org, part, id: lane, endpointId: endpoint } = session;
      const row = { org, queue, part, lane, payload: { endpoint, ...payload } };
      work.push(...(await enqueueWork(tx, [row])));
    },
    take,
    hop: (hop) => insertHop(tx, session, { hop, at: now }),
    lastSeq: () => seq,
  };
  const finish = async () => {
    if (seq === session.lastSeq) return;
    await tx.query(
      'update session set last_seq = $2, active_at = $3, taken_bytes = $4 where id = $1',
      [session.id, seq, now, taken],
    );
  };
  return { unit, finish, work, moved: () => seq !== session.lastSeq };
};

/** Changes of sessions: lock, change, commit, then wake whoever waits for it on any node. */
export const createChangeSession =
  (deps: UnitDeps): ChangeSession =>
  async (sessionId, run) => {
    const done = await deps.db.transaction(async (tx) => {
      const session = await lockSession(tx, sessionId);
      if (!session) return null;
      const { unit, finish, work, moved } = createUnit(deps, tx, session);
      const result = await run(unit);
      await finish();
      return { result, work, moved: moved() };
    });
    if (!done) return null;
    if (done.work.length > 0) deps.lanes().committed(done.work);
    if (done.moved) deps.wakes.activity(sessionId);
    return done.result;
  };

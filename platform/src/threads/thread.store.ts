import type { Transaction } from '@tandem/kit';
import { type CommittedWork, enqueueWork, type NewWork } from '@tandem/lanes';
import type { ThreadChange } from '../conversations/index.ts';
import { type DeliveryPayload, deliveryQueue } from './delivery.types.ts';
import { packed, placeholders } from './packed-json.ts';
import {
  eventColumns,
  messageColumns,
  messageTexts,
  participantColumns,
  threadColumns,
} from './thread.columns.ts';

type DeliveryRow = {
  readonly change: number;
  readonly org: string;
  readonly part: number;
  readonly lane: number;
  readonly payload: DeliveryPayload;
  /** The payload as it is stored: without a body that a message of the change holds. */
  readonly text: string;
};

const deliveryRows = (
  changes: readonly ThreadChange[],
  texts: ReturnType<typeof messageTexts>,
): DeliveryRow[] =>
  changes.flatMap(({ after, messages, deliveries }, at) =>
    deliveries.map((delivery) => {
      const { messageId, kind, status, body } = delivery;
      const payload: DeliveryPayload = {
        integrationId: after.integrationId,
        conversationId: after.conversation.id,
        messageId,
        kind,
        status,
        body,
      };
      const message = messages.findIndex(({ id }) => id === messageId);
      const isHeld = kind === 'message' && message >= 0 && texts[at]?.[message] === body;
      return {
        change: at + 1,
        org: after.org,
        part: after.part,
        lane: after.thread,
        payload,
        text: JSON.stringify(isHeld ? { ...payload, body: null } : payload),
      };
    }),
  );

/** Parameters of `apply_changes` that hold JSON: t_state, p_doc, m_body, e_data, d_payload. */
export const jsonOfChanges = [7, 23, 33, 37, 40];

/** Rows of lane_work as a set-based call answers them. */
export type StoredWork = { readonly id: number; readonly after: number | null };

/** The columns of `apply_changes`, and what to do with its answer. */
export const changeColumns = (changes: readonly ThreadChange[]) => {
  const texts = messageTexts(changes);
  const rows = deliveryRows(changes, texts);
  return {
    columns: [
      ...threadColumns(changes),
      ...participantColumns(changes),
      ...messageColumns(changes, texts),
      ...eventColumns(changes),
      rows.length ? rows.map(({ change }) => change) : null,
      rows.length ? packed(rows.map(({ text }) => text)) : null,
    ],
    /** @param threads ids of the changes' threads where the changes did not know them */
    workOf: (stored: readonly StoredWork[], threads?: readonly number[]): CommittedWork[] =>
      rows.map(({ change, org, part, lane, payload }, index) => ({
        org,
        queue: deliveryQueue,
        part,
        lane: threads?.[change - 1] ?? lane,
        payload,
        id: Number(stored[index]?.id),
        attempts: 0,
        after: stored[index]?.after ?? null,
      })),
  };
};

const applySql = `select w.id, w.after from apply_changes(${placeholders(40, jsonOfChanges)}) a,
  unnest(a.o_work, a.o_after) w(id, after)`;

const applyCore = async (
  tx: Transaction,
  changes: readonly ThreadChange[],
): Promise<CommittedWork[]> => {
  const { columns, workOf } = changeColumns(changes);
  return workOf(await tx.call<StoredWork>('apply_changes', applySql, columns));
};

/** Of timers of one name the last word counts: a change may set one and cancel it again. */
const lastWords = (timers: ThreadChange['timers']) => [
  ...new Map(timers.map((timer) => [timer.name, timer])).values(),
];

const applyTimers = async (tx: Transaction, changes: readonly ThreadChange[]): Promise<void> => {
  const timers = changes.flatMap(({ after, timers }) =>
    lastWords(timers).map((timer) => ({ after, timer })),
  );
  if (timers.length === 0) return;
  await tx.query('select lane_timers_set($1, $2, $3, $4, $5, $6::jsonb[])', [
    timers.map(({ after }) => after.org),
    timers.map(({ after }) => after.part),
    timers.map(({ after }) => after.thread),
    timers.map(({ timer }) => timer.name),
    timers.map(({ timer }) => timer.dueAt),
    timers.map(({ after, timer }) =>
      JSON.stringify({ ...timer.data, conversation: after.conversation.id }),
    ),
  ]);
};

const applyWaiting = async (tx: Transaction, changes: readonly ThreadChange[]): Promise<void> => {
  for (const { after, waiting } of changes) {
    for (const entry of waiting) {
      if ('leave' in entry) {
        await tx.query('delete from acd_waiting where id = $1', [entry.participantId]);
        continue;
      }
      const { queueId, priority, skillIds, languageId, preferredUserIds } = entry.enter;
      await tx.query(
        `insert into acd_waiting
           (id, org, queue, thread, part, conversation, priority, skill_ids, language_id, preferred, since)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (id) do update set queue = excluded.queue, priority = excluded.priority,
           skill_ids = excluded.skill_ids, language_id = excluded.language_id, preferred = excluded.preferred,
           since = excluded.since`,
        [
          entry.participantId,
          after.org,
          queueId,
          after.thread,
          after.part,
          after.conversation.id,
          priority,
          skillIds,
          languageId,
          preferredUserIds,
          entry.since,
        ],
      );
    }
  }
};

const applyWork = async (
  tx: Transaction,
  changes: readonly ThreadChange[],
): Promise<readonly CommittedWork[]> => {
  const rows = changes.flatMap(({ after, work = [] }): NewWork[] =>
    work.map((one) => ({ ...one, org: after.org, part: after.part, lane: after.thread })),
  );
  return rows.length === 0 ? [] : enqueueWork(tx, rows);
};

/** Runs that ended with a change, whatever ended them, with when their conversation did. */
const endedRuns = (changes: readonly ThreadChange[], what: 'secure' | 'traced') =>
  changes.flatMap(({ before, after }) =>
    before.flow?.[what] && after.flow?.run !== before.flow.run
      ? [{ run: before.flow.run, at: after.conversation.endedAt }]
      : [],
  );

const stopRecords = `update flow_execution e set status = 'stopped', ended_at = coalesce(s.at, now())
  from unnest($1::uuid[], $2::timestamptz[]) s(run, at) where e.run = s.run and e.status = 'waiting'`;

/** States of runs that are sealed stand beside their threads; records end with their runs. */
const applyRuns = async (tx: Transaction, changes: readonly ThreadChange[]): Promise<void> => {
  for (const { after, sealedFlow } of changes) {
    if (!sealedFlow) continue;
    await tx.query(
      `insert into flow_run_secret (run, org, sealed) values ($1, $2, $3)
       on conflict (run) do update set sealed = excluded.sealed`,
      [sealedFlow.run, after.org, sealedFlow.sealed],
    );
  }
  const sealed = endedRuns(changes, 'secure').map(({ run }) => run);
  if (sealed.length > 0)
    await tx.query('delete from flow_run_secret where run = any ($1::uuid[])', [sealed]);
  const traced = endedRuns(changes, 'traced');
  if (traced.length > 0)
    await tx.query(stopRecords, [traced.map(({ run }) => run), traced.map(({ at }) => at)]);
};

/**
 * Applies changes, at most one a thread, under the threads' locks. Participants of `after` that are not (identically)
 * in `before` are stored; those that are finished leave the live state.
 * @returns the deliveries and other work: hand them to `lanes.committed` after the commit.
 */
export const applyChanges = async (
  tx: Transaction,
  changes: readonly ThreadChange[],
): Promise<readonly CommittedWork[]> => {
  if (changes.length === 0) return [];
  const work = await applyCore(tx, changes);
  await applyTimers(tx, changes);
  await applyWaiting(tx, changes);
  await applyRuns(tx, changes);
  return [...work, ...(await applyWork(tx, changes))];
};

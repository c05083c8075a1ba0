import type { AuditTopicAuditLogMessage } from '@tandem/contract';
import { appendEvents } from '@tandem/events';
import type { Clock, Database, Log } from '@tandem/kit';

/** Place of an entry in the audit log; grows with the order in which the log got them. */
export type TrailPosition = { readonly xid: string; readonly id: string };

/** The audit log of the core services, which have another schema or database. */
export type AuditTrail = {
  /** Entries behind a place, of every organisation; the same ones whenever it is asked. */
  readonly after: (
    position: TrailPosition,
    limit: number,
  ) => Promise<
    readonly {
      readonly position: TrailPosition;
      readonly org: string;
      readonly message: AuditTopicAuditLogMessage;
      readonly correlationId: string | null;
    }[]
  >;
};

export const auditEvent = 'audit.entry';

export type AuditIntakeDeps = {
  readonly db: Database;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Log;
  readonly trail: AuditTrail;
  /** Readers of the event log are woken. */
  readonly committed: () => void;
};

const pollMs = 1_000;
const atOnce = 200;

/**
 * Brings one page of the audit log into the event log. Place and events are stored together, and only while the place
 * is the one that was read: of several nodes one does it, and each entry is one event.
 * @returns whether there may be more
 */
const takePage = async ({ db, trail, committed }: AuditIntakeDeps): Promise<boolean> => {
  const [place] = await db.query<TrailPosition>('select xid::text as xid, id from audit_reader');
  if (!place) return false;
  const entries = await trail.after(place, atOnce);
  const last = entries.at(-1)?.position;
  if (!last) return false;
  const taken = await db.transaction(async (tx) => {
    const moved = await tx.query(
      `update audit_reader set xid = $1::xid8, id = $2 where xid = $3::xid8 and id = $4 returning id`,
      [last.xid, last.id, place.xid, place.id],
    );
    if (moved.length === 0) return false;
    await appendEvents(
      tx,
      entries.map(({ org, message, correlationId }) => ({
        ...{ org, type: auditEvent, data: { message }, correlationId },
        key: `audit:${message.entityType}:${message.entity?.id ?? ''}`,
      })),
    );
    return true;
  });
  if (taken) committed();
  return entries.length === atOnce;
};

/** Follows the audit log of the core services, which hears of the acts of both halves and of its own. */
export const createAuditIntake = (deps: AuditIntakeDeps) => {
  const { clock, log } = deps;
  let timer = { cancel: () => {} };
  let stopped = false;
  let last: Promise<void> = Promise.resolve();
  const round = async () => {
    while (!stopped && (await takePage(deps)));
  };
  const next = () => {
    last = round().catch((error) => {
      if (!stopped) log.warn({ err: error }, 'audit log could not be followed, tried again');
    });
    void last.then(() => {
      if (!stopped) timer = clock.after(pollMs, next);
    });
  };
  return {
    round,
    start: next,
    async stop() {
      stopped = true;
      timer.cancel();
      await last;
    },
  };
};

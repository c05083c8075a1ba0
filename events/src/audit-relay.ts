import type { Clock, Database, Listener, Log } from '@tandem/kit';
import { auditChannel, forgetAudit, type OutgoingAudit, waitingAudit } from './audit-outbox.ts';

export type AuditRelayDeps = {
  readonly db: Database;
  readonly listener: Pick<Listener, 'listen' | 'onGap'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Stores an entry in the audit log; one whose id is known is stored already. */
  readonly deliver: (entry: OutgoingAudit) => Promise<void>;
};

export type AuditRelay = {
  /** Hands over what waits now. @returns how many entries were handed over. */
  readonly round: () => Promise<number>;
  readonly start: () => Promise<void>;
  /** Hands over what is left. */
  readonly stop: () => Promise<void>;
};

const pollMs = 5_000;
const atOnce = 100;

/**
 * Brings the audit entries of a half into the audit log of the core services, which may be another database: stored
 * there first, removed here afterwards. Every node does so; the id makes a second time harmless.
 */
export const createAuditRelay = ({
  db,
  listener,
  clock,
  log,
  deliver,
}: AuditRelayDeps): AuditRelay => {
  let stopped = false;
  let last: Promise<number> = Promise.resolve(0);

  /** An entry that cannot be stored stays, and does not hold up those behind it. */
  const tryOne = async ({ seq, ...entry }: Awaited<ReturnType<typeof waitingAudit>>[number]) => {
    try {
      await deliver(entry);
      return [seq];
    } catch (error) {
      log.warn({ err: error, audit: entry.id }, 'audit entry could not be stored, tried again');
      return [];
    }
  };
  const pass = async (): Promise<number> => {
    let handed = 0;
    for (let after = 0; ; ) {
      const waiting = await waitingAudit(db, { after, limit: atOnce });
      const done: number[] = [];
      for (const one of waiting) done.push(...(await tryOne(one)));
      if (done.length > 0) await forgetAudit(db, done);
      handed += done.length;
      after = waiting.at(-1)?.seq ?? after;
      if (waiting.length < atOnce) return handed;
    }
  };
  const round = () => {
    last = last.then(pass, pass);
    return last;
  };
  const roundSafely = () =>
    round().catch((error) => {
      if (!stopped) log.warn({ err: error }, 'audit entries could not be handed over');
      return 0;
    });
  const repeat = () => {
    if (!stopped) clock.after(pollMs, () => void roundSafely().then(repeat));
  };

  return {
    round,
    async start() {
      await listener.listen(auditChannel, () => void roundSafely());
      listener.onGap(() => void roundSafely());
      void roundSafely();
      repeat();
    },
    async stop() {
      stopped = true;
      await roundSafely();
    },
  };
};

import type { Clock, Queryable } from '@tandem/kit';
import type { SessionUnit } from '../conversations/index.ts';
import type { Handover } from './handover.model.ts';

/** Where a handover begins: its settings, and whose customer it is. */
type Places = Pick<Handover, 'endpointId' | 'providerId'>;

type Held = Pick<SessionUnit, 'session' | 'tx' | 'now'>;

/** How long a place is closed at most where nobody renews it: who has closed it may be gone. */
const closingMs = 2 * 60 * 1000;

export type Place = {
  readonly kind: 'endpoint' | 'handover_provider' | 'channel';
  readonly org: string;
  readonly id: string;
};

/** A place at which no handover begins. */
export type ClosedPlace = {
  /** Keeps it closed; to be called again and again. */
  readonly renew: () => Promise<void>;
  /** Opens it again, unless somebody else has closed it meanwhile. */
  readonly reopen: () => Promise<void>;
};

/**
 * Keeps handovers from beginning there while those that run are ended: whoever is about to begin one waits here, or is
 * seen.
 */
export const closePlace = async (
  { db, clock }: { readonly db: Queryable; readonly clock: Clock },
  { kind, org, id }: Place,
): Promise<ClosedPlace> => {
  const mark = async (nowMs: number) => {
    const until = new Date(nowMs + closingMs);
    await db.query(`update ${kind} set closing_until = $3 where org = $1 and id = $2`, [
      ...[org, id, until],
    ]);
    return until;
  };
  let until = await mark(clock.now().getTime());
  return {
    async renew() {
      const nowMs = clock.now().getTime();
      if (until.getTime() - nowMs < closingMs / 2) until = await mark(nowMs);
    },
    async reopen() {
      await db.query(
        `update ${kind} set closing_until = null where org = $1 and id = $2 and closing_until = $3`,
        [org, id, until],
      );
    },
  };
};

const statements = {
  endpoint: `select active and (closing_until is null or closing_until < $3) as open from endpoint
    where id = $1 and org = $2 for share`,
  provider: `select closing_until is null or closing_until < $3 as open from handover_provider
    where id = $1 and org = $2 for share`,
  channel: `select active and endpoint = $4 and (closing_until is null or closing_until < $3) as open from channel
    where id = $1 and org = $2 for share`,
} as const;

/**
 * Whether a handover may begin there. Whoever changes where its settings lead, switches them off or deletes them waits
 * until the handover can be seen, and the other way round.
 */
export const holdPlaces = async (
  { session, tx, now }: Held,
  { endpointId, providerId }: Places,
): Promise<boolean> => {
  const isOpen = async (text: string, id: string, more: readonly string[] = []) => {
    const [row] = await tx.query<{ open: boolean }>(text, [id, session.org, now, ...more]);
    return row?.open ?? false;
  };
  const endpoint = await isOpen(statements.endpoint, endpointId);
  const provider = providerId === null || (await isOpen(statements.provider, providerId));
  const { channel } = session;
  const reached =
    channel === null || (await isOpen(statements.channel, channel.id, [session.endpointId]));
  return endpoint && provider && reached;
};

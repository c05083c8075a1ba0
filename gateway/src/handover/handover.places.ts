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
  /** Opens it again, unless somebody else keeps it closed. */
  readonly reopen: () => Promise<void>;
};

type Closing = Place & { readonly number: string };

const noteClosing = (
  db: Queryable,
  { kind, org, id, number }: Closing,
  { now, until }: { readonly now: Date; readonly until: Date },
) =>
  db.query(
    `update ${kind} p set closing_until = greatest(closing_until, $4), closings = jsonb_build_object($3::text, $4::timestamptz)
       || (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each_text(p.closings)
           where key <> $3 and value::timestamptz > $5)
     where org = $1 and id = $2`,
    [org, id, number, until, now],
  );

const removeClosing = (db: Queryable, { kind, org, id, number }: Closing) =>
  db.query(
    `update ${kind} p set closings = closings - $3::text, closing_until =
       (select max(value::timestamptz) from jsonb_each_text(p.closings) where key <> $3)
     where org = $1 and id = $2`,
    [org, id, number],
  );

/**
 * Keeps handovers from beginning there while those that run are ended: whoever is about to begin one waits here, or is
 * seen. Several may do so at once: it opens when the last of them is done.
 */
export const closePlace = async (
  { db, clock }: { readonly db: Queryable; readonly clock: Clock },
  place: Place,
): Promise<ClosedPlace> => {
  const [row] = await db.query<{ number: string }>(
    `select nextval('place_closing')::text as number`,
  );
  const closing = { ...place, number: row?.number ?? '' };
  const mark = async () => {
    const now = clock.now();
    const until = new Date(now.getTime() + closingMs);
    await noteClosing(db, closing, { now, until });
    return until;
  };
  let until = await mark();
  return {
    async renew() {
      if (until.getTime() - clock.now().getTime() < closingMs / 2) until = await mark();
    },
    async reopen() {
      await removeClosing(db, closing);
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

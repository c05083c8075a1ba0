import type { ConnectionCheck } from '@tandem/contract';
import type { Clock, Database, Queryable } from '@tandem/kit';
import { failed, passed, say, warned } from '../checks/index.ts';
import type { PartOwner } from './handover.parts.ts';

/** When a contact centre last proved itself, and when it last failed to. */
export type LastDelivery = { readonly provedAt: Date | null; readonly refusedAt: Date | null };

const ownerIdOf = ({ part, endpointId }: PartOwner): string | null => part.object?.id ?? endpointId;

/** What the last deliveries proved; null: there was none. */
export const findLastDelivery = async (
  db: Queryable,
  owner: PartOwner,
): Promise<LastDelivery | null> => {
  const [row] = await db.query<{ proved_at: Date | null; refused_at: Date | null }>(
    'select proved_at, refused_at from handover_delivery where owner = $1 and org = $2',
    [ownerIdOf(owner), owner.org],
  );
  return row ? { provedAt: row.proved_at, refusedAt: row.refused_at } : null;
};

/** What is left of owners that are gone. */
export const forgetDeliveries = (db: Queryable) =>
  db.query(
    `delete from handover_delivery d where not exists (select 1 from endpoint e where e.id = d.owner)
       and not exists (select 1 from handover_provider p where p.id = d.owner)`,
  );

const store = (db: Queryable, owner: PartOwner, { proved, at }: { proved: boolean; at: Date }) => {
  const column = proved ? 'proved_at' : 'refused_at';
  return db.query(
    `insert into handover_delivery (owner, org, ${column}) values ($1, $2, $3)
     on conflict (owner) do update set ${column} = excluded.${column}`,
    [ownerIdOf(owner), owner.org, at],
  );
};

const againMs = 60_000;
const maxRemembered = 5_000;

export type NoteDelivery = (owner: PartOwner, proved: boolean) => Promise<void>;

/** Notes what deliveries prove: each change at once, the same again once a minute at most. */
export const createNoteDelivery = ({
  db,
  clock,
}: {
  readonly db: Database;
  readonly clock: Clock;
}): NoteDelivery => {
  const noted = new Map<string, { readonly proved: boolean; readonly atMs: number }>();
  return async (owner, proved) => {
    const id = ownerIdOf(owner);
    const atMs = clock.monotonicMs();
    const last = id ? noted.get(id) : undefined;
    if (!id || (last?.proved === proved && atMs - last.atMs < againMs)) return;
    if (noted.size >= maxRemembered) noted.clear();
    noted.set(id, { proved, atMs });
    await store(db, owner, { proved, at: clock.now() });
  };
};

/** Whether what comes in is signed with the same secret, as far as deliveries have shown. */
export const deliveryCheck = (last: LastDelivery | null): ConnectionCheck => {
  const { provedAt = null, refusedAt = null } = last ?? {};
  if (refusedAt && (!provedAt || refusedAt > provedAt))
    return failed('signature', say('deliveryRefused', { at: refusedAt.toISOString() }));
  return provedAt
    ? passed('signature', say('deliverySigned', { at: provedAt.toISOString() }))
    : warned('signature', say('deliveryNone'));
};

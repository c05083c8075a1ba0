import type { Queryable } from '@tandem/kit';

export type DomainEvent = {
  readonly type: string;
  readonly key: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly correlationId?: string | null;
};

/** Appends domain events in the transaction of the change they tell of. */
export const appendEvents = async (
  tx: Queryable,
  org: string,
  events: readonly DomainEvent[],
): Promise<void> => {
  if (events.length === 0) return;
  await tx.query(
    `insert into event_log (org, type, key, data, correlation_id)
     select $1, e.type, e.key, e.data::json, e.correlation
     from unnest($2::text[], $3::text[], $4::text[], $5::text[]) with ordinality e(type, key, data, correlation, n)
     order by e.n`,
    [
      org,
      events.map(({ type }) => type),
      events.map(({ key }) => key),
      events.map(({ data }) => JSON.stringify(data)),
      events.map(({ correlationId }) => correlationId ?? null),
    ],
  );
};

import type { OpeningHours } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { type Handling, type HandlingOptions, noHandling } from './handling.model.ts';

/** How conversations with agents go at an endpoint; as they go by themselves where nobody has said so. */
export const findHandling = async (
  db: Queryable,
  { org, id }: { readonly org: string; readonly id: string },
): Promise<Handling> => {
  const [row] = await db.query<{ options: HandlingOptions; hours: OpeningHours | null }>(
    'select options, hours from endpoint_handling where endpoint = $1 and org = $2',
    [id, org],
  );
  return row ?? noHandling;
};

export const saveHandling = async (
  db: Queryable,
  { org, id, handling, at }: { org: string; id: string; handling: Handling; at: Date },
): Promise<void> => {
  const { options, hours } = handling;
  await db.query(
    `insert into endpoint_handling (endpoint, org, options, hours, modified_at) values ($1, $2, $3, $4, $5)
     on conflict (endpoint) do update set options = excluded.options, hours = excluded.hours,
       modified_at = excluded.modified_at`,
    [id, org, JSON.stringify(options), hours && JSON.stringify(hours), at],
  );
};

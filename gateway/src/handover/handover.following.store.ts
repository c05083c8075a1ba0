import type { Queryable } from '@tandem/kit';
import type { Handover } from './handover.model.ts';

/**
 * Whether a later handover of the session has reached the contact centre: in the same conversation, or in one that is not
 * known yet and may be the same, or in another one only.
 */
export const findFollowing = async (
  db: Queryable,
  { session, ordinal }: Pick<Handover, 'session' | 'ordinal'>,
  conversation: string | null,
): Promise<'same' | 'other' | null> => {
  const [row] = await db.query<{ same: boolean | null }>(
    `select bool_or(remote_conversation is null or remote_conversation = $3) as same from handover
     where session = $1 and ordinal > $2 and (tried_at is not null or remote_conversation is not null)`,
    [session, ordinal, conversation],
  );
  if (!row || row.same === null) return null;
  return row.same ? 'same' : 'other';
};

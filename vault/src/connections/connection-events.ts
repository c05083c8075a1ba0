import { needsReauthorizationEvent } from '@tandem/contract';
import type { Ids, Queryable } from '@tandem/kit';
import { tellEvent } from '../events/index.ts';
import {
  type ConnectionRecord,
  type GrantRecord,
  type GrantState,
  sharedUser,
} from './connections.model.ts';

type Lost = {
  readonly connection: Pick<ConnectionRecord, 'id' | 'name'>;
  readonly grant: Pick<GrantRecord, 'org' | 'user'> & { readonly state: GrantState };
  /** Code of what ended the grant. */
  readonly reason: string;
  readonly now: Date;
};

/** Tells, in the transaction that notes it, that somebody has to sign in to a connection again. */
export const tellNeedsReauthorization = (
  tx: Queryable,
  ids: Pick<Ids, 'uuid'>,
  { connection, grant, reason, now }: Lost,
): Promise<void> =>
  tellEvent(tx, {
    id: ids.uuid(),
    org: grant.org,
    type: needsReauthorizationEvent,
    key: connection.id,
    data: {
      connectionId: connection.id,
      connectionName: connection.name,
      userId: grant.user === sharedUser ? null : grant.user,
      from: grant.state,
      reason,
    },
    at: now,
  });

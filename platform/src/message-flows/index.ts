import { findFlow as findRecord } from '@tandem/flows';
import type { Queryable } from '@tandem/kit';

export { type MessageFlowDeps, messageFlowHandlers } from './message-flows.ts';

/** A flow of an organisation by id, as other slices mention it. */
export const findFlow = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<{ readonly id: string; readonly name: string; readonly active: boolean } | null> => {
  const record = await findRecord(db, org, id);
  return record && { id, name: record.name, active: record.active };
};

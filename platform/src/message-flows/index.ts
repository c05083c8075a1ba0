import type { Queryable } from '@tandem/kit';
import { findFlow as findRecord } from './flows.store.ts';

export { messageFlowHandlers } from './flows.operations.ts';
export type { FlowDeps } from './flows.usecases.ts';
export { createPublishedFlows, type Published } from './published-flows.ts';

/** A flow of an organisation by id, as other slices mention it. */
export const findFlow = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<{ readonly id: string; readonly name: string; readonly active: boolean } | null> => {
  const record = await findRecord(db, org, id);
  return record && { id, name: record.name, active: record.active };
};

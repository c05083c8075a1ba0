import type { FlowOperation, FlowRecord } from '@tandem/flows';
import type { Transaction } from '@tandem/kit';
import type { By } from '../audit/index.ts';
import { toOperationWire, versionName } from './flows.wire.ts';

/** The flow as the operation left it. */
const flowTold = (flow: FlowRecord, deleted: boolean) => {
  const version = (number: number | null) =>
    number === null ? undefined : { id: versionName(number) };
  return {
    id: flow.id,
    name: flow.name,
    ...(flow.description === null ? {} : { description: flow.description }),
    deleted,
    checkedInVersion: version(flow.checkedInVersion),
    savedVersion: version(flow.savedVersion),
    publishedVersion: version(flow.publishedVersion),
  };
};

/** What `v2.flows.{id}` is rendered from. */
export const logFlowEvent = async (
  tx: Transaction,
  record: FlowRecord,
  { by, ...operation }: FlowOperation & { readonly by: By },
): Promise<void> => {
  await tx.query(
    `insert into event_log (org, type, key, data, correlation_id) values ($1, 'flow.operation', $2, $3, $4)`,
    [
      record.org,
      `flow:${record.id}`,
      JSON.stringify({
        flow: flowTold(record, operation.action === 'DELETE'),
        operation: toOperationWire(operation, by.principal),
      }),
      by.correlationId,
    ],
  );
};

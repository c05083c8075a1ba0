import type { FlowExecution, FlowExecutionDetail, FlowTrigger } from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import type { Run } from './automation.model.ts';
import type { Trigger } from './triggers.model.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** The names of those who started something, by id. */
export type Names = (id: string) => string;

/** Id under which triggers of the contact centre start executions: a client of each organisation that nobody signs in. */
export const triggersClient = (org: string): string => derivedUuid('triggers', org);

/** Their keys name the trigger, and the event after it. */
const triggerOf = ({
  org,
  startedBy,
  token,
}: Run): { readonly trigger?: { readonly id: string } } => {
  if (startedBy?.kind !== 'client' || startedBy.id !== triggersClient(org)) return {};
  const id = / trigger-(?<id>[\da-f-]{36})-/.exec(token ?? '')?.groups?.['id'];
  return id === undefined ? {} : { trigger: { id } };
};

export const toExecutionWire = (run: Run, names: Names): FlowExecution => ({
  id: run.uid,
  flow: { id: run.flow, name: run.flowName },
  version: run.version,
  label: run.label,
  status: run.status,
  origin: run.origin,
  startedBy: run.startedBy && { id: run.startedBy.id, name: names(run.startedBy.id) },
  ...triggerOf(run),
  dateStarted: run.createdAt.toISOString(),
  dateEnded: iso(run.endedAt),
  durationMs: run.endedAt && run.endedAt.getTime() - run.createdAt.getTime(),
  steps: run.steps,
  conversationId: run.conversation,
  error: run.error,
});

export const toDetailWire = (
  run: Run,
  parts: Omit<FlowExecutionDetail, 'execution'> & { readonly names: Names },
): FlowExecutionDetail => {
  const { names, ...rest } = parts;
  return { execution: toExecutionWire(run, names), ...rest };
};

export const toTriggerWire = (trigger: Trigger): FlowTrigger => ({
  id: trigger.id,
  kind: trigger.kind,
  active: trigger.active,
  label: trigger.label,
  ...(trigger.cron === null ? {} : { cron: trigger.cron }),
  ...(trigger.timeZone === null ? {} : { timeZone: trigger.timeZone }),
  ...(trigger.event === null ? {} : { event: trigger.event }),
  ...(trigger.pattern === null ? {} : { pattern: { ...trigger.pattern } }),
  inputs: { ...trigger.inputs },
  dateNext: trigger.active ? iso(trigger.nextAt) : null,
});

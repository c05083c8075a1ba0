import { type FlowTrigger, flowEventTypes } from '@tandem/contract';
import { type EventPosition, endOfEvents, eventLogStart } from '@tandem/events';
import { checkInputs, secureMask, type Values } from '@tandem/flows';
import type { Transaction } from '@tandem/kit';
import type { Act, NoteAudit } from '../endpoints/index.ts';
import type { AutomationDeps } from './automation.deps.ts';
import { automationErrors } from './automation.errors.ts';
import type { FlowHead } from './automation.model.ts';
import { labelled } from './start-run.usecases.ts';
import type { Trigger } from './triggers.model.ts';
import { checkedPattern, checkedSchedule, nextDue } from './triggers.rules.ts';
import {
  deleteTrigger,
  findTrigger,
  insertTrigger,
  listTriggers,
  updateTrigger,
} from './triggers.store.ts';
import { masked } from './values.rules.ts';

const maxTriggers = 50;

export type TriggerDeps = AutomationDeps & { readonly audit: NoteAudit };

type Named = { readonly org: string; readonly flowId: string };

export type TriggerRequest = {
  readonly kind: Trigger['kind'];
  readonly active?: boolean;
  readonly label?: FlowTrigger['label'];
  readonly cron?: string;
  readonly timeZone?: string;
  readonly event?: string;
  readonly pattern?: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
};

/** Triggers may be made before the flow is published, and of flows that rest. */
const needAutomation = async (
  { flows }: AutomationDeps,
  { org, flowId }: Named,
): Promise<FlowHead> => {
  const head = await flows.head(org, flowId);
  if (!head) throw automationErrors.notFound();
  const { name, kind } = head;
  if (kind !== 'automation') throw automationErrors.notAutomation({ name, kind });
  return head;
};

/** A masked value that comes back stands for the one that is stored. */
const mergedInputs = async (
  { sealing }: AutomationDeps,
  given: Values,
  before: Trigger | null,
): Promise<Values> => {
  if (!before || !Object.values(given).includes(secureMask)) return given;
  const stored = await sealing.openTrigger({ ...before, sealed: before.inputsSealed });
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      value === secureMask ? (stored[name] ?? value) : value,
    ]),
  );
};

/** @throws automationErrors.eventMissing, eventUnknown */
const checkedEvent = (given: string): string => {
  const event = given.trim();
  if (event === '') throw automationErrors.eventMissing();
  if (!flowEventTypes.some((known) => known === event))
    throw automationErrors.eventUnknown({ event, known: flowEventTypes.join(', ') });
  return event;
};

type Timing = Pick<Trigger, 'cron' | 'timeZone' | 'event' | 'pattern' | 'nextAt'>;

const timingOf = ({ kind, event = '', pattern, ...given }: TriggerRequest, now: Date): Timing => {
  if (kind === 'schedule') {
    const schedule = checkedSchedule(given, now);
    return { ...schedule, event: null, pattern: null, nextAt: nextDue(schedule, now) };
  }
  const type = checkedEvent(event);
  const checked = checkedPattern(pattern ?? {});
  return { cron: null, timeZone: null, event: type, pattern: checked, nextAt: null };
};

type Making = Named & {
  readonly id: string;
  readonly request: TriggerRequest;
  readonly before: Trigger | null;
  readonly since: EventPosition;
};

const make = async (deps: TriggerDeps, making: Making): Promise<Trigger> => {
  const { org, flowId, id, request, before, since } = making;
  const now = deps.clock.now();
  const timing = timingOf(request, now);
  const inputs = await mergedInputs(deps, (request.inputs ?? {}) as Values, before);
  const found = await labelled(deps, { org, flowId, label: request.label });
  const label = request.label ?? found?.label ?? 'Live';
  // What is not published yet cannot be held against the inputs; the start does so again.
  if (found) checkInputs(found.published.flow, inputs, automationErrors);
  const hidden = Object.fromEntries(Object.keys(inputs).map((name) => [name, secureMask]));
  return {
    ...{ id, org, flow: flowId, kind: request.kind, active: request.active ?? true, label },
    ...timing,
    inputs: found ? masked(found.published.flow, inputs) : hidden,
    inputsSealed: await deps.sealing.sealTrigger({ org, id }, inputs),
    since,
    revision: before ? before.revision + 1 : 0,
    createdAt: before?.createdAt ?? now,
  };
};

const note = (
  { audit }: TriggerDeps,
  tx: Transaction,
  noted: {
    readonly flow: FlowHead;
    readonly before: Trigger | null;
    readonly after: Trigger | null;
    readonly act: Act;
    readonly org: string;
  },
): Promise<void> => {
  const { flow, before, after, act, org } = noted;
  const words = (trigger: Trigger | null) =>
    trigger && {
      ...{ kind: trigger.kind, active: trigger.active, label: trigger.label },
      ...(trigger.cron === null ? {} : { cron: trigger.cron, timeZone: trigger.timeZone }),
      ...(trigger.event === null ? {} : { event: trigger.event, pattern: trigger.pattern }),
    };
  return audit(tx, {
    ...act,
    org,
    action: 'update',
    entity: { type: 'flow', id: flow.id, name: flow.name },
    changes: { trigger: { from: words(before), to: words(after) } },
  });
};

/**
 * A new trigger of an automation flow; events count from now on.
 * @throws automationErrors.notFound, notAutomation, cronInvalid, zoneInvalid, eventMissing, eventUnknown,
 *   patternInvalid, inputUnknown, inputInvalid, tooManyTriggers
 */
export const createTrigger = async (
  deps: TriggerDeps,
  { act, request, ...named }: Named & { readonly request: TriggerRequest; readonly act: Act },
): Promise<Trigger> => {
  const { db, ids } = deps;
  const flow = await needAutomation(deps, named);
  const existing = await listTriggers(db, { org: named.org, flow: named.flowId });
  if (existing.length >= maxTriggers)
    throw automationErrors.tooManyTriggers({ limit: String(maxTriggers) });
  const since = request.kind === 'event' ? await endOfEvents(db) : eventLogStart;
  const trigger = await make(deps, { ...named, id: ids.uuid(), request, before: null, since });
  await db.transaction(async (tx) => {
    await insertTrigger(tx, trigger);
    await note(deps, tx, { flow, before: null, after: trigger, act, org: named.org });
  });
  return trigger;
};

type Chosen = Named & { readonly triggerId: string; readonly act: Act };

const needTrigger = async ({ db }: TriggerDeps, { org, flowId, triggerId }: Chosen) => {
  const found = await findTrigger(db, { org, flow: flowId, id: triggerId });
  if (!found) throw automationErrors.notFound();
  return found;
};

/** Replaces a trigger. What happened while it was inactive does not count. @throws as createTrigger, changedMeanwhile */
export const changeTrigger = async (
  deps: TriggerDeps,
  { request, ...chosen }: Chosen & { readonly request: TriggerRequest },
): Promise<Trigger> => {
  const { org, flowId, triggerId: id, act } = chosen;
  const flow = await needAutomation(deps, { org, flowId });
  const before = await needTrigger(deps, chosen);
  const goesOn = before.active && before.kind === 'event' && request.kind === 'event';
  const since = goesOn ? before.since : await endOfEvents(deps.db);
  const trigger = await make(deps, { org, flowId, id, request, before, since });
  await deps.db.transaction(async (tx) => {
    if (!(await updateTrigger(tx, trigger))) throw automationErrors.changedMeanwhile();
    await note(deps, tx, { flow, before, after: trigger, act, org });
  });
  return trigger;
};

/** @throws automationErrors.notFound, notAutomation */
export const removeTrigger = async (deps: TriggerDeps, chosen: Chosen): Promise<void> => {
  const { org, flowId, triggerId: id, act } = chosen;
  const flow = await needAutomation(deps, { org, flowId });
  const before = await needTrigger(deps, chosen);
  await deps.db.transaction(async (tx) => {
    if (!(await deleteTrigger(tx, { org, flow: flowId, id }))) throw automationErrors.notFound();
    await note(deps, tx, { flow, before, after: null, act, org });
  });
};

import type { CreateTriggerRequest, UpdateTriggerRequest } from '@tandem/contract';
import { derivedUuid, isUuid, type Queryable, type Transaction } from '@tandem/kit';
import { type By, objectNotes } from '../audit/index.ts';
import { triggerErrors } from './triggers.errors.ts';
import { type Trigger, type TriggerDeps, triggerDestinationKind } from './triggers.model.ts';
import { readRequest } from './triggers.rules.ts';
import {
  deleteTrigger,
  findTrigger,
  listTriggers,
  lockTriggers,
  saveTrigger,
} from './triggers.store.ts';

const mostTriggers = 500;

/** @throws triggerErrors.notFound (404), also for one of another organisation */
export const requireTrigger = async (db: Queryable, org: string, id: string): Promise<Trigger> => {
  const found = isUuid(id) ? await findTrigger(db, org, id) : null;
  if (!found) throw triggerErrors.notFound();
  return found;
};

export const destinationIdOf = (org: string): string => derivedUuid('process triggers', org);

/** One destination carries the events of all triggers of an organisation; without any there is none. */
const feed = async ({ destinations }: TriggerDeps, tx: Transaction, org: string) => {
  const id = destinationIdOf(org);
  const all = await listTriggers(tx, org);
  if (all.length === 0) return destinations.remove(id, org, tx);
  const wanted = all.filter(({ enabled }) => enabled).map(({ topic }) => topic);
  await destinations.put(
    {
      ...{ id, org, kind: triggerDestinationKind, name: 'Triggers', settings: {} },
      topics: [...new Set(wanted)].sort(),
      source: { name: 'triggers', account: '', region: '' },
    },
    tx,
  );
  await destinations.setState(id, org, 'running', tx);
};

const note = objectNotes(
  'trigger',
  ({ org, id, version, createdAt, modifiedAt, ...rest }: Trigger) => rest,
);

/** @throws triggerErrors.notServed (501), targetUnknown (400) */
const requireFlow = async ({ flows }: TriggerDeps, org: string, id: string): Promise<void> => {
  if (!flows.served) throw triggerErrors.notServed();
  if (!(await flows.find(org, id))) throw triggerErrors.targetUnknown({ id });
};

/** @throws triggerErrors.invalid, topicUnknown, targetUnknown, limitReached (400), notServed (501) */
export const createTrigger = async (
  deps: TriggerDeps,
  by: By,
  request: CreateTriggerRequest,
): Promise<Trigger> => {
  const { org } = by.principal;
  const asked = readRequest(request);
  await requireFlow(deps, org, asked.flow);
  const now = deps.clock.now();
  const trigger: Trigger = {
    ...asked,
    ...{ org, id: deps.ids.uuid(), version: 1, createdAt: now, modifiedAt: now },
  };
  await deps.db.transaction(async (tx) => {
    await lockTriggers(tx, org);
    if ((await listTriggers(tx, org)).length >= mostTriggers)
      throw triggerErrors.limitReached({ limit: String(mostTriggers) });
    await saveTrigger(tx, trigger);
    await feed(deps, tx, org);
    await note(deps, tx, { by, action: 'create', before: null, after: trigger });
  });
  return trigger;
};

/** @throws triggerErrors.notFound (404), versionConflict (409), and as creating */
export const changeTrigger = async (
  deps: TriggerDeps,
  by: By,
  { id, request }: { readonly id: string; readonly request: UpdateTriggerRequest },
): Promise<Trigger> => {
  const { org } = by.principal;
  const { flow } = await requireTrigger(deps.db, org, id);
  const asked = readRequest(request);
  // What is switched off may be left with a flow that is gone.
  if (asked.enabled || asked.flow !== flow) await requireFlow(deps, org, asked.flow);
  return deps.db.transaction(async (tx) => {
    await lockTriggers(tx, org);
    const before = await requireTrigger(tx, org, id);
    if (before.version !== request.version)
      throw triggerErrors.versionConflict({
        given: String(request.version),
        current: String(before.version),
      });
    const version = before.version + 1;
    const after = { ...before, ...asked, version, modifiedAt: deps.clock.now() };
    await saveTrigger(tx, after);
    await feed(deps, tx, org);
    await note(deps, tx, { by, action: 'update', before, after });
    return after;
  });
};

/** @throws triggerErrors.notFound (404) */
export const removeTrigger = (deps: TriggerDeps, by: By, id: string): Promise<void> => {
  const { org } = by.principal;
  return deps.db.transaction(async (tx) => {
    await lockTriggers(tx, org);
    const before = await requireTrigger(tx, org, id);
    await deleteTrigger(tx, org, before.id);
    await feed(deps, tx, org);
    await note(deps, tx, { by, action: 'delete', before, after: null });
  });
};

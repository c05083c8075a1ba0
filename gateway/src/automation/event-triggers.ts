import { type EventPosition, endOfEvents, readEvents, type StoredEvent } from '@tandem/events';
import type { FlowValue } from '@tandem/flows';
import type { AutomationDeps } from './automation.deps.ts';
import type { NewRun } from './automation.model.ts';
import { type Firing, prepareFiring, storeFirings } from './firing.ts';
import type { Trigger } from './triggers.model.ts';
import { matches } from './triggers.rules.ts';
import { eventTriggers, moveReader, readPosition } from './triggers.store.ts';

const atOnce = 200;
/** Runs that may stand one behind the other through events that they cause. */
export const maxDepth = 5;

const isBehind = (a: EventPosition, b: EventPosition): boolean => {
  const [ax, bx] = [BigInt(a.xid), BigInt(b.xid)];
  return ax === bx ? a.id > b.id : ax > bx;
};

/** Executions that stand before what the event starts. */
const depthsOf = ({ data }: StoredEvent): Pick<Firing, 'depth' | 'eventDepth'> => {
  const { depth, callDepth } = (data ?? {}) as { depth?: unknown; callDepth?: unknown };
  return {
    depth: typeof callDepth === 'number' ? callDepth : 0,
    eventDepth: typeof depth === 'number' ? depth + 1 : 0,
  };
};

const isMeant = (trigger: Trigger, event: StoredEvent): boolean =>
  trigger.org === event.org &&
  trigger.event === event.type &&
  isBehind(event.position, trigger.since) &&
  matches(trigger.pattern ?? {}, event.data);

const firingOf = (trigger: Trigger, event: StoredEvent): Firing => {
  const { type, key, data, at, position } = event;
  return {
    trigger,
    token: `event ${trigger.id} ${position.xid} ${position.id}`,
    occasion: { type, key, at: at.toISOString(), data: data as FlowValue },
    ...depthsOf(event),
  };
};

const firingsOf = (
  { log }: AutomationDeps,
  events: readonly StoredEvent[],
  triggers: readonly Trigger[],
): readonly Firing[] => {
  const all = events.flatMap((event) =>
    triggers
      .filter((trigger) => isMeant(trigger, event))
      .map((trigger) => firingOf(trigger, event)),
  );
  for (const { trigger, eventDepth } of all)
    if (eventDepth > maxDepth)
      log.warn(
        { org: trigger.org, flow: trigger.flow, trigger: trigger.id },
        'a flow was not started: executions set each other going through their events',
      );
  return all.filter(({ eventDepth }) => eventDepth <= maxDepth);
};

/** The log of a database that was filled anew begins anew: what is behind its end was of another one. */
const startOver = async ({ db }: AutomationDeps, position: EventPosition): Promise<boolean> => {
  const end = await endOfEvents(db);
  if (!isBehind(position, end)) return false;
  await db.transaction(async (tx) => {
    if (await moveReader(tx, position, end))
      await tx.query(`update automation_trigger set since_xid = '0', since_id = 0`);
  });
  return true;
};

/**
 * Starts the flows whose patterns fit events that nobody has read yet. Runs and position are stored together: an event
 * is read by one node, and once. @returns whether there may be more.
 */
export const fireEvents = async (deps: AutomationDeps): Promise<boolean> => {
  const { db, lanes } = deps;
  const position = await readPosition(db);
  const events = await readEvents({ db, after: position, limit: atOnce });
  const last = events.at(-1);
  if (!last) {
    await startOver(deps, position);
    return false;
  }
  const types = [...new Set(events.map(({ type }) => type))];
  const firings = firingsOf(deps, events, await eventTriggers(db, types));
  const runs: (NewRun | null)[] = [];
  for (const firing of firings) runs.push(await prepareFiring(deps, firing));
  const work = await db.transaction(async (tx) =>
    (await moveReader(tx, position, last.position)) ? storeFirings(tx, runs) : [],
  );
  lanes().committed(work);
  return events.length === atOnce;
};

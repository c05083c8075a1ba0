import {
  type EventTrigger,
  type Handler,
  handle,
  processAutomationOperations as operations,
} from '@tandem/contract';
import type { FlowValue } from '@tandem/flows';
import { matchesAll } from './criteria.rules.ts';
import { triggerErrors } from './triggers.errors.ts';
import type { Trigger, TriggerDeps } from './triggers.model.ts';
import { triggerTopics } from './triggers.rules.ts';
import { listTriggers } from './triggers.store.ts';
import { schemaValidation, testedBody, tryTrigger } from './triggers.testing.ts';
import {
  changeTrigger,
  createTrigger,
  removeTrigger,
  requireTrigger,
} from './triggers.usecases.ts';

const base = operations.getProcessautomationTriggers.path;
const uriOf = (id: string) => `${base}/${id}`;

const toWire = (trigger: Trigger): EventTrigger => ({
  ...{ id: trigger.id, name: trigger.name, topicName: trigger.topic },
  target: {
    ...{ type: 'Workflow', id: trigger.flow },
    workflowTargetSettings: { dataFormat: trigger.dataFormat },
  },
  ...{ version: trigger.version, enabled: trigger.enabled },
  matchCriteria: [...trigger.criteria],
  ...(trigger.ttlSeconds === null ? {} : { eventTTLSeconds: trigger.ttlSeconds }),
  ...(trigger.delaySeconds === null ? {} : { delayBySeconds: trigger.delaySeconds }),
  ...(trigger.description === null ? {} : { description: trigger.description }),
  selfUri: uriOf(trigger.id),
});

type Cursor = {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly pageSize?: number | undefined;
};

/** A page behind or before an entry; the cursor is the entry's own name. */
const cursorPage = <T>(
  all: readonly T[],
  { path, query, nameOf }: { path: string; query: Cursor; nameOf: (entry: T) => string },
) => {
  const { before, after, pageSize = 25 } = query;
  const at = (name: string | undefined) => all.findIndex((entry) => nameOf(entry) === name);
  const end = before === undefined ? -1 : at(before);
  const from = end >= 0 ? Math.max(0, end - pageSize) : after === undefined ? 0 : at(after) + 1;
  const until = end >= 0 ? end : from + pageSize;
  const entities = all.slice(from, until);
  const [first, last] = [entities[0], entities.at(-1)];
  const uri = (cursor: string) => `${path}?pageSize=${pageSize}${cursor}`;
  return {
    entities,
    selfUri: uri(''),
    ...(last !== undefined && until < all.length
      ? { nextUri: uri(`&after=${encodeURIComponent(nameOf(last))}`) }
      : {}),
    ...(first !== undefined && from > 0
      ? { previousUri: uri(`&before=${encodeURIComponent(nameOf(first))}`) }
      : {}),
  };
};

type Filter = {
  topicName?: string | undefined;
  enabled?: boolean | undefined;
  hasDelayBy?: boolean | undefined;
};

const fits =
  ({ topicName, enabled, hasDelayBy }: Filter) =>
  (trigger: Trigger): boolean =>
    (topicName === undefined || trigger.topic === topicName) &&
    (enabled === undefined || trigger.enabled === enabled) &&
    (hasDelayBy === undefined || (trigger.delaySeconds !== null) === hasDelayBy);

const configuration = (deps: TriggerDeps): readonly Handler[] => [
  handle(operations.getProcessautomationTriggers, async ({ principal: { org }, query }) => {
    const all = (await listTriggers(deps.db, org)).filter(fits(query));
    const page = cursorPage(all, { path: base, query, nameOf: ({ id }) => id });
    return { status: 200, body: { ...page, entities: page.entities.map(toWire) } };
  }),
  handle(operations.postProcessautomationTriggers, async (call) => ({
    status: 200,
    body: toWire(await createTrigger(deps, call, call.body)),
  })),
  handle(operations.getProcessautomationTriggersTopics, async ({ query }) => {
    const path = operations.getProcessautomationTriggersTopics.path;
    return { status: 200, body: cursorPage(triggerTopics, { path, query, nameOf: String }) };
  }),
  handle(operations.getProcessautomationTrigger, async ({ principal: { org }, params }) => ({
    status: 200,
    body: toWire(await requireTrigger(deps.db, org, params.triggerId)),
  })),
  handle(operations.putProcessautomationTrigger, async (call) => ({
    status: 200,
    body: toWire(
      await changeTrigger(deps, call, { id: call.params.triggerId, request: call.body }),
    ),
  })),
  handle(operations.deleteProcessautomationTrigger, async (call) => {
    await removeTrigger(deps, call, call.params.triggerId);
    return { status: 200 };
  }),
];

const trying = ({ db, flows }: TriggerDeps): readonly Handler[] => [
  handle(operations.postProcessautomationTriggerTest, async ({ principal, params, body }) => {
    const trigger = await requireTrigger(db, principal.org, params.triggerId);
    const isThere = (await flows.find(principal.org, trigger.flow)) !== null;
    return { status: 200, body: tryTrigger(trigger, { body: testedBody(body), isThere }) };
  }),
  handle(operations.postProcessautomationTriggersTopicTest, async ({ principal, params, body }) => {
    const { topicName } = params;
    if (!triggerTopics.includes(topicName)) throw triggerErrors.topicUnknown({ topic: topicName });
    const tested: FlowValue = testedBody(body);
    const all = (await listTriggers(db, principal.org)).filter(({ topic }) => topic === topicName);
    const tellOf = (wanted: boolean) =>
      all
        .filter(({ criteria }) => matchesAll(criteria, tested) === wanted)
        .map(({ id, name, enabled }) => ({ id, name, enabled, selfUri: uriOf(id) }));
    return {
      status: 200,
      body: {
        schemaValidation,
        triggerMatchValidation: {
          ...{ name: 'triggerMatchValidation', step: 2 },
          ...{ matchedTriggers: tellOf(true), unmatchedTriggers: tellOf(false) },
        },
      },
    };
  }),
];

/** Triggers: events that start automation flows. */
export const triggerHandlers = (deps: TriggerDeps): readonly Handler[] => [
  ...configuration(deps),
  ...trying(deps),
];

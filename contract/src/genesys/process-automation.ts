import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';

export const matchOperators = [
  ...(['GreaterThanOrEqual', 'LessThanOrEqual', 'Equal', 'NotEqual', 'LessThan'] as const),
  ...(['GreaterThan', 'NotIn', 'In', 'Contains', 'All', 'Exists', 'Size'] as const),
] as const;

/** A condition on the body of an event: `value` for one, `values` for the operators that take several. */
export const MatchCriteria = Type.Object({
  jsonPath: Type.Optional(Type.String()),
  operator: Type.Optional(Type.Enum([...matchOperators])),
  value: Type.Optional(Type.Unknown()),
  values: Type.Optional(Type.Array(Type.Unknown())),
});
export type MatchCriteria = Static<typeof MatchCriteria>;

export const triggerDataFormats = ['Json', 'TopLevelPrimitives'] as const;

/** What a trigger starts; `Workflow` is an automation flow, named by its id. */
export const TriggerTarget = Type.Object({
  type: Type.Optional(Type.Enum(['Workflow'])),
  id: Type.Optional(Type.String()),
  workflowTargetSettings: Type.Optional(
    Type.Object({ dataFormat: Type.Optional(Type.Enum([...triggerDataFormats])) }),
  ),
});
export type TriggerTarget = Static<typeof TriggerTarget>;

const told = {
  name: Type.String(),
  topicName: Type.String(),
  target: TriggerTarget,
  enabled: Type.Boolean(),
  matchCriteria: Type.Optional(Type.Array(MatchCriteria)),
  eventTTLSeconds: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  delayBySeconds: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  description: Type.Optional(Type.Union([Type.String(), Type.Null()])),
};

export const CreateTriggerRequest = Type.Object(told);
export type CreateTriggerRequest = Static<typeof CreateTriggerRequest>;
export const UpdateTriggerRequest = Type.Object({ ...told, version: Type.Integer() });
export type UpdateTriggerRequest = Static<typeof UpdateTriggerRequest>;

export const EventTrigger = Type.Object({
  id: Type.String(),
  name: Type.String(),
  topicName: Type.String(),
  target: TriggerTarget,
  version: Type.Integer(),
  enabled: Type.Boolean(),
  matchCriteria: Type.Array(MatchCriteria),
  eventTTLSeconds: Type.Optional(Type.Integer()),
  delayBySeconds: Type.Optional(Type.Integer()),
  description: Type.Optional(Type.String()),
  selfUri: Type.String(),
});
export type EventTrigger = Static<typeof EventTrigger>;

const cursorListing = <T>(entity: ReturnType<typeof Type.Unsafe<T>>) =>
  Type.Object({
    entities: Type.Array(entity),
    nextUri: Type.Optional(Type.String()),
    previousUri: Type.Optional(Type.String()),
    selfUri: Type.String(),
  });

const step = { name: Type.String(), step: Type.Integer() };

export const CriterionResult = Type.Object({
  jsonPath: Type.Optional(Type.String()),
  operator: Type.Optional(Type.String()),
  value: Type.Optional(Type.Unknown()),
  values: Type.Optional(Type.Array(Type.Unknown())),
  jsonPathExtraction: Type.Array(Type.Object({ path: Type.String(), value: Type.Unknown() })),
  match: Type.Boolean(),
});
export type CriterionResult = Static<typeof CriterionResult>;

const Validation = Type.Object({
  ...step,
  matches: Type.Boolean(),
  details: Type.Array(Type.String()),
});

export const TriggerTestResults = Type.Object({
  schemaValidation: Validation,
  jsonPathValidation: Type.Object({
    ...step,
    matches: Type.Boolean(),
    details: Type.Array(CriterionResult),
  }),
  targetValidation: Validation,
  triggerMatches: Type.Boolean(),
});
export type TriggerTestResults = Static<typeof TriggerTestResults>;

const TestedTrigger = Type.Object({
  id: Type.String(),
  name: Type.String(),
  enabled: Type.Boolean(),
  selfUri: Type.String(),
});

export const TopicTestResults = Type.Object({
  schemaValidation: Validation,
  triggerMatchValidation: Type.Object({
    ...step,
    matchedTriggers: Type.Array(TestedTrigger),
    unmatchedTriggers: Type.Array(TestedTrigger),
  }),
});
export type TopicTestResults = Static<typeof TopicTestResults>;

const base = '/api/v2/processautomation/triggers';
const named = Type.Object({ triggerId: Type.String() });
const view = { any: ['processautomation:trigger:edit', 'processautomation:trigger:view'] };
const may = (action: 'add' | 'edit' | 'delete' | 'test') => ({
  all: [`processautomation:trigger:${action}`],
});
const CursorQuery = {
  before: Type.Optional(Type.String()),
  after: Type.Optional(Type.String()),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
};

/** Triggers of the Platform API: events of topics that start workflows. */
export const processAutomationOperations = {
  getProcessautomationTriggers: {
    method: 'GET',
    path: base,
    permission: view,
    query: Type.Object({
      ...CursorQuery,
      topicName: Type.Optional(Type.String()),
      enabled: Type.Optional(Type.Boolean()),
      hasDelayBy: Type.Optional(Type.Boolean()),
    }),
    reply: { 200: cursorListing(Type.Unsafe<EventTrigger>(EventTrigger)) },
  },
  postProcessautomationTriggers: {
    method: 'POST',
    path: base,
    permission: may('add'),
    body: CreateTriggerRequest,
    reply: { 200: EventTrigger },
  },
  getProcessautomationTriggersTopics: {
    method: 'GET',
    path: `${base}/topics`,
    permission: view,
    query: Type.Object(CursorQuery),
    reply: { 200: cursorListing(Type.Unsafe<string>(Type.String())) },
  },
  postProcessautomationTriggersTopicTest: {
    method: 'POST',
    path: `${base}/topics/{topicName}/test`,
    permission: may('test'),
    params: Type.Object({ topicName: Type.String() }),
    body: Type.Unknown(),
    reply: { 200: TopicTestResults },
  },
  getProcessautomationTrigger: {
    method: 'GET',
    path: `${base}/{triggerId}`,
    permission: view,
    params: named,
    reply: { 200: EventTrigger },
  },
  putProcessautomationTrigger: {
    method: 'PUT',
    path: `${base}/{triggerId}`,
    permission: may('edit'),
    params: named,
    body: UpdateTriggerRequest,
    reply: { 200: EventTrigger },
  },
  deleteProcessautomationTrigger: {
    method: 'DELETE',
    path: `${base}/{triggerId}`,
    permission: may('delete'),
    params: named,
    reply: { 200: null },
  },
  postProcessautomationTriggerTest: {
    method: 'POST',
    path: `${base}/{triggerId}/test`,
    permission: may('test'),
    params: named,
    body: Type.Unknown(),
    reply: { 200: TriggerTestResults },
  },
} as const satisfies Operations;

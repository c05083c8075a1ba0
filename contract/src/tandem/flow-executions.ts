import { type Static, type TSchema, Type } from 'typebox';
import { FlowDocumentBody, flowLabels } from './flow-shapes.ts';

const text = Type.String();
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Json = Type.Unknown();
const Values = Type.Record(Type.String(), Json);
const Reference = Type.Object({ id: text, name: text });
const versionNumber = Type.Integer({ minimum: 1 });

export const executionStatuses = ['waiting', 'running', 'ended', 'failed', 'stopped'] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

/** What set an execution going. */
export const executionOrigins = [
  'hand',
  'schedule',
  'api',
  'event',
  'conversation',
  'simulation',
  'rerun',
] as const;

/** Words for an error stand in the catalogues of the console, by its code, with these filled in; `message` is English. */
const errorParams = Type.Optional(Type.Record(Type.String(), Type.String()));
const RunError = Type.Object({
  code: text,
  message: text,
  params: errorParams,
  action: nullable(text),
});

export const FlowExecution = Type.Object({
  id: text,
  flow: Reference,
  version: nullable(versionNumber),
  label: nullable(text),
  status: Type.Enum([...executionStatuses]),
  origin: Type.Enum([...executionOrigins]),
  startedBy: nullable(Reference),
  /** The trigger of the contact centre (`/api/v2/processautomation/triggers`) that started it; left out for all others. */
  trigger: Type.Optional(Type.Object({ id: text })),
  dateStarted: text,
  dateEnded: nullable(text),
  durationMs: nullable(Type.Integer()),
  /** Actions it came to, as its trace counts them: one that waited and was answered counts once. */
  steps: Type.Integer(),
  /** Conversation it belongs to. */
  conversationId: nullable(text),
  error: nullable(RunError),
});
export type FlowExecution = Static<typeof FlowExecution>;

/** The HTTP request of a step, without its headers and bodies, which may hold secrets. */
export const FlowTraceCall = Type.Object({
  method: text,
  /**
   * Where it went: a whole address, or the name of a connector or session and the path below it (`Default: /api/v2/users`).
   * Values of the query are masked, and what is made of something secure.
   */
  address: text,
  /** Null while there is no answer, and where none came. */
  status: nullable(Type.Integer()),
  /** Requests that were sent for it; null while it is under way. */
  attempts: nullable(Type.Integer()),
});
export type FlowTraceCall = Static<typeof FlowTraceCall>;

export const FlowTraceEntry = Type.Object({
  /** Counts from one; greater than its place in the list where steps before it are not kept. */
  step: Type.Integer(),
  /** The subflow that ran; null is the flow itself. */
  flow: nullable(text),
  action: text,
  type: text,
  /** Null while it waits, and where the run ended in it. */
  outlet: nullable(text),
  durationMs: nullable(Type.Integer()),
  date: text,
  /** Variables that were set; secure ones masked unless they were asked for. */
  changed: Values,
  flags: Type.Array(text),
  /** Left out for steps that call nobody. */
  call: Type.Optional(FlowTraceCall),
  error: nullable(Type.Object({ code: text, message: text, params: errorParams, action: text })),
});
export type FlowTraceEntry = Static<typeof FlowTraceEntry>;

export const FlowExecutionDetail = Type.Object({
  execution: FlowExecution,
  inputs: Values,
  outputs: Values,
  trace: Type.Array(FlowTraceEntry),
  /** Document the execution runs, for drawing the trace. */
  document: nullable(FlowDocumentBody),
});
export type FlowExecutionDetail = Static<typeof FlowExecutionDetail>;

export const FlowStartRequest = Type.Object({
  /** Input variables by name. */
  inputs: Type.Optional(Values),
  /** Live, else Latest, when left out. */
  label: Type.Optional(Type.Enum([...flowLabels, 'Latest'])),
  /** Leaves out inputs that the flow does not know, instead of refusing them: for starts that bring all they have. */
  dropUnknownInputs: Type.Optional(Type.Boolean()),
});

/**
 * Header of every HTTP request of a flow: how many executions stand one behind the other up to whatever it starts. It goes
 * to every address, for this product has more of them than it knows of, and tells nothing else.
 */
export const flowDepthHeader = 'tandem-flow-depth';
/** Executions that may start each other over HTTP after the first. */
export const maxFlowDepth = 10;
/** Header of the answer that refuses a longer chain, so that its flow can tell it from other refusals. */
export const flowChainHeader = 'tandem-flow-chain';

/** Tells that somebody has to sign in to an OAuth connection again. */
export const needsReauthorizationEvent = 'connection.needsReauthorization';
/** Tells that a handover has gone on to another state. */
export const handoverChangedEvent = 'handover.changed';
/** Tells that an execution of an automation flow has ended. */
export const executionEndedEvent = 'flow.execution.ended';
/** What an automation flow can be started by. */
export const flowEventTypes = [
  needsReauthorizationEvent,
  handoverChangedEvent,
  executionEndedEvent,
] as const;

/** When an automation flow runs by itself. */
export const FlowTrigger = Type.Object({
  id: text,
  kind: Type.Enum(['schedule', 'event']),
  active: Type.Boolean(),
  label: Type.Enum([...flowLabels, 'Latest']),
  /** Five or six cron fields. */
  cron: Type.Optional(text),
  /** IANA zone of the schedule. */
  timeZone: Type.Optional(text),
  /** Type of domain event, and what its fields must be. */
  event: Type.Optional(text),
  pattern: Type.Optional(Values),
  inputs: Values,
  dateNext: nullable(text),
});
export type FlowTrigger = Static<typeof FlowTrigger>;
export const FlowTriggerRequest = Type.Object({
  kind: Type.Enum(['schedule', 'event']),
  active: Type.Optional(Type.Boolean()),
  label: Type.Optional(Type.Enum([...flowLabels, 'Latest'])),
  cron: Type.Optional(Type.String({ maxLength: 200 })),
  timeZone: Type.Optional(Type.String({ maxLength: 100 })),
  event: Type.Optional(Type.String({ maxLength: 200 })),
  pattern: Type.Optional(Values),
  inputs: Type.Optional(Values),
});

/** One exchange of the run-it-now simulator. */
export const SimulationRequest = Type.Object({
  /** The draft as it stands on the canvas. */
  document: FlowDocumentBody,
  /** The flow it is a draft of: insecure strings that are shown without their values are taken from there. */
  flowId: Type.Optional(text),
  inputs: Type.Optional(Values),
  participantData: Type.Optional(Type.Record(Type.String(), Type.String())),
  /** First words of the simulated customer. */
  message: Type.Optional(Type.String({ maxLength: 8000 })),
});
export type SimulationRequest = Static<typeof SimulationRequest>;
export const SimulationMessage = Type.Object({
  /** What the customer says; where an outcome is awaited, what the bot is to have answered. */
  text: Type.String({ maxLength: 8000 }),
  payload: Type.Optional(Type.String({ maxLength: 2000 })),
  /** One of `outcomes`, where one is awaited; the first of them when left out. */
  outcome: Type.Optional(Type.String({ maxLength: 100 })),
});
export type SimulationMessage = Static<typeof SimulationMessage>;
export const SimulationView = Type.Object({
  id: text,
  status: Type.Enum([...executionStatuses]),
  /** What the flow asks to be done, in order: texts with their rich content, transfers, waits … */
  effects: Type.Array(Values),
  /**
   * Awaited now: `message` (type something), `timer` (skip it), `call` (poll again), `outcome` (choose how it went: what
   * is only shown here and never done), null.
   */
  awaits: nullable(Type.Enum(['message', 'timer', 'call', 'outcome'])),
  /** Whether an awaited message may also be skipped: the flow goes on as after its time. */
  skippable: Type.Boolean(),
  /** Ways the awaited effect may have gone, the usual one first; empty unless `awaits` is `outcome`. */
  outcomes: Type.Array(text),
  /** Output variables of a flow that has ended; secure ones masked as in the trace. */
  outputs: Values,
  trace: Type.Array(FlowTraceEntry),
  error: nullable(RunError),
});
export type SimulationView = Static<typeof SimulationView>;

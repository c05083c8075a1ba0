import { type Static, type TSchema, Type } from 'typebox';
import { flowKinds } from './flow-document.ts';

/** Which half keeps a flow: inbound message flows the platform, bot and automation flows the gateway. */
export const flowHalves = ['platform', 'gateway'] as const;
export type FlowHalf = (typeof flowHalves)[number];

/** Labels a version is run by; `Latest` is the version published last. */
export const flowLabels = ['Dev', 'Test', 'Live'] as const;
export type FlowLabel = (typeof flowLabels)[number];

const text = Type.String();
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Json = Type.Unknown();
const Values = Type.Record(Type.String(), Json);
const Reference = Type.Object({ id: text, name: text });
const name = Type.String({ minLength: 1, maxLength: 256 });
const versionNumber = Type.Integer({ minimum: 1 });

/** A flow document of the flow language; its schema is published as `docs/flow-language.schema.json`. */
export const FlowDocumentBody = Type.Record(Type.String(), Json);

export const FlowProblemView = Type.Object({
  code: text,
  severity: Type.Enum(['error', 'recommendation']),
  /** In English; `reason` and `values` are what it is put into other languages by. */
  message: text,
  reason: Type.Optional(text),
  values: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
  action: Type.Optional(text),
  field: Type.Optional(text),
  row: Type.Optional(Type.Integer()),
  column: Type.Optional(text),
  position: Type.Optional(Json),
});
export type FlowProblemView = Static<typeof FlowProblemView>;

export const FlowView = Type.Object({
  id: text,
  name: text,
  description: nullable(text),
  kind: Type.Enum([...flowKinds]),
  active: Type.Boolean(),
  /** The version saved last; null before the first save. */
  savedVersion: nullable(versionNumber),
  /** `Latest`: the version published last. */
  publishedVersion: nullable(versionNumber),
  /** Version by label, for the labels that are given. */
  labels: Type.Record(Type.String(), versionNumber),
  /** Who edits it; nobody else can save, publish or delete it. */
  lockedBy: nullable(Reference),
  dateCreated: text,
  dateModified: text,
});
export type FlowView = Static<typeof FlowView>;

export const FlowVersionView = Type.Object({
  version: versionNumber,
  dateCreated: text,
  createdBy: nullable(Reference),
  datePublished: nullable(text),
  labels: Type.Array(Type.Enum([...flowLabels])),
});
export type FlowVersionView = Static<typeof FlowVersionView>;

export const FlowVersionDocument = Type.Object({
  version: versionNumber,
  document: FlowDocumentBody,
  problems: Type.Array(FlowProblemView),
});
export type FlowVersionDocument = Static<typeof FlowVersionDocument>;

export const FlowCreateRequest = Type.Object({
  name,
  kind: Type.Enum([...flowKinds]),
  description: Type.Optional(Type.String({ maxLength: 4000 })),
  /** First version; an empty flow of the kind when left out. */
  document: Type.Optional(FlowDocumentBody),
  /** Id of a template to begin with instead. */
  template: Type.Optional(text),
});

export const FlowChangeRequest = Type.Object({
  name: Type.Optional(name),
  description: Type.Optional(nullable(Type.String({ maxLength: 4000 }))),
  active: Type.Optional(Type.Boolean()),
});

export const FlowSaveRequest = Type.Object({
  document: FlowDocumentBody,
  /** The version this one was made from; another one saved meanwhile is 409. Null: the first. */
  expectedVersion: Type.Optional(nullable(versionNumber)),
});

export const FlowPublishRequest = Type.Object({
  /** The saved one when left out. */
  version: Type.Optional(versionNumber),
  /** The version saved last, as far as the caller knows; another one saved meanwhile is 409, and nothing is published. */
  expectedVersion: Type.Optional(versionNumber),
  labels: Type.Optional(Type.Array(Type.Enum([...flowLabels]))),
});

/** One difference between two versions. `path` leads into the action's settings or the variable's fields. */
export const FlowDifference = Type.Object({
  part: Type.Enum(['flow', 'variable', 'action', 'edge']),
  change: Type.Enum(['added', 'removed', 'changed']),
  /** Id of the action, name of the variable, `from outlet → to` of the edge. */
  subject: text,
  /** Name for people. */
  label: text,
  path: nullable(text),
  before: Json,
  after: Json,
});
export type FlowDifference = Static<typeof FlowDifference>;

/** What an export file holds: without ids of the installation, keys in a fixed order, so that it can be compared. */
export const FlowExport = Type.Object({
  tandemFlow: Type.Literal(1),
  name: text,
  kind: Type.Enum([...flowKinds]),
  description: Type.Optional(text),
  document: FlowDocumentBody,
});
export type FlowExport = Static<typeof FlowExport>;

export const FlowImportRequest = Type.Object({
  name: Type.Optional(name),
  /** What a foreign flow becomes; the first kind of the half when left out. */
  kind: Type.Optional(Type.Enum([...flowKinds])),
  /** An export of ours, or a Webex Contact Center flow export: told apart by its content. */
  content: FlowDocumentBody,
});

/** What an import did not understand or had to change; empty for an export of ours. */
export const FlowImportRemark = Type.Object({
  severity: Type.Enum(['dropped', 'changed', 'note']),
  /** Name of the activity or variable. */
  subject: text,
  message: text,
});
export type FlowImportRemark = Static<typeof FlowImportRemark>;
export const FlowImportReply = Type.Object({
  flow: FlowView,
  remarks: Type.Array(FlowImportRemark),
});
export type FlowImportReply = Static<typeof FlowImportReply>;

export const FlowTemplate = Type.Object({
  id: text,
  name: text,
  description: text,
  kind: Type.Enum([...flowKinds]),
});
export type FlowTemplate = Static<typeof FlowTemplate>;

/** A template, JSONPath or condition tried on sample data. */
export const ExpressionTestRequest = Type.Object({
  language: Type.Enum(['template', 'jsonPath']),
  expression: Type.String({ maxLength: 20_000 }),
  /** Variables of a template, by name. */
  values: Type.Optional(Values),
  /** The document of a path, as text, and what it is written in. */
  content: Type.Optional(Type.String({ maxLength: 1_000_000 })),
  contentType: Type.Optional(Type.Enum(['JSON', 'XML', 'YAML', 'TOML'])),
});
export const ExpressionTestReply = Type.Object({
  ok: Type.Boolean(),
  /** With its type: the text of a template, the value or list of a path. */
  value: Json,
  code: nullable(text),
  message: nullable(text),
  position: Type.Optional(Json),
  /** A path that found nothing. */
  nothing: Type.Boolean(),
});
export type ExpressionTestReply = Static<typeof ExpressionTestReply>;

/** Names an action's setting may choose from, such as queues or connectors. */
export const FlowChoices = Type.Object({ choices: Type.Array(Reference) });

/** Permissions that have no counterpart at the vendor. */
export const flowPermissions = [
  'architect:flowExecution:view',
  'architect:flowExecution:add',
  'architect:flowExecution:edit',
  /** Values of secure variables in traces. */
  'architect:flowTrace:decrypt',
] as const;

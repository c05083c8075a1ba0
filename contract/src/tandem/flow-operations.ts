import { Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';
import { flowKinds } from './flow-document.ts';
import { automationOperationsAt, runOperations } from './flow-run-operations.ts';
import {
  ExpressionTestReply,
  ExpressionTestRequest,
  FlowChangeRequest,
  FlowChoices,
  FlowCreateRequest,
  FlowDifference,
  FlowDocumentBody,
  FlowExport,
  type FlowHalf,
  FlowImportReply,
  FlowImportRequest,
  FlowProblemView,
  FlowPublishRequest,
  FlowSaveRequest,
  FlowTemplate,
  FlowVersionDocument,
  FlowVersionView,
  FlowView,
  flowLabels,
} from './flow-shapes.ts';

const text = Type.String();
const name = Type.String({ minLength: 1, maxLength: 256 });
const versionNumber = Type.Integer({ minimum: 1 });
const nullableVersion = Type.Union([versionNumber, Type.Null()]);
const may = (...any: string[]) => ({ any });
const one = Type.Object({ flowId: text });
const ofVersion = Type.Object({ flowId: text, version: text });

/** Flows as a list of named things. */
const libraryOperations = <const Base extends string>(base: Base) =>
  ({
    listFlows: {
      method: 'GET',
      path: base,
      permission: may('architect:flow:view', 'architect:flow:search'),
      query: Type.Object({
        ...PageQuery.properties,
        kind: Type.Optional(text),
        name: Type.Optional(text),
      }),
      reply: { 200: listing<FlowView>(FlowView) },
    },
    createFlow: {
      method: 'POST',
      path: base,
      permission: may('architect:flow:add'),
      body: FlowCreateRequest,
      reply: { 201: FlowView },
    },
    getFlow: {
      method: 'GET',
      path: `${base}/{flowId}`,
      permission: may('architect:flow:view'),
      params: one,
      reply: { 200: FlowView },
    },
    changeFlow: {
      method: 'PATCH',
      path: `${base}/{flowId}`,
      permission: may('architect:flow:edit'),
      params: one,
      body: FlowChangeRequest,
      reply: { 200: FlowView },
    },
    deleteFlow: {
      method: 'DELETE',
      path: `${base}/{flowId}`,
      permission: may('architect:flow:delete'),
      params: one,
      reply: { 204: null },
    },
    copyFlow: {
      method: 'POST',
      path: `${base}/{flowId}/copy`,
      permission: may('architect:flow:add'),
      params: one,
      body: Type.Object({ name }),
      reply: { 201: FlowView },
    },
    exportFlow: {
      method: 'GET',
      path: `${base}/{flowId}/export`,
      permission: may('architect:flow:view'),
      params: one,
      query: Type.Object({ version: Type.Optional(versionNumber) }),
      reply: { 200: FlowExport },
    },
    importFlow: {
      method: 'POST',
      path: `${base}/import`,
      permission: may('architect:flow:add'),
      body: FlowImportRequest,
      reply: { 201: FlowImportReply },
    },
    getTemplates: {
      method: 'GET',
      path: `${base}/templates`,
      permission: may('architect:flow:view'),
      reply: { 200: Type.Object({ templates: Type.Array(FlowTemplate) }) },
    },
    /** What names the flow: addresses, endpoints, flows that call it. */
    getUses: {
      method: 'GET',
      path: `${base}/{flowId}/uses`,
      permission: may('architect:flow:view'),
      params: one,
      reply: {
        200: Type.Object({ uses: Type.Array(Type.Object({ kind: text, id: text, name: text })) }),
      },
    },
  }) as const satisfies Operations;

/** What is locked, saved, compared, published and labelled. */
const versionOperations = <const Base extends string>(base: Base) =>
  ({
    lockFlow: {
      method: 'POST',
      path: `${base}/{flowId}/lock`,
      permission: may('architect:flow:edit'),
      params: one,
      reply: { 200: FlowView },
    },
    /** Takes away one's own lock; somebody else's with the permission to unlock. */
    unlockFlow: {
      method: 'POST',
      path: `${base}/{flowId}/unlock`,
      permission: may('architect:flow:edit', 'architect:flow:unlock'),
      params: one,
      reply: { 200: FlowView },
    },
    listVersions: {
      method: 'GET',
      path: `${base}/{flowId}/versions`,
      permission: may('architect:flow:view'),
      params: one,
      query: PageQuery,
      reply: { 200: listing<FlowVersionView>(FlowVersionView) },
    },
    saveVersion: {
      method: 'POST',
      path: `${base}/{flowId}/versions`,
      permission: may('architect:flow:edit'),
      params: one,
      body: FlowSaveRequest,
      reply: { 201: FlowVersionDocument },
    },
    getVersion: {
      method: 'GET',
      path: `${base}/{flowId}/versions/{version}`,
      permission: may('architect:flow:view'),
      params: ofVersion,
      reply: { 200: FlowVersionDocument },
    },
    diffVersions: {
      method: 'GET',
      path: `${base}/{flowId}/diff`,
      permission: may('architect:flow:view'),
      params: one,
      query: Type.Object({ from: versionNumber, to: versionNumber }),
      reply: { 200: Type.Object({ differences: Type.Array(FlowDifference) }) },
    },
    publishFlow: {
      method: 'POST',
      path: `${base}/{flowId}/publish`,
      permission: may('architect:flow:publish', 'architect:flow:unlock'),
      params: one,
      body: FlowPublishRequest,
      reply: { 200: FlowView },
    },
    /** Points a label at a published version: a rollback is one of these. Null takes the label away. */
    labelVersion: {
      method: 'PUT',
      path: `${base}/{flowId}/labels/{label}`,
      permission: may('architect:flow:publish'),
      params: Type.Object({ flowId: text, label: Type.Enum([...flowLabels, 'Latest']) }),
      body: Type.Object({ version: nullableVersion }),
      reply: { 200: FlowView },
    },
  }) as const satisfies Operations;

/** What the designer asks while a flow is drawn; nothing is stored. */
const authoringOperations = <const Base extends string>(base: Base) =>
  ({
    getCatalogue: {
      method: 'GET',
      path: `${base}/catalogue`,
      permission: may('architect:flow:view'),
      query: Type.Object({ kind: Type.Enum([...flowKinds]) }),
      reply: { 200: Type.Object({ actions: Type.Array(Type.Unknown()) }) },
    },
    getChoices: {
      method: 'GET',
      path: `${base}/choices`,
      permission: may('architect:flow:view'),
      query: Type.Object({ resource: text }),
      reply: { 200: FlowChoices },
    },
    validateFlow: {
      method: 'POST',
      path: `${base}/validate`,
      permission: may('architect:flow:view'),
      /** With the flow it belongs to, secrets that are stored with its saved version count as given. */
      body: Type.Object({ document: FlowDocumentBody, flowId: Type.Optional(text) }),
      /** `problems` are the first 500 of each severity; `counts`, how many there are, are exact below 5000. */
      reply: {
        200: Type.Object({
          valid: Type.Boolean(),
          problems: Type.Array(FlowProblemView),
          counts: Type.Object({ error: Type.Integer(), recommendation: Type.Integer() }),
        }),
      },
    },
    testExpression: {
      method: 'POST',
      path: `${base}/expression`,
      permission: may('architect:flow:view'),
      body: ExpressionTestRequest,
      reply: { 200: ExpressionTestReply },
    },
  }) as const satisfies Operations;

/** Operations on flows of one half; both halves mount the same under their own path. */
export const flowOperationsOf = <const Half extends FlowHalf>(half: Half) => {
  const base = `/tandem/${half}/flows` as const;
  return {
    ...libraryOperations(base),
    ...versionOperations(base),
    ...authoringOperations(base),
    ...runOperations(base),
  } as const satisfies Operations;
};

export const platformFlowOperations = flowOperationsOf('platform');
export const gatewayFlowOperations = flowOperationsOf('gateway');
/** What only automation flows have: the gateway runs them without a customer. */
export const automationOperations = automationOperationsAt('/tandem/gateway/flows');

import type { Api } from '#src/api/client.ts';
import type { BodyOf, OperationKey, ReplyOf } from '#src/api/operations.ts';
import { useSession } from '#src/session/session.ts';
import type { FlowDocument } from './document/flow-document.ts';

export type FlowHalf = 'platform' | 'gateway';

type PlatformKey = OperationKey & `${string} /tandem/platform/flows${string}`;

const BASE = '/tandem/platform/flows';
export type Flow = ReplyOf<'GET /tandem/platform/flows/{flowId}'>;
export type FlowVersion = NonNullable<
  ReplyOf<'GET /tandem/platform/flows/{flowId}/versions'>['entities']
>[number];
export type VersionDocument = ReplyOf<'GET /tandem/platform/flows/{flowId}/versions/{version}'>;
export type FlowProblem = VersionDocument['problems'][number];
export type FlowDifference =
  ReplyOf<'GET /tandem/platform/flows/{flowId}/diff'>['differences'][number];
export type ImportReply = ReplyOf<'POST /tandem/platform/flows/import'>;
export type FlowTemplate = ReplyOf<'GET /tandem/platform/flows/templates'>['templates'][number];
export type Choice = ReplyOf<'GET /tandem/platform/flows/choices'>['choices'][number];
export type FlowLabel = 'Dev' | 'Test' | 'Live';
export const FLOW_LABELS: readonly FlowLabel[] = ['Dev', 'Test', 'Live'];
export type ExpressionTest = BodyOf<'POST /tandem/platform/flows/expression'>;
export type CreateFlow = BodyOf<'POST /tandem/platform/flows'>;
export type ImportFlow = BodyOf<'POST /tandem/platform/flows/import'>;
export type ChangeFlow = BodyOf<'PATCH /tandem/platform/flows/{flowId}'>;

type Page = { readonly pageNumber: number; readonly pageSize: number };
type Search = Page & { readonly kind?: string | undefined; readonly name?: string | undefined };
type Save = { readonly document: FlowDocument; readonly expectedVersion: number | null };
type Publish = {
  readonly version?: number;
  readonly expectedVersion?: number;
  readonly labels: readonly FlowLabel[];
};

/** A document as the body of a request carries it. */
export const asBody = (document: FlowDocument): Record<string, unknown> => ({ ...document });

const addressesOf = (half: FlowHalf) => {
  // Both halves mount the same operations, so the types of one are those of the other.
  const at = <Key extends PlatformKey>(key: Key): Key =>
    key.replace(BASE, `/tandem/${half}/flows`) as Key;
  const one = (flowId: string) => ({ params: { flowId } });
  return { at, one };
};

const libraryOf = (api: Api, half: FlowHalf) => {
  const { at, one } = addressesOf(half);
  return {
    list: (query: Search) => api.call(at(`GET ${BASE}`), { query }),
    get: (flowId: string) => api.call(at(`GET ${BASE}/{flowId}`), one(flowId)),
    create: (body: CreateFlow) => api.call(at(`POST ${BASE}`), { body }),
    change: (flowId: string, body: ChangeFlow) =>
      api.call(at(`PATCH ${BASE}/{flowId}`), { ...one(flowId), body }),
    remove: (flowId: string) => api.call(at(`DELETE ${BASE}/{flowId}`), one(flowId)),
    copy: (flowId: string, name: string) =>
      api.call(at(`POST ${BASE}/{flowId}/copy`), { ...one(flowId), body: { name } }),
    exported: (flowId: string) => api.call(at(`GET ${BASE}/{flowId}/export`), one(flowId)),
    importFlow: (body: ImportFlow) => api.call(at(`POST ${BASE}/import`), { body }),
    templates: () => api.call(at(`GET ${BASE}/templates`)),
    uses: (flowId: string) => api.call(at(`GET ${BASE}/{flowId}/uses`), one(flowId)),
  };
};

const versionsOf = (api: Api, half: FlowHalf) => {
  const { at, one } = addressesOf(half);
  return {
    lock: (flowId: string) => api.call(at(`POST ${BASE}/{flowId}/lock`), one(flowId)),
    unlock: (flowId: string) => api.call(at(`POST ${BASE}/{flowId}/unlock`), one(flowId)),
    versions: (flowId: string, query: Page) =>
      api.call(at(`GET ${BASE}/{flowId}/versions`), { ...one(flowId), query }),
    version: (flowId: string, version: number) =>
      api.call(at(`GET ${BASE}/{flowId}/versions/{version}`), {
        params: { flowId, version: String(version) },
      }),
    save: (flowId: string, { document, expectedVersion }: Save) =>
      api.call(at(`POST ${BASE}/{flowId}/versions`), {
        ...one(flowId),
        body: { document: asBody(document), expectedVersion },
      }),
    diff: (flowId: string, query: { readonly from: number; readonly to: number }) =>
      api.call(at(`GET ${BASE}/{flowId}/diff`), { ...one(flowId), query }),
    publish: (flowId: string, { labels, ...body }: Publish) =>
      api.call(at(`POST ${BASE}/{flowId}/publish`), {
        ...one(flowId),
        body: { ...body, labels: [...labels] },
      }),
    label: (flowId: string, label: FlowLabel | 'Latest', version: number | null) =>
      api.call(at(`PUT ${BASE}/{flowId}/labels/{label}`), {
        params: { flowId, label },
        body: { version },
      }),
  };
};

const authoringOf = (api: Api, half: FlowHalf) => {
  const { at } = addressesOf(half);
  return {
    catalogue: (kind: string) => api.call(at(`GET ${BASE}/catalogue`), { query: { kind } }),
    choices: (resource: string) => api.call(at(`GET ${BASE}/choices`), { query: { resource } }),
    /** With the id of its flow, secrets that are kept with the saved version count as given. */
    validate: (flowId: string, document: FlowDocument, signal?: AbortSignal) =>
      api.call(at(`POST ${BASE}/validate`), {
        body: { document: asBody(document), flowId },
        ...(signal ? { signal } : {}),
      }),
    testExpression: (body: ExpressionTest) => api.call(at(`POST ${BASE}/expression`), { body }),
  };
};

/** Calls on flows of one half. */
export const flowApiOf = (api: Api, half: FlowHalf) => ({
  half,
  ...libraryOf(api, half),
  ...versionsOf(api, half),
  ...authoringOf(api, half),
});
export type FlowApi = ReturnType<typeof flowApiOf>;

export const useFlowApi = (half: FlowHalf): FlowApi => flowApiOf(useSession().api, half);

/** Halves of this server, the platform first. */
export const useHalves = (): readonly FlowHalf[] => useSession().config.halves;

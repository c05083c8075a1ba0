import type {
  FlowLabel,
  FlowProblemView,
  FlowVersionDocument,
  FlowVersionView,
  FlowView,
} from '@tandem/contract';
import type { FlowDocument } from '../flow.model.ts';
import { type FlowProblem, type ValidateOptions, validateFlow } from '../validation/index.ts';
import { shownDocument } from './flow-secrets.rules.ts';
import {
  type FlowRecord,
  type FlowVersionRecord,
  kindOf,
  type LibraryDeps,
} from './library.model.ts';

type Names = ReadonlyMap<string, string>;

const reference = (id: string | null, names: Names) =>
  id === null ? null : { id, name: names.get(id) ?? id };

/** Names of the people behind the ids. */
export const namesOf = (
  { services }: Pick<LibraryDeps, 'services'>,
  org: string,
  ids: readonly (string | null)[],
): Promise<Names> => {
  const known = [...new Set(ids.filter((id) => id !== null))];
  return known.length === 0 ? Promise.resolve(new Map()) : services.names(org, known);
};

const toFlowView = (flow: FlowRecord, names: Names): FlowView => ({
  id: flow.id,
  name: flow.name,
  description: flow.description,
  kind: kindOf(flow),
  active: flow.active,
  savedVersion: flow.savedVersion,
  publishedVersion: flow.publishedVersion,
  labels: { ...flow.labels },
  lockedBy: reference(flow.lockedBy, names),
  dateCreated: flow.createdAt.toISOString(),
  dateModified: flow.modifiedAt.toISOString(),
});

/** Flows of one organisation as they are answered. */
export const viewsOf = async (
  deps: Pick<LibraryDeps, 'services'>,
  org: string,
  flows: readonly FlowRecord[],
): Promise<FlowView[]> => {
  const names = await namesOf(
    deps,
    org,
    flows.map(({ lockedBy }) => lockedBy),
  );
  return flows.map((flow) => toFlowView(flow, names));
};

export const viewOf = async (
  deps: Pick<LibraryDeps, 'services'>,
  flow: FlowRecord,
): Promise<FlowView> => (await viewsOf(deps, flow.org, [flow]))[0] as FlowView;

export const toVersionView = (
  { labels }: FlowRecord,
  record: Omit<FlowVersionRecord, 'document'>,
  names: Names,
): FlowVersionView => ({
  version: record.version,
  dateCreated: record.createdAt.toISOString(),
  createdBy: reference(record.createdBy, names),
  datePublished: record.publishedAt?.toISOString() ?? null,
  labels: Object.entries(labels)
    .filter(([, version]) => version === record.version)
    .map(([label]) => label as FlowLabel),
});

export const toProblemView = (problem: FlowProblem): FlowProblemView => ({ ...problem });

/** The document without what nobody may read, and everything that is wrong with it. */
export const toVersionDocument = (
  version: number,
  document: FlowDocument,
  options: ValidateOptions,
): FlowVersionDocument => ({
  version,
  document: { ...shownDocument(document) },
  problems: validateFlow(document, options).map(toProblemView),
});

import type { Queryable } from '@tandem/kit';
import { type ActionField, findAction, type ResourceKind } from '../actions/index.ts';
import type { FlowDocument, FlowValue } from '../flow.model.ts';
import { isVisible, ownOf } from '../settings.ts';
import { currentDocuments } from './flows.store.ts';
import type { FlowUse, LibraryDeps, Named } from './library.model.ts';

const isMentioned = (value: FlowValue | undefined, { id, name }: Named): boolean => {
  if (typeof value !== 'string') return false;
  const text = value.trim().toLowerCase();
  return text === id.toLowerCase() || text === name.toLowerCase();
};

const valuesOf = (
  field: ActionField,
  settings: Readonly<Record<string, FlowValue>>,
  resource: ResourceKind,
): readonly (FlowValue | undefined)[] => {
  const own = ownOf(settings, field.name);
  if (field.kind === 'resource') return field.resource === resource ? [own] : [];
  if (field.kind !== 'rows' || !Array.isArray(own)) return [];
  const columns = field.columns.filter(
    (column) => column.kind === 'resource' && column.resource === resource,
  );
  return (own as readonly FlowValue[]).flatMap((row) =>
    columns.map(({ name }) => ownOf(row, name)),
  );
};

/** What a document names of a kind of resource, by id or name as it is written; settings that do not show left out. */
export const resourcesIn = (document: FlowDocument, resource: ResourceKind): readonly string[] =>
  document.actions.flatMap(({ type, settings }) => {
    const fields = findAction(document.kind, type)?.fields ?? [];
    return fields
      .filter((field) => isVisible(field, fields, settings))
      .flatMap((field) => valuesOf(field, settings, resource))
      .filter((value) => typeof value === 'string' && value.trim() !== '')
      .map((value) => String(value).trim());
  });

/** The text as it stands in a JSON document. */
const written = (text: string) => JSON.stringify(text).slice(1, -1);

/** Flows whose saved, published or labelled version names something, by id or by name. */
export const flowsNaming = async (
  db: Queryable,
  org: string,
  { resource, ...named }: Named & { readonly resource: ResourceKind },
): Promise<readonly Named[]> => {
  const found = await currentDocuments(db, org, [written(named.id), written(named.name)]);
  const flows = found.filter(({ document }) =>
    resourcesIn(document, resource).some((value) => isMentioned(value, named)),
  );
  return [...new Map(flows.map(({ id, name }) => [id, { id, name }])).values()];
};

/** Everything of the half that names a flow. */
export const usesOfFlow = async (
  { db, usesOf }: Pick<LibraryDeps, 'db' | 'usesOf'>,
  org: string,
  { id, name }: Named,
): Promise<readonly FlowUse[]> => {
  const flows = await flowsNaming(db, org, { resource: 'flow', id, name });
  return [
    ...(await usesOf(org, { id, name })),
    ...flows.filter((flow) => flow.id !== id).map((flow) => ({ kind: 'flow', ...flow })),
  ];
};

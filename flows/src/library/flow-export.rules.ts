import type { FlowExport } from '@tandem/contract';
import { type ActionField, findAction, type ResourceKind } from '../actions/index.ts';
import type { FlowAction, FlowDocument, FlowSettings, FlowValue } from '../flow.model.ts';
import { replaceSecrets, shownDocument } from './flow-secrets.rules.ts';
import { type FlowRecord, kindOf } from './library.model.ts';

/** Names for what a document names by id; null for what is not there any more. */
export type ExportNames = {
  readonly resource: (kind: ResourceKind, id: string) => string | null;
  readonly secret: (credential: string, attribute: string) => readonly [string, string] | null;
};

const idForm = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const renamed = (kind: ResourceKind, value: FlowValue, { resource }: ExportNames): FlowValue =>
  typeof value === 'string' && idForm.test(value.trim())
    ? (resource(kind, value.trim().toLowerCase()) ?? '')
    : value;

const renamedField = (field: ActionField, value: FlowValue, names: ExportNames): FlowValue => {
  if (field.kind === 'resource') return renamed(field.resource, value, names);
  if (field.kind !== 'rows' || !Array.isArray(value)) return value;
  const columns = field.columns.filter(({ kind }) => kind === 'resource');
  if (columns.length === 0) return value;
  return (value as readonly FlowValue[]).map((row) =>
    typeof row === 'object' && row !== null && !Array.isArray(row)
      ? renamedSettings(row as FlowSettings, columns, names)
      : row,
  );
};

const renamedSettings = (
  settings: FlowSettings,
  fields: readonly ActionField[],
  names: ExportNames,
): FlowSettings =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      const field = fields.find((one) => one.name === name);
      return [name, field ? renamedField(field, value, names) : value];
    }),
  );

const withNames = (document: FlowDocument, names: ExportNames): FlowDocument => ({
  ...document,
  actions: document.actions.map((action) => ({
    ...action,
    settings: renamedSettings(
      action.settings,
      findAction(document.kind, action.type)?.fields ?? [],
      names,
    ),
  })),
});

const withSecretNames = (document: FlowDocument, { secret }: ExportNames): FlowDocument =>
  replaceSecrets(document, (found) => {
    if (found['kind'] !== 'credential') return found;
    const names = secret(String(found['credential']), String(found['attribute']));
    return { kind: 'credential', credential: names?.[0] ?? '', attribute: names?.[1] ?? '' };
  });

const orders = {
  document: [
    'language',
    'kind',
    'description',
    'variables',
    'start',
    'onError',
    'actions',
    'edges',
  ],
  variable: ['name', 'type', 'initial', 'description'],
  action: ['id', 'type', 'name', 'description', 'settings', 'position'],
  edge: ['from', 'outlet', 'to'],
} as const;

const rank = (order: readonly string[], name: string) => {
  const at = order.indexOf(name);
  return at === -1 ? order.length : at;
};

/** The known keys in their order, the others after them by name. */
const ordered = <Item extends object>(item: Item, order: readonly string[]): Item =>
  Object.fromEntries(
    Object.entries(item).sort(([a], [b]) => rank(order, a) - rank(order, b) || (a < b ? -1 : 1)),
  ) as Item;

const orderedValue = (value: FlowValue): FlowValue => {
  if (Array.isArray(value)) return (value as readonly FlowValue[]).map(orderedValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, orderedValue(inner)]),
  );
};

const orderedAction = (action: FlowAction): FlowAction =>
  ordered({ ...action, settings: orderedValue(action.settings) as FlowSettings }, orders.action);

/** The document with its keys in a fixed order, whatever wrote it. */
export const canonicalDocument = (document: FlowDocument): FlowDocument =>
  ordered(
    {
      ...document,
      variables: document.variables.map((one) => ordered(one, orders.variable)),
      actions: document.actions.map(orderedAction),
      edges: document.edges.map((one) => ordered(one, orders.edge)),
    },
    orders.document,
  );

/** A flow as a file: without ids of the installation and without secrets, in a fixed order, so that it can be compared. */
export const exportOf = (
  flow: FlowRecord,
  document: FlowDocument,
  names: ExportNames,
): FlowExport => ({
  tandemFlow: 1,
  name: flow.name,
  kind: kindOf(flow),
  ...(flow.description === null ? {} : { description: flow.description }),
  document: {
    ...canonicalDocument(withSecretNames(withNames(shownDocument(document), names), names)),
  },
});

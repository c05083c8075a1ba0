import type { FlowExport, FlowImportRemark } from '@tandem/contract';
import type { ResourceKind } from '../actions/index.ts';
import { type FlowDocument, type FlowKind, flowKinds } from '../flow.model.ts';
import { importWebexFlow } from '../import/index.ts';
import { choicesOf } from './choices.usecases.ts';
import { emptyDocument } from './document.rules.ts';
import { type ExportNames, exportOf } from './flow-export.rules.ts';
import { replaceSecrets, secretsOf } from './flow-secrets.rules.ts';
import { isNameTaken } from './flows.store.ts';
import { createFlow, flowName, readFlow, readVersion } from './flows.usecases.ts';
import { resourcesIn } from './flows-naming.ts';
import { flowErrors } from './library.errors.ts';
import { type By, type FlowRecord, flowTypes, type LibraryDeps } from './library.model.ts';

const resourceKinds: readonly ResourceKind[] = [
  'connector',
  'connection',
  'flow',
  'queue',
  'bot',
  'botConnector',
  'script',
  'handoverProvider',
];

/** Names of everything a document names by id. */
const namesFor = async (
  deps: LibraryDeps,
  org: string,
  document: FlowDocument,
): Promise<ExportNames> => {
  const known = new Map<string, string>();
  for (const kind of resourceKinds) {
    if (resourcesIn(document, kind).length === 0) continue;
    for (const { id, name } of await choicesOf(deps, org, kind))
      known.set(`${kind} ${id.toLowerCase()}`, name);
  }
  const secrets = new Map<string, readonly [string, string]>();
  for (const secret of secretsOf(document).values()) {
    if (secret['kind'] !== 'credential') continue;
    const [credential, attribute] = [String(secret['credential']), String(secret['attribute'])];
    const names = await deps.services.credentialNames?.(org, { credential, attribute });
    if (names) secrets.set(`${credential} ${attribute}`, [names.credential, names.attribute]);
  }
  return {
    resource: (kind, id) => known.get(`${kind} ${id}`) ?? null,
    secret: (credential, attribute) => secrets.get(`${credential} ${attribute}`) ?? null,
  };
};

/** The saved version, or another one, as a file. @throws flowErrors.notFound (404) */
export async function exportFlow(
  deps: LibraryDeps,
  org: string,
  { id, version }: { readonly id: string; readonly version: number | undefined },
): Promise<FlowExport> {
  const flow = await readFlow(deps.db, org, id);
  const wanted = version ?? flow.savedVersion;
  if (wanted === null) throw flowErrors.nothingSaved();
  const { document } = await readVersion(deps, flow, wanted);
  return exportOf(flow, document, await namesFor(deps, org, document));
}

type Reading = {
  readonly name: string;
  readonly description: string | null;
  readonly kind: FlowKind;
  readonly document: unknown;
  readonly remarks: readonly FlowImportRemark[];
};

const isKind = (value: unknown): value is FlowKind => flowKinds.some((kind) => kind === value);

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const readOwn = (content: Readonly<Record<string, unknown>>): Reading => {
  const { name, kind, description, document } = content;
  if (typeof name !== 'string' || !isKind(kind))
    throw flowErrors.importUnknown({ problem: 'its name or its kind is missing.' });
  return { ...{ name, kind, document, remarks: [] }, description: text(description) };
};

const readContent = (
  deps: LibraryDeps,
  content: Readonly<Record<string, unknown>>,
  kind: FlowKind | undefined,
): Reading => {
  if ('tandemFlow' in content) {
    if (content['tandemFlow'] === 1) return readOwn(content);
    throw flowErrors.importUnknown({ problem: 'it was exported by a later version.' });
  }
  const wanted = kind ?? (deps.kinds[0] as FlowKind);
  const foreign = importWebexFlow(content, wanted);
  if (!foreign)
    throw flowErrors.importUnknown({
      problem: 'neither an export of this product nor one of Webex Contact Center.',
    });
  return { ...foreign, kind: wanted, remarks: [...foreign.remarks] };
};

const mostTries = 100;

/** The name, with a number where it is taken. */
const freeName = async (
  { db }: LibraryDeps,
  org: string,
  { name, type }: Pick<FlowRecord, 'name' | 'type'>,
): Promise<string> => {
  const id = '00000000-0000-0000-0000-000000000000';
  for (let number = 2, tried = name; number <= mostTries; number += 1) {
    if (!(await isNameTaken(db, { org, type, name: tried, id }))) return tried;
    tried = `${name.slice(0, 240)} (${number})`;
  }
  throw flowErrors.nameTaken({ name });
};

const hasParts = (document: unknown): document is FlowDocument =>
  typeof document === 'object' &&
  document !== null &&
  Array.isArray((document as { actions?: unknown }).actions) &&
  (document as { actions: unknown[] }).actions.every(
    (action) =>
      typeof action === 'object' &&
      action !== null &&
      typeof (action as { settings?: unknown }).settings === 'object',
  );

/** Credentials that whoever imports cannot use here are left out: the flow is there, and says what it lacks. */
const withoutForeignSecrets = async (
  deps: LibraryDeps,
  by: By,
  document: FlowDocument,
): Promise<{ readonly document: FlowDocument; readonly remarks: FlowImportRemark[] }> => {
  const remarks: FlowImportRemark[] = [];
  const dropped = new Set<string>();
  for (const [place, secret] of secretsOf(document)) {
    const [subject = ''] = place.split('.');
    if (secret['kind'] !== 'credential') continue;
    const names = `${secret['credential']} / ${secret['attribute']}`;
    const there = await deps.services.credentialNames?.(by.principal.org, {
      credential: String(secret['credential']),
      attribute: String(secret['attribute']),
    });
    if (there) continue;
    dropped.add(place);
    remarks.push({ severity: 'dropped', subject, message: `There is no credential ${names}.` });
  }
  const kept = replaceSecrets(document, (secret, place) =>
    dropped.has(place) ? { kind: 'credential', credential: '', attribute: '' } : secret,
  );
  return { document: kept, remarks };
};

/**
 * Creates a flow of an export of ours or of Webex Contact Center.
 * @throws flowErrors.importUnknown, malformed, kindUnsupported (400), nameTaken (409) for a name that was asked for
 */
export async function importFlow(
  deps: LibraryDeps,
  by: By,
  input: {
    readonly name?: string | undefined;
    readonly kind?: FlowKind | undefined;
    readonly content: Readonly<Record<string, unknown>>;
  },
): Promise<{ readonly flow: FlowRecord; readonly remarks: readonly FlowImportRemark[] }> {
  const { name, description, kind, document, remarks } = readContent(
    deps,
    input.content,
    input.kind,
  );
  const type = flowTypes[kind];
  const free =
    input.name ?? (await freeName(deps, by.principal.org, { name: flowName(name), type }));
  const given = document ?? emptyDocument(kind);
  const usable = hasParts(given)
    ? await withoutForeignSecrets(deps, by, given)
    : { document: given, remarks: [] };
  const flow = await createFlow(deps, by, {
    ...{ name: free, kind, document: usable.document },
    description: description === '' ? null : description,
  });
  return { flow, remarks: [...remarks, ...usable.remarks] };
}

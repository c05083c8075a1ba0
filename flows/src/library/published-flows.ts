import type { FlowLabel } from '@tandem/contract';
import { isUuid } from '@tandem/kit';
import { type CompiledFlow, compileFlow } from '../compile.ts';
import { withOpenInitials } from '../initial-secrets.ts';
import type { FlowState } from '../run.model.ts';
import { type FlowLibrary, noLibrary } from '../run.ts';
import { hasTemplate } from '../settings.ts';
import { findFlow, findVersion, publishedIndex } from './flows.store.ts';
import { resourcesIn } from './flows-naming.ts';
import {
  type FlowRecord,
  type FlowServices,
  flowTypes,
  type LibraryDeps,
} from './library.model.ts';

/** A published version, ready to run. */
export type PublishedFlow = {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly flow: CompiledFlow;
};

/** What runs flows asks for them; everything is compiled once per node and forgotten with every change. */
export type PublishedFlows = {
  /** The version a label points at; `Latest`, the one published last, when left out. Null: none, or not active. */
  readonly find: (
    org: string,
    flowId: string,
    label?: FlowLabel | 'Latest',
  ) => Promise<PublishedFlow | null>;
  /** A version that a run began with, whatever was published since; null when the flow is gone. */
  readonly version: (org: string, flowId: string, version: number) => Promise<PublishedFlow | null>;
  /**
   * The flows that a flow may call, ready before the step: published ones of its kind by id or name, and those that a
   * run is in. Pinned by key: a run goes on in the version it began.
   */
  readonly subflows: (
    org: string,
    run: { readonly flow: PublishedFlow; readonly state?: FlowState | null },
  ) => Promise<FlowLibrary>;
  /** The same for a flow that is no version yet. */
  readonly draftSubflows: (
    org: string,
    run: { readonly flow: CompiledFlow; readonly state?: FlowState | null },
  ) => Promise<FlowLibrary>;
};

const versionOf = (
  { publishedVersion, labels }: FlowRecord,
  label: FlowLabel | 'Latest',
): number | null => (label === 'Latest' ? publishedVersion : (labels[label] ?? null));

const keyOf = ({ id, version }: Pick<PublishedFlow, 'id' | 'version'>) => `${id}@${version}`;

const pinnedKeys = (state: FlowState | null | undefined): readonly string[] => {
  if (!state) return [];
  const callers = state.frames.map((frame) => (frame.kind === 'call' ? frame.caller : null));
  return [state.flow, ...callers].filter((key) => key !== null);
};

const libraryOf = (
  callable: readonly PublishedFlow[],
  pinned: readonly PublishedFlow[],
): FlowLibrary => {
  const byKey = new Map([...callable, ...pinned].map((one) => [keyOf(one), one.flow]));
  const byName = new Map(callable.map((one) => [one.name.toLowerCase(), one]));
  const byId = new Map(callable.map((one) => [one.id, one]));
  return {
    find(reference) {
      const text = reference.trim().toLowerCase();
      const found = byId.get(text) ?? byName.get(text);
      return found ? { key: keyOf(found), flow: found.flow } : null;
    },
    get: (key) => byKey.get(key) ?? null,
  };
};

type Entry = Pick<FlowRecord, 'id' | 'name'> & { readonly version: number };

/** What flows name as subflows, read once per compiled flow: it is asked for with every message. */
const createReferences = () => {
  const read = new WeakMap<CompiledFlow, readonly string[]>();
  return (flow: CompiledFlow): readonly string[] => {
    const known = read.get(flow);
    if (known) return known;
    const names = resourcesIn(flow.document, 'flow').map((name) => name.toLowerCase());
    read.set(flow, names);
    return names;
  };
};

/** The entries that are called; all of them where a template makes the name. */
const calledBy = (references: readonly string[], index: readonly Entry[]): readonly Entry[] => {
  if (references.some(hasTemplate)) return index;
  return index.filter(
    ({ id, name }) => references.includes(id) || references.includes(name.toLowerCase()),
  );
};

const mostFlows = 2_000;

export const createPublishedFlows = ({
  db,
  snapshots,
  services,
}: Pick<LibraryDeps, 'db' | 'snapshots'> & {
  readonly services: Pick<FlowServices, 'openSecret'>;
}): PublishedFlows => {
  const referencesIn = createReferences();
  const compile = async (
    record: FlowRecord | null,
    version: number | null,
  ): Promise<PublishedFlow | null> => {
    if (!record || version === null) return null;
    const found = await findVersion(db, record.id, version);
    if (!found) return null;
    const document = await withOpenInitials(found.document, (secret) =>
      services.openSecret(record.org, secret),
    );
    const { flow } = compileFlow(document, { published: true });
    return flow && { id: record.id, name: record.name, version, flow };
  };
  const versions = snapshots.keep({
    most: mostFlows,
    async load(key) {
      const [org = '', id = '', version] = key.split(' ');
      return isUuid(id) ? compile(await findFlow(db, org, id), Number(version)) : null;
    },
  });
  const version = (org: string, id: string, number: number) => versions(`${org} ${id} ${number}`);
  const labelled = snapshots.keep({
    most: mostFlows,
    async load(key) {
      const [org = '', id = '', label] = key.split(' ');
      const record = isUuid(id) ? await findFlow(db, org, id) : null;
      const number = record?.active ? versionOf(record, label as FlowLabel | 'Latest') : null;
      return number === null ? null : version(org, id, number);
    },
  });
  const calledFrom = async (org: string, root: CompiledFlow): Promise<readonly PublishedFlow[]> => {
    const index = await publishedIndex(db, org, { type: flowTypes[root.document.kind] });
    const found = new Map<string, PublishedFlow>();
    const open = [...calledBy(referencesIn(root), index)];
    for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
      if (found.has(entry.id)) continue;
      const one = await version(org, entry.id, entry.version);
      if (!one) continue;
      found.set(entry.id, one);
      open.push(...calledBy(referencesIn(one.flow), index));
    }
    return [...found.values()];
  };
  const callable = snapshots.keep({
    most: mostFlows,
    async load(key): Promise<readonly PublishedFlow[]> {
      const [org = '', id = '', number = ''] = key.split(' ');
      const root = await version(org, id, Number(number));
      return root ? calledFrom(org, root.flow) : [];
    },
  });
  const pinned = (org: string, key: string) => {
    const [id = '', number] = key.split('@');
    return version(org, id, Number(number));
  };
  const ready = async (
    org: string,
    { flow, state }: { readonly flow: CompiledFlow; readonly state?: FlowState | null },
    called: () => Promise<readonly PublishedFlow[]>,
  ): Promise<FlowLibrary> => {
    const keys = pinnedKeys(state);
    if (keys.length === 0 && referencesIn(flow).length === 0) return noLibrary;
    const there = await Promise.all(keys.map((key) => pinned(org, key)));
    return libraryOf(
      await called(),
      there.filter((one) => one !== null),
    );
  };
  return {
    find: (org, flowId, label = 'Latest') => labelled(`${org} ${flowId} ${label}`),
    version,
    subflows: (org, { flow, state = null }) =>
      ready(org, { flow: flow.flow, state }, () => callable(`${org} ${flow.id} ${flow.version}`)),
    draftSubflows: (org, run) => ready(org, run, () => calledFrom(org, run.flow)),
  };
};

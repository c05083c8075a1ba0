import type { CompiledFlow, FlowLibrary } from '@tandem/flows';
import type { Snapshots } from '../snapshots/index.ts';

/** Where versions of message flows come from. */
export type FlowSource = {
  /** A version that was published; null when it is gone. */
  readonly version: (
    org: string,
    flow: { readonly id: string; readonly version: number },
  ) => Promise<CompiledFlow | null>;
  /** Flows that may be called, with the versions that are published now. */
  readonly published: (
    org: string,
  ) => Promise<readonly { readonly id: string; readonly name: string; readonly version: number }[]>;
};

/** Names one version of a flow, in saved states too. */
export const flowKey = ({ id, version }: { readonly id: string; readonly version: number }) =>
  `${id}@${version}`;

const readKey = (key: string) => {
  const at = key.lastIndexOf('@');
  return { id: key.slice(0, at), version: Number(key.slice(at + 1)) };
};

/** What a step asked for and was not in memory. */
export type FlowMisses = { readonly keys: ReadonlySet<string>; readonly list: boolean };

/** Flows as they are in memory, for one pure step: what is missing there is noted. */
export type FlowsAtHand = FlowLibrary & { readonly missed: () => FlowMisses | null };

export type FlowShelf = {
  /** Brings what is in memory of an organisation up to date; nothing where no flow calls another. */
  readonly ready: (org: string) => Promise<unknown> | null;
  readonly open: (org: string) => FlowsAtHand;
  readonly load: (org: string, misses: FlowMisses) => Promise<void>;
};

type Callable = { readonly key: string; readonly id: string; readonly name: string };
type Callables = ReadonlyMap<string, Callable>;

/** Organisations and versions kept in memory; the oldest go first. */
const mostOrgs = 500;
const mostVersions = 2_000;

const bounded = <T>(most: number) => {
  const kept = new Map<string, T>();
  return {
    get: (key: string) => kept.get(key),
    set(key: string, value: T) {
      kept.delete(key);
      kept.set(key, value);
      const oldest = kept.keys().next().value;
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
  };
};

/** Ids win over names that look like one. */
const byReference = (flows: Awaited<ReturnType<FlowSource['published']>>): Callables => {
  const callables = flows.map((flow) => ({ ...flow, key: flowKey(flow) }));
  return new Map([
    ...callables.map((one) => [one.name.toLowerCase(), one] as const),
    ...callables.map((one) => [one.id, one] as const),
  ]);
};

/** Versions never change, so they stay; which of them is published is looked up with every change of configuration. */
export const createFlowShelf = ({
  source,
  snapshots,
}: {
  readonly source: FlowSource;
  readonly snapshots: Pick<Snapshots, 'keep'>;
}): FlowShelf => {
  const versions = bounded<CompiledFlow | null>(mostVersions);
  const lists = bounded<Callables>(mostOrgs);
  const fetchList = snapshots.keep({
    most: mostOrgs,
    load: async (org) => {
      const list = byReference(await source.published(org));
      lists.set(org, list);
      return list;
    },
  });
  const fetchVersion = async (org: string, key: string) =>
    versions.set(`${org} ${key}`, await source.version(org, readKey(key)));
  return {
    ready: (org) => (lists.get(org) ? fetchList(org) : null),
    open(org) {
      const keys = new Set<string>();
      let list = false;
      const get = (key: string) => {
        const found = versions.get(`${org} ${key}`);
        if (found === undefined) keys.add(key);
        return found ?? null;
      };
      return {
        get,
        find(reference) {
          const callables = lists.get(org);
          if (!callables) list = true;
          const key = callables?.get(reference.trim().toLowerCase())?.key;
          const flow = key === undefined ? null : get(key);
          return key !== undefined && flow ? { key, flow } : null;
        },
        missed: () => (list || keys.size > 0 ? { keys, list } : null),
      };
    },
    async load(org, { keys, list }) {
      await Promise.all([
        ...(list ? [fetchList(org)] : []),
        ...[...keys].map((key) => fetchVersion(org, key)),
      ]);
    },
  };
};

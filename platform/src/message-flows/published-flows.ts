import { type CompiledFlow, compileFlow } from '@tandem/flows';
import { findFlow, findVersion } from './flows.store.ts';
import type { FlowDeps } from './flows.usecases.ts';

export type Published = {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly flow: CompiledFlow;
};

/** Published versions as the message path uses them: compiled once per node, forgotten with every change. */
export const createPublishedFlows = ({
  db,
  snapshots,
}: Pick<FlowDeps, 'db' | 'snapshots'>): ((
  org: string,
  flowId: string,
) => Promise<Published | null>) => {
  const load = async (key: string): Promise<Published | null> => {
    const [org = '', id = ''] = key.split(' ');
    const record = await findFlow(db, org, id);
    if (!record?.active || record.publishedVersion === null) return null;
    const version = await findVersion(db, id, record.publishedVersion);
    const { flow } = compileFlow(version?.document, { published: true });
    return flow && { id, name: record.name, version: record.publishedVersion, flow };
  };
  const get = snapshots.keep({ most: 2_000, load });
  return (org, flowId) => get(`${org} ${flowId}`);
};

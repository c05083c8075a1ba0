import type { PublishedFlows } from '@tandem/flows';
import type { Database } from '@tandem/kit';
import type { FlowSource, PublishedFlow } from '../messaging/index.ts';

/** Flows that one flow of an organisation may call: beyond them names are not found. */
const mostCallable = 2_000;

const callable = `select id, name, published_version as version from flow
  where org = $1 and active and published_version is not null and type = 'INBOUNDSHORTMESSAGE'
  order by modified_at desc limit $2`;

/** Versions of message flows for runs that wait, and what they may call. */
export const createFlowSource = (db: Database, flows: PublishedFlows): FlowSource => ({
  version: async (org, { id, version }) => (await flows.version(org, id, version))?.flow ?? null,
  published: (org) => db.query(callable, [org, mostCallable]),
});

const watched = 'select until from flow_watch where org = $1 and flow = $2';

/** What is routed to addresses, with how long somebody watches its runs. */
export const watchedFlows =
  (db: Database, flows: PublishedFlows) =>
  async (org: string, id: string): Promise<PublishedFlow | null> => {
    const flow = await flows.find(org, id);
    if (!flow) return null;
    const [watch] = await db.query<{ until: Date }>(watched, [org, id]);
    return { ...flow, tracedUntil: watch?.until.getTime() ?? null };
  };

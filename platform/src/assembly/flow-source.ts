import {
  compileTemplate,
  type FlowDocument,
  type FlowValue,
  flowTypes,
  type PublishedFlows,
  publishedIndex,
} from '@tandem/flows';
import type { Database } from '@tandem/kit';
import type { FlowSource, PublishedFlow } from '../messaging/index.ts';

/** Flows that one flow of an organisation may call: beyond them names are not found. */
const mostCallable = 2_000;

/** Versions of message flows for runs that wait, and what they may call. */
export const createFlowSource = (db: Database, flows: PublishedFlows): FlowSource => ({
  version: async (org, { id, version }) => (await flows.version(org, id, version))?.flow ?? null,
  published: (org) =>
    publishedIndex(db, org, { type: flowTypes.inboundMessage, most: mostCallable }),
});

const conversationNames = ['message', 'customer', 'conversation', 'participant', 'error'];

const templatesIn = (value: FlowValue): readonly string[] => {
  if (typeof value === 'string') return value.includes('{') ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(templatesIn);
};

/** Names that a template reads; null where that cannot be told. */
const namesIn = (template: string): readonly string[] | null => {
  try {
    return compileTemplate(template).references.map(({ name }) => name.split('.')[0] ?? name);
  } catch {
    return null;
  }
};

/** Whether a flow may read variables of the organisation: most do not, and their messages need not wait for them. */
export const mayReadGlobals = ({ variables, actions }: FlowDocument): boolean => {
  if (actions.some(({ type }) => type === 'subflow')) return true;
  const own = new Set([
    ...conversationNames,
    ...variables.map(({ name }) => name),
    ...actions.map(({ name }) => name),
  ]);
  return actions
    .flatMap(({ settings }) => templatesIn(settings))
    .some((template) => namesIn(template)?.some((name) => !own.has(name)) ?? true);
};

const watched = 'select until from flow_watch where org = $1 and flow = $2';

/** What is routed to addresses, with how long somebody watches its runs. */
export const watchedFlows =
  (db: Database, flows: PublishedFlows) =>
  async (org: string, id: string): Promise<PublishedFlow | null> => {
    const flow = await flows.find(org, id);
    if (!flow) return null;
    const [watch] = await db.query<{ until: Date }>(watched, [org, id]);
    const readsGlobals = mayReadGlobals(flow.flow.document);
    return { ...flow, tracedUntil: watch?.until.getTime() ?? null, readsGlobals };
  };

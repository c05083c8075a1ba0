import type { CopilotHit, CopilotLine, CopilotTile } from '@tandem/contract';
import type { Clock, Database } from '@tandem/kit';
import { readSize, type Session } from '../conversations/index.ts';
import type { EndpointDirectory, OpenEndpoint } from '../endpoints/index.ts';
import type { AskedAgents } from '../handover/index.ts';
import { knowledgeLanguageOf } from '../knowledge/index.ts';
import type { CopilotReads } from './copilot.reads.ts';
import type { Seen } from './fill.rules.ts';
import { toLines } from './transcript-lines.rules.ts';
import { wordsToLookUp } from './words.rules.ts';
import type { Workspace } from './workspace.model.ts';
import type { WorkspaceDirectory } from './workspaces.directory.ts';

export type LookDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly copilotReads: CopilotReads;
  readonly workspaces: WorkspaceDirectory;
  readonly directory: Pick<EndpointDirectory, 'byId'>;
};

/** Activities that are looked at; nobody reads more before an answer. Their positions leave no gaps. */
export const readActivities = 200;
const mostHits = 5;

export type Beside = {
  readonly session: Session;
  readonly endpoint: OpenEndpoint;
  readonly workspace: Workspace;
};

/** A conversation with the workspace beside it; null where there is none that is on. */
export const besideOf = async (
  { directory, workspaces }: LookDeps,
  session: Session,
): Promise<Beside | null> => {
  const endpoint = await directory.byId(session.endpointId);
  const workspace = endpoint && (await workspaces.byEndpoint(endpoint.id));
  return endpoint && workspace?.enabled ? { session, endpoint, workspace } : null;
};

/** The same for the conversation of a lane. */
export const findBeside = async (deps: LookDeps, lane: number): Promise<Beside | null> => {
  const session = await deps.copilotReads.session(lane);
  return session && besideOf(deps, session);
};

/** What was said in a conversation, up to a position. */
export type Talk = { readonly lines: readonly CopilotLine[]; readonly seq: number };

/** What was said behind a position, up to another one or to the end. */
export const readTalk = async (
  { copilotReads }: Pick<LookDeps, 'copilotReads'>,
  { session, after, upTo }: { readonly session: number; after: number; readonly upTo?: number },
): Promise<Talk> => {
  const lines: CopilotLine[] = [];
  let seq = after;
  while (upTo === undefined || seq < upTo) {
    const activities = await copilotReads.activitiesAfter({ session, seq });
    const meant = activities.filter((one) => upTo === undefined || one.seq <= upTo);
    lines.push(...toLines(meant));
    seq = meant.at(-1)?.seq ?? seq;
    // The last of what is there: a full page may have more behind it.
    if (meant.length < readSize) break;
  }
  return { lines, seq };
};

/** What was said last, up to a position or to the end. */
export const lastTalk = (
  deps: Pick<LookDeps, 'copilotReads'>,
  { id: session, lastSeq }: Pick<Session, 'id' | 'lastSeq'>,
  upTo?: number,
): Promise<Talk> => {
  const after = Math.max(0, (upTo ?? lastSeq) - readActivities);
  return readTalk(deps, { session, after, ...(upTo === undefined ? {} : { upTo }) });
};

/** Tags of the first tile that shows what is known. */
const tagsOf = (tiles: Readonly<Record<string, CopilotTile>>): readonly string[] =>
  Object.values(tiles).find(({ type }) => type === 'knowledge')?.settings?.tags ?? [];

/** What of the customer's words was looked up, and what was found. */
export type Known = Pick<Seen, 'query' | 'hits'>;

/** The first of the words that something is known about. */
export const lookUp = async (
  { copilotReads }: Pick<LookDeps, 'copilotReads'>,
  { session, workspace }: Beside,
  words: readonly string[],
): Promise<Known> => {
  for (const text of words) {
    const hits: readonly CopilotHit[] = await copilotReads.known({
      ...{ org: session.org, text, language: knowledgeLanguageOf(session.locale) },
      ...{ tags: tagsOf(workspace.tiles), most: mostHits },
    });
    if (hits.length > 0) return { query: text, hits };
  }
  return { query: words[0] ?? '', hits: [] };
};

/** What of the customer's words is worth looking up, best first. */
export const wordsOf = ({ lines }: Pick<Talk, 'lines'>, asked: AskedAgents | null) =>
  wordsToLookUp(lines, asked?.request.transcript.userUpTo ?? null);

/** What the rules, a flow and a model are given to see. */
export const seenOf = (
  { clock }: Pick<LookDeps, 'clock'>,
  { session, endpoint }: Beside,
  of: { readonly lines: Talk['lines']; readonly asked: AskedAgents | null } & Known,
): Seen => {
  const { lines, asked: handover, query, hits } = of;
  const now = clock.now();
  return { session, endpointName: endpoint.name, handover, lines, query, hits, now };
};

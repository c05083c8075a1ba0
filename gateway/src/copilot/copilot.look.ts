import type { CopilotHit, CopilotTile } from '@tandem/contract';
import type { Clock, Database } from '@tandem/kit';
import { findSessionById, recentActivities, type Session } from '../conversations/index.ts';
import type { EndpointDirectory, OpenEndpoint } from '../endpoints/index.ts';
import { findLastHandover } from '../handover/index.ts';
import { knowledgeLanguageOf, searchKnowledge } from '../knowledge/index.ts';
import type { Seen } from './fill.rules.ts';
import { toLines } from './transcript-lines.rules.ts';
import { wordsToLookUp } from './words.rules.ts';
import type { Workspace } from './workspace.model.ts';
import { findWorkspace } from './workspaces.store.ts';

export type LookDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly directory: Pick<EndpointDirectory, 'byId'>;
};

/** Activities that are read; nobody reads more before an answer. */
const readActivities = 200;
const mostHits = 5;

export type Beside = {
  readonly session: Session;
  readonly endpoint: OpenEndpoint;
  readonly workspace: Workspace;
};

/** The conversation of a lane with the workspace beside it; null where there is none that is on. */
export const findBeside = async (
  { db, directory }: LookDeps,
  lane: number,
): Promise<Beside | null> => {
  const session = await findSessionById(db, lane);
  const endpoint = session && (await directory.byId(session.endpointId));
  const workspace = endpoint && (await findWorkspace(db, endpoint.id));
  return session && endpoint && workspace?.enabled ? { session, endpoint, workspace } : null;
};

/** Tags of the first tile that shows what is known. */
const tagsOf = (tiles: Readonly<Record<string, CopilotTile>>): readonly string[] =>
  Object.values(tiles).find(({ type }) => type === 'knowledge')?.settings?.tags ?? [];

/** What can be seen of a conversation now. */
export const lookAt = async (
  { db, clock }: LookDeps,
  { session, endpoint, workspace }: Beside,
): Promise<Seen> => {
  const lines = toLines(await recentActivities(db, session.id, readActivities));
  const handover = await findLastHandover(db, session.id);
  const words = wordsToLookUp(lines, handover?.request.transcript.userUpTo ?? null);
  let query = words[0] ?? '';
  let hits: readonly CopilotHit[] = [];
  for (const text of words) {
    const found = await searchKnowledge(db, {
      ...{ org: session.org, text, language: knowledgeLanguageOf(session.locale) },
      ...{ tags: tagsOf(workspace.tiles), most: mostHits },
    });
    if (found.length === 0) continue;
    [query, hits] = [text, found];
    break;
  }
  return {
    ...{ session, endpointName: endpoint.name, handover, lines, query, hits },
    now: clock.now(),
  };
};

import type { CopilotNews } from '@tandem/contract';
import type { Session } from '../conversations/index.ts';
import {
  type Beside,
  besideOf,
  type Known,
  type LookDeps,
  lastTalk,
  lookUp,
  readActivities,
  readTalk,
  seenOf,
  type Talk,
  wordsOf,
} from './copilot.look.ts';
import { filledByRules } from './fill.rules.ts';
import { nextView, shownTiles, type View } from './shown.rules.ts';

/** The same words are looked up again after so long: articles change. */
const knownMs = 10_000;

type LookedUp = Known & { readonly words: string; readonly at: Date };

/** A view, with what the next one need not find out again. */
export type LiveView = View & {
  readonly known: LookedUp | null;
  /** The copilot beside it is on. */
  readonly isOn: boolean;
};

const grown = (before: View | null, { lines, seq }: Talk): Pick<View, 'lines' | 'from' | 'seq'> => {
  const from = Math.max(0, seq - readActivities);
  const all: CopilotNews['lines'] = before ? [...before.lines, ...lines] : lines;
  return { lines: from === 0 ? all : all.filter((line) => line.seq > from), from, seq };
};

const knownOf = async (
  deps: LookDeps,
  beside: Beside,
  { before, words }: { readonly before: LiveView | null; readonly words: readonly string[] },
): Promise<LookedUp> => {
  const at = deps.clock.now();
  const { id, version } = { id: beside.endpoint.id, version: beside.workspace.version };
  const asked = JSON.stringify([id, version, beside.session.locale, words]);
  const known = before?.known;
  if (known?.words === asked && at.getTime() - known.at.getTime() < knownMs) return known;
  return { ...(await lookUp(deps, beside, words)), words: asked, at };
};

/**
 * What is to be shown of a conversation now, made from what is stored: whoever looks makes it, so nothing of it can be
 * lost, and nothing is done for a conversation that nobody looks at.
 * @param before what this node has shown of it last
 * @param workspace given where it was read already
 * @returns null when the session is gone
 */
export const lookAgain = async (
  deps: LookDeps,
  id: number,
  { before = null, workspace }: { before?: LiveView | null; workspace?: Beside['workspace'] } = {},
): Promise<LiveView | null> => {
  const { copilotReads, clock } = deps;
  const behind = before && readTalk(deps, { session: id, after: before.seq });
  const [session, stored, asked, said] = await Promise.all([
    copilotReads.session(id),
    copilotReads.tiles(id),
    copilotReads.asked(id),
    behind,
  ]);
  if (!session) return null;
  const talk = grown(before, said ?? (await lastTalk(deps, session)));
  const beside = await besideFor(deps, session, workspace);
  const revision = stored.at(-1)?.revision ?? 0;
  const parts = { ...talk, revision };
  if (!beside) {
    const view = nextView(before, { ...parts, kept: [], made: [] }, clock.now());
    return { ...view, known: null, isOn: false };
  }
  const known = await knownOf(deps, beside, { before, words: wordsOf(talk, asked) });
  const seen = seenOf(deps, beside, { lines: talk.lines, asked, ...known });
  const shown = shownTiles(beside.workspace, stored, filledByRules(beside.workspace.tiles, seen));
  return { ...nextView(before, { ...parts, ...shown }, clock.now()), known, isOn: true };
};

const besideFor = async (
  deps: LookDeps,
  session: Session,
  workspace: Beside['workspace'] | undefined,
): Promise<Beside | null> => {
  if (!workspace) return besideOf(deps, session);
  const endpoint = await deps.directory.byId(session.endpointId);
  return endpoint && { session, endpoint, workspace };
};

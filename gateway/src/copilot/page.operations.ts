import {
  type Call,
  type CopilotNews,
  copilotOperations,
  copilotStreamPath,
  type Handler,
  handle,
  type OpenCopilot,
} from '@tandem/contract';
import {
  type ChangeSession,
  gatewayQueues,
  listActivities,
  storableText,
} from '../conversations/index.ts';
import type { StreamHandler } from '../directline/index.ts';
import type { CopilotWork } from '../handover/index.ts';
import { knowledgeLanguageOf, searchKnowledge } from '../knowledge/index.ts';
import { copilotErrors } from './copilot.errors.ts';
import type { CopilotLimiter, CopilotUse } from './copilot.limits.ts';
import type { LookDeps } from './copilot.look.ts';
import { lookAgain } from './copilot.view.ts';
import type { CopilotHub } from './copilot-hub.ts';
import { type LinkDeps, openLink, type Seat, seatOfToken } from './links.ts';
import { newsFor, nothingShown } from './shown.rules.ts';
import { insertInput } from './tiles.store.ts';
import { toLines } from './transcript-lines.rules.ts';

export type PageDeps = LinkDeps &
  LookDeps & {
    readonly change: ChangeSession;
    readonly hub: CopilotHub;
    readonly limiter: CopilotLimiter;
  };

const tokenOf = ({ headers }: Pick<Call, 'headers'>): string =>
  /^Bearer +(\S{1,800})$/i.exec(String(headers['authorization'] ?? ''))?.[1] ?? '';

const mostHits = 10;

/**
 * A document of others runs its own scripts and reaches nothing of ours: not even the page around it. Every page that
 * it lies in has to be allowed, also the one around the workspace.
 */
const documentHeaders = (frameOrigins: readonly string[]) => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `sandbox allow-scripts allow-popups; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: https:; font-src data: https:; frame-ancestors ${["'self'", ...frameOrigins].join(' ')}`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
});

/** Lines that a page begins with; what is behind them comes over its socket. */
const firstLines = 200;

/** What a page begins with: tiles as of now, lines from the beginning. */
const firstNews = async (
  deps: PageDeps,
  { session, workspace }: Pick<Seat, 'session' | 'workspace'>,
): Promise<CopilotNews> => {
  const view = await lookAgain(deps, session.id, { workspace });
  if (!view) throw copilotErrors.linkInvalid();
  const news = newsFor(view, nothingShown);
  if (view.from === 0) return news;
  const first = { session: session.id, after: 0, limit: firstLines };
  const activities = await listActivities(deps.db, first);
  const seq = activities.at(-1)?.seq ?? 0;
  return { ...news, lines: toLines(activities), marks: { ...news.marks, seq } };
};

const open = async (deps: PageDeps, link: Parameters<typeof openLink>[1]): Promise<OpenCopilot> => {
  const { session, endpoint, workspace, expires, ...tokens } = await openLink(deps, link);
  deps.limiter.ofEndpoint('opens', endpoint.id);
  const news = await firstNews(deps, { session, workspace });
  return {
    ...news,
    ...{ ...tokens, expires: expires.toISOString() },
    conversation: {
      id: session.conversationId,
      customer: session.userName,
      locale: session.locale,
      endpoint: endpoint.name,
    },
    ...{ grid: workspace.grid, layout: workspace.tiles, takesInput: workspace.flow !== null },
  };
};

/** Counted by address before the body is read, whatever comes with it. */
const admitted = ({ limiter }: PageDeps, use: CopilotUse): Pick<Handler, 'admit'> => ({
  admit: ({ address }) => limiter.ofAddress(use, address),
});

/** The seat of a call's token, counted with those of its endpoint. */
const seatFor = async (
  deps: PageDeps,
  use: CopilotUse,
  ...proof: readonly [token: string, what?: 'page' | 'tile']
) => {
  const seat = await seatOfToken(deps, ...proof);
  deps.limiter.ofEndpoint(use, seat.endpoint.id);
  return seat;
};

const kibibyte = 1024;
/** A link and a query are short; inputs of tiles may hold what a form has. */
const bodyLimits = { open: 16 * kibibyte, search: 16 * kibibyte, input: 128 * kibibyte } as const;

const opening = (deps: PageDeps): Handler =>
  handle(
    copilotOperations.openCopilot,
    async ({ body }) => ({ status: 200, body: await open(deps, body) }),
    { bodyLimit: bodyLimits.open, ...admitted(deps, 'opens') },
  );

const searching = (deps: PageDeps): Handler =>
  handle(
    copilotOperations.searchCopilotKnowledge,
    async (call) => {
      const { session } = await seatFor(deps, 'searches', tokenOf(call));
      const hits = await searchKnowledge(deps.db, {
        ...{ org: session.org, text: call.body.query, tags: call.body.tags ?? [] },
        ...{ language: knowledgeLanguageOf(session.locale), most: mostHits },
      });
      return { status: 200, body: { hits } };
    },
    { bodyLimit: bodyLimits.search, ...admitted(deps, 'searches') },
  );

const taking = (deps: PageDeps): Handler =>
  handle(
    copilotOperations.postCopilotTileInput,
    async (call) => {
      const { session, workspace } = await seatFor(deps, 'calls', tokenOf(call));
      const { tileId: tile } = call.params;
      if (!Object.hasOwn(workspace.tiles, tile) || !workspace.flow)
        throw copilotErrors.tileTakesNothing();
      const { id, value } = call.body;
      // Cleaned, it could be the id of another input, which would then count as its repeat.
      if (storableText(id) !== id) throw copilotErrors.inputIdInvalid();
      await deps.change(session.id, async (unit) => {
        const input = { id, tile, value, at: unit.now };
        const work: CopilotWork = { kind: 'input', id };
        const isFresh = await insertInput(unit.tx, session, input);
        if (isFresh) await unit.queue(gatewayQueues.copilot, work);
      });
      return { status: 202 };
    },
    { bodyLimit: bodyLimits.input, ...admitted(deps, 'calls') },
  );

/** Documents come into frames, which cannot send headers: their token opens this conversation's tiles and nothing else. */
const documents = (deps: PageDeps): Handler =>
  handle(
    copilotOperations.getCopilotTileDocument,
    async ({ params: { tileId }, query }) => {
      const { session, workspace } = await seatFor(deps, 'calls', query.t, 'tile');
      const tile = workspace.tiles[tileId];
      if (tile?.type !== 'html') throw copilotErrors.notFound();
      const standing = await deps.copilotReads.tiles(session.id);
      const content = standing.find((one) => one.tile === tileId)?.content;
      const html = content?.type === 'html' ? content.html : (tile.settings?.html ?? '');
      return { status: 200, headers: documentHeaders(workspace.frameOrigins), body: html };
    },
    admitted(deps, 'calls'),
  );

/** What the page of a workspace calls. */
export const copilotPageHandlers = (deps: PageDeps): readonly Handler[] => [
  opening(deps),
  searching(deps),
  taking(deps),
  documents(deps),
];

const markOf = (text: string | null): number =>
  text && /^\d{1,15}$/.test(text) ? Number(text) : 0;

/** The socket of a page: its address carries the token, since browsers send no headers with a socket. */
export const copilotStream = (deps: PageDeps): StreamHandler => ({
  path: copilotStreamPath,
  async accept({ query }) {
    const seat = await seatOfToken(deps, query.get('t') ?? '').catch(() => null);
    if (!seat) return { status: 403, message: 'The workspace cannot be opened any more.' };
    const marks = { revision: markOf(query.get('revision')), seq: markOf(query.get('seq')) };
    const { session, expires } = seat;
    return { onSocket: (socket) => deps.hub.attach(socket, { session, marks, expires }) };
  },
});

import {
  type Call,
  copilotOperations,
  copilotStreamPath,
  type Handler,
  handle,
  type OpenCopilot,
} from '@tandem/contract';
import { type ChangeSession, gatewayQueues } from '../conversations/index.ts';
import type { StreamHandler } from '../directline/index.ts';
import type { CopilotWork } from '../handover/index.ts';
import { knowledgeLanguageOf, searchKnowledge } from '../knowledge/index.ts';
import { copilotErrors } from './copilot.errors.ts';
import { type CopilotHub, readNews } from './copilot-hub.ts';
import { type LinkDeps, openLink, seatOfToken } from './links.ts';
import { insertInput, listTiles } from './tiles.store.ts';

export type PageDeps = LinkDeps & { readonly change: ChangeSession; readonly hub: CopilotHub };

const tokenOf = ({ headers }: Pick<Call, 'headers'>): string =>
  /^Bearer +(\S{1,800})$/i.exec(String(headers['authorization'] ?? ''))?.[1] ?? '';

const mostHits = 10;

/** A document of others runs its own scripts and reaches nothing of ours: not even the page around it. */
const documentHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "sandbox allow-scripts allow-popups; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: https:; font-src data: https:; frame-ancestors 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const open = async (deps: PageDeps, link: Parameters<typeof openLink>[1]): Promise<OpenCopilot> => {
  const { session, endpoint, workspace, expires, ...tokens } = await openLink(deps, link);
  const { more: _more, ...news } = await readNews(deps.db, session.id, { revision: 0, seq: 0 });
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

const pageCalls = (deps: PageDeps): readonly Handler[] => [
  handle(copilotOperations.openCopilot, async ({ body }) => ({
    status: 200,
    body: await open(deps, body),
  })),
  handle(copilotOperations.searchCopilotKnowledge, async (call) => {
    const { session } = await seatOfToken(deps, tokenOf(call));
    const hits = await searchKnowledge(deps.db, {
      ...{ org: session.org, text: call.body.query, tags: call.body.tags ?? [] },
      ...{ language: knowledgeLanguageOf(session.locale), most: mostHits },
    });
    return { status: 200, body: { hits } };
  }),
  handle(copilotOperations.postCopilotTileInput, async (call) => {
    const { session, workspace } = await seatOfToken(deps, tokenOf(call));
    const { tileId: tile } = call.params;
    if (!Object.hasOwn(workspace.tiles, tile) || !workspace.flow)
      throw copilotErrors.tileTakesNothing();
    const { id, value } = call.body;
    await deps.change(session.id, async (unit) => {
      const input = { id, tile, value, at: unit.now };
      const work: CopilotWork = { kind: 'input', id };
      if (await insertInput(unit.tx, session, input)) await unit.queue(gatewayQueues.copilot, work);
    });
    return { status: 202 };
  }),
];

/** Documents come into frames, which cannot send headers: their token opens this conversation's tiles and nothing else. */
const documents = (deps: PageDeps): Handler =>
  handle(copilotOperations.getCopilotTileDocument, async ({ params: { tileId }, query }) => {
    const { session, workspace } = await seatOfToken(deps, query.t, 'tile');
    const tile = workspace.tiles[tileId];
    if (tile?.type !== 'html') throw copilotErrors.notFound();
    const standing = await listTiles(deps.db, { session: session.id });
    const content = standing.find((one) => one.tile === tileId)?.content;
    const html = content?.type === 'html' ? content.html : (tile.settings?.html ?? '');
    return { status: 200, headers: documentHeaders, body: html };
  });

/** What the page of a workspace calls. */
export const copilotPageHandlers = (deps: PageDeps): readonly Handler[] => [
  ...pageCalls(deps),
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
    return { onSocket: (socket) => deps.hub.attach(socket, { session: seat.session, marks }) };
  },
});

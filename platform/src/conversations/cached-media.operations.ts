import {
  type CachedMediaItem,
  type Handler,
  handle,
  conversationMessagesOperations as ops,
} from '@tandem/contract';
import { type Page, pageOf, toListing } from '../users/index.ts';
import { deleteKept, findKept, type KeptMedia, listKept } from './cached-media.store.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import { downloadUrl } from './media.usecases.ts';

const toItem = (deps: ConversationDeps, media: KeptMedia, origin: string): CachedMediaItem => {
  const url = downloadUrl(deps, origin, media.id);
  return {
    id: media.id,
    url,
    downloadUrl: url,
    ...(media.mime === null ? {} : { mediaType: media.mime }),
    ...(media.size === null ? {} : { contentLengthBytes: media.size }),
    dateCreated: media.createdAt.toISOString(),
    selfUri: `/api/v2/conversations/messages/cachedmedia/${media.id}`,
  };
};

/** The id in an address that was given to a channel; an address of anything else names nothing. */
const idOfAddress = (url: string): string =>
  /\/api\/v2\/downloads\/([\da-f-]{36})(?:\?|$)/i.exec(url)?.[1] ?? 'none';

/** Listed are all, or the one of an address. */
const keptOf = async (
  { db }: ConversationDeps,
  org: string,
  { url, page }: { readonly url: string | undefined; readonly page: Page },
) => {
  if (url === undefined) return listKept(db, org, page);
  const found = await findKept(db, org, idOfAddress(url));
  const rows = found ? [found] : [];
  return { total: rows.length, rows: rows.slice(page.offset) };
};

/** Files that agents have sent and that are kept for the addresses their channels got: found and removed. */
export const cachedMediaHandlers = (deps: ConversationDeps): Handler[] => [
  handle(
    ops.getConversationsMessagesCachedmedia,
    async ({ principal, query, clientOrigin: origin }) => {
      const { total, rows } = await keptOf(deps, principal.org, {
        url: query.url,
        page: pageOf(query),
      });
      const entities = rows.map((media) => toItem(deps, media, origin));
      const { path } = ops.getConversationsMessagesCachedmedia;
      return { status: 200, body: toListing({ path, query: { ...query }, total, entities }) };
    },
  ),
  handle(
    ops.getConversationsMessagesCachedmediaCachedMediaItemId,
    async ({ principal, params, clientOrigin: origin }) => {
      const kept = await findKept(deps.db, principal.org, params.cachedMediaItemId);
      if (!kept) throw conversationErrors.notFound();
      return { status: 200, body: toItem(deps, kept, origin) };
    },
  ),
  handle(
    ops.deleteConversationsMessagesCachedmediaCachedMediaItemId,
    async ({ principal, params }) => {
      if (!(await deleteKept(deps.db, principal.org, params.cachedMediaItemId)))
        throw conversationErrors.notFound();
      return { status: 202 };
    },
  ),
];

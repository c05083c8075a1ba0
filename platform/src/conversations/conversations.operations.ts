import {
  type Handler,
  handle,
  conversationMessagesOperations as messages,
  conversationsOperations as ops,
  patchConversationState,
} from '@tandem/contract';
import { toListing } from '../users/index.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import {
  type LoadedConversation,
  loadConversationsOf,
  readConversation,
} from './conversation.store.ts';
import { toConversationWire, toMessageConversationWire } from './conversation.view.ts';
import { namesFor } from './names.ts';
import { userOf } from './participant.access.ts';
import {
  disconnectConversation,
  patchAttributes,
  patchParticipant,
} from './participant.usecases.ts';
import { assignConversation } from './transfer.usecases.ts';
import { offeredCodes, readAssigned } from './wrapup.usecases.ts';

/** @throws conversationErrors.notFound */
const loadedOr404 = async (
  deps: ConversationDeps,
  org: string,
  id: string,
): Promise<LoadedConversation> => {
  const loaded = await readConversation(deps, org, id);
  if (!loaded) throw conversationErrors.notFound();
  return loaded;
};

const listed = async <T>(
  deps: ConversationDeps,
  { org, userId, path }: { org: string; userId: string; path: string },
  toWire: (loaded: LoadedConversation, names: Awaited<ReturnType<typeof namesFor>>) => T,
) => {
  const loaded = await loadConversationsOf(deps.db, org, userId);
  const names = await namesFor(deps, org, loaded);
  const query = { pageSize: Math.max(25, loaded.length) };
  const entities = loaded.map((one) => toWire(one, names));
  return { status: 200, body: toListing({ path, query, total: loaded.length, entities }) };
};

const one = async (deps: ConversationDeps, org: string, id: string) => {
  const loaded = await loadedOr404(deps, org, id);
  return toConversationWire(loaded, await namesFor(deps, org, [loaded]));
};

/** The wire answers the id as a JSON string. */
const accepted = (id: string) => ({
  status: 202,
  body: JSON.stringify(id),
  headers: { 'content-type': 'application/json' },
});

/** Reading conversations in both views. */
const readHandlers = (deps: ConversationDeps): Handler[] => [
  handle(ops.getConversations, async ({ principal, query }) => {
    const wanted = query.communicationType?.toLowerCase();
    const isOther = wanted !== undefined && wanted !== 'message';
    const user = { org: principal.org, userId: userOf(principal), path: ops.getConversations.path };
    return isOther
      ? { status: 200, body: toListing({ path: user.path, query, total: 0, entities: [] }) }
      : listed(deps, user, toConversationWire);
  }),
  handle(messages.getConversationsMessages, async ({ principal }) => {
    const { path } = messages.getConversationsMessages;
    const user = { org: principal.org, userId: userOf(principal), path };
    return listed(deps, user, toMessageConversationWire);
  }),
  handle(ops.getConversation, async ({ principal, params }) => ({
    status: 200,
    body: await one(deps, principal.org, params.conversationId),
  })),
  handle(messages.getConversationsMessage, async ({ principal, params }) => {
    const loaded = await loadedOr404(deps, principal.org, params.conversationId);
    const names = await namesFor(deps, principal.org, [loaded]);
    return { status: 200, body: toMessageConversationWire(loaded, names) };
  }),
];

const endHandlers = (deps: ConversationDeps): Handler[] => [
  handle(patchConversationState, async ({ principal, params, body, correlationId }) => {
    if (body.state !== 'disconnected')
      throw conversationErrors.unsupported({ what: `State ${body.state ?? '(none)'}` });
    const { conversationId } = params;
    await disconnectConversation(deps, principal, {
      conversationId,
      correlationId,
      emergency: false,
    });
    return { status: 200, body: await one(deps, principal.org, conversationId) };
  }),
  handle(ops.postConversationDisconnect, async ({ principal, params, correlationId }) => {
    const { conversationId } = params;
    const input = { conversationId, correlationId, emergency: true };
    await disconnectConversation(deps, principal, input);
    return accepted(conversationId);
  }),
  handle(ops.deleteConversation, async ({ principal, params, correlationId }) => {
    const { conversationId } = params;
    const input = { conversationId, correlationId, emergency: true };
    await disconnectConversation(deps, principal, input);
    return { status: 200 };
  }),
];

const participantHandlers = (deps: ConversationDeps): Handler[] => [
  handle(ops.patchConversationParticipant, async ({ principal, params, body, correlationId }) => {
    await patchParticipant(deps, principal, { ...params, request: body, correlationId });
    return { status: 202 };
  }),
  handle(
    ops.patchConversationParticipantAttributes,
    async ({ principal, params, body, correlationId }) => {
      const attributes = body.attributes ?? {};
      await patchAttributes(deps, principal, { ...params, attributes, correlationId });
      return { status: 202 };
    },
  ),
  handle(ops.getConversationParticipantWrapup, async ({ principal, params, query }) => ({
    status: 200,
    body: await readAssigned(deps, principal, { ...params, provisional: query.provisional }),
  })),
  handle(ops.getConversationParticipantWrapupcodes, async ({ principal, params }) => ({
    status: 200,
    body: await offeredCodes(deps, principal, params),
  })),
  handle(ops.postConversationAssign, async ({ principal, params, body, correlationId }) => {
    const { conversationId } = params;
    await assignConversation(deps, principal, { conversationId, userId: body.id, correlationId });
    return accepted(conversationId);
  }),
];

/** Operations under `/api/v2/conversations` that know no medium, and the lists and views of messages. */
export const conversationsHandlers = (deps: ConversationDeps): Handler[] => [
  ...readHandlers(deps),
  ...endHandlers(deps),
  ...participantHandlers(deps),
];

import { type Handler, handle, conversationMessagesOperations as ops } from '@tandem/contract';
import { sendAgentMessage, sendTyping } from './agent-messages.usecases.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import { findMessages, readConversation, type StoredMessage } from './conversation.store.ts';
import { messageErrors } from './message.errors.ts';
import { withFreshLinks } from './message.links.ts';
import { toMessageData } from './message.view.ts';
import { monitorParticipant } from './monitor.usecases.ts';
import { patchAttributes, patchParticipant, setParking } from './participant.usecases.ts';
import { transferConversation } from './transfer.usecases.ts';
import { assignWrapup, offeredCodes, readAssigned } from './wrapup.usecases.ts';

const headerOf = (value: string | string[] | undefined): string | null =>
  (Array.isArray(value) ? value[0] : value) ?? null;

/** Structured parts, which the vendor's request has no field for. @throws messageErrors.badContent (400) */
const structuredOf = (body: object): readonly unknown[] => {
  const { content } = body as { content?: unknown };
  if (content === undefined || content === null) return [];
  if (!Array.isArray(content)) throw messageErrors.contentNoList();
  return content;
};

const sendHandlers = (deps: ConversationDeps): Handler[] => [
  handle(ops.postConversationsMessageCommunicationMessages, async (call) => {
    const { principal, params, body, headers, origin, correlationId } = call;
    const message = await sendAgentMessage(deps, principal, {
      ...params,
      text: body.textBody === '' ? null : body.textBody,
      mediaIds: body.mediaIds ?? [],
      template: body.messagingTemplate ?? null,
      structured: structuredOf(body),
      idempotencyKey: headerOf(headers['idempotency-key']),
      origin,
      correlationId,
    });
    return { status: 200, body: message };
  }),
  handle(ops.postConversationsMessageCommunicationTyping, async ({ principal, params, body }) => {
    await sendTyping(deps, principal, { ...params, request: body });
    return { status: 200 };
  }),
];

/** One message, its files with addresses that are good from now on. */
const shown = async (
  deps: ConversationDeps,
  where: { readonly org: string; readonly origin: string },
  message: StoredMessage,
) => {
  const [fresh = message] = await withFreshLinks(deps, where, [message]);
  return toMessageData(fresh);
};

const readHandlers = (deps: ConversationDeps): Handler[] => [
  handle(ops.getConversationsMessageMessage, async ({ principal, params, clientOrigin }) => {
    const { conversationId, messageId } = params;
    const loaded = await readConversation(deps, principal.org, conversationId);
    const named = { ids: [messageId], conversationId };
    const [message] = loaded ? await findMessages(deps.db, principal.org, named) : [];
    if (!message) throw conversationErrors.notFound();
    return {
      status: 200,
      body: await shown(deps, { org: principal.org, origin: clientOrigin }, message),
    };
  }),
  handle(ops.getConversationsMessageDetails, async ({ principal, params, clientOrigin }) => {
    const [message] = await findMessages(deps.db, principal.org, { ids: [params.messageId] });
    if (!message) throw conversationErrors.notFound();
    return {
      status: 200,
      body: await shown(deps, { org: principal.org, origin: clientOrigin }, message),
    };
  }),
  handle(ops.postConversationsMessageMessagesBulk, async (call) => {
    const { principal, params, body, clientOrigin: origin } = call;
    const { conversationId } = params;
    if (!(await readConversation(deps, principal.org, conversationId)))
      throw conversationErrors.notFound();
    const found = await findMessages(deps.db, principal.org, { ids: body, conversationId });
    const where = { org: principal.org, origin };
    const entities = (await withFreshLinks(deps, where, found)).map(toMessageData);
    return { status: 200, body: { entities } };
  }),
];

const participantHandlers = (deps: ConversationDeps): Handler[] => [
  handle(ops.patchConversationsMessageParticipant, async (call) => {
    const { principal, params, body, correlationId } = call;
    await patchParticipant(deps, principal, { ...params, request: body, correlationId });
    return { status: 202 };
  }),
  handle(ops.patchConversationsMessageParticipantCommunication, async (call) => {
    const { principal, params, body, correlationId } = call;
    await patchParticipant(deps, principal, { ...params, request: body, correlationId });
    return { status: 200, body: {} };
  }),
  handle(ops.patchConversationsMessageParticipantAttributes, async (call) => {
    const { principal, params, body, correlationId } = call;
    const given = body.attributes ?? {};
    const attributes = await patchAttributes(deps, principal, {
      ...params,
      attributes: given,
      correlationId,
    });
    return { status: 202, body: { attributes } };
  }),
  handle(ops.patchConversationsMessageParticipantParkingstate, async (call) => {
    const { principal, params, body, correlationId } = call;
    await setParking(deps, principal, { ...params, request: body, correlationId });
    return { status: 204 };
  }),
  handle(ops.postConversationsMessageParticipantMonitor, async (call) => {
    const { principal, params, correlationId } = call;
    await monitorParticipant(deps, principal, { ...params, correlationId });
    return { status: 201 };
  }),
  handle(ops.postConversationsMessageParticipantReplace, async (call) => {
    const { principal, params, body, correlationId } = call;
    await transferConversation(deps, principal, { ...params, request: body, correlationId });
    return { status: 202 };
  }),
];

const wrapupHandlers = (deps: ConversationDeps): Handler[] => [
  handle(ops.postConversationsMessageParticipantCommunicationWrapup, async (call) => {
    const { principal, params, body, correlationId } = call;
    await assignWrapup(deps, principal, { ...params, input: body, correlationId });
    return { status: 202 };
  }),
  handle(
    ops.getConversationsMessageParticipantCommunicationWrapup,
    async ({ principal, params, query }) => ({
      status: 200,
      body: await readAssigned(deps, principal, { ...params, provisional: query.provisional }),
    }),
  ),
  handle(ops.getConversationsMessageParticipantWrapup, async ({ principal, params, query }) => ({
    status: 200,
    body: await readAssigned(deps, principal, { ...params, provisional: query.provisional }),
  })),
  handle(ops.getConversationsMessageParticipantWrapupcodes, async ({ principal, params }) => ({
    status: 200,
    body: await offeredCodes(deps, principal, params),
  })),
];

/** What agents do with the messages of a conversation. */
export const conversationMessagesHandlers = (deps: ConversationDeps): Handler[] => [
  ...sendHandlers(deps),
  ...readHandlers(deps),
  ...participantHandlers(deps),
  ...wrapupHandlers(deps),
];

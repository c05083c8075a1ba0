import { ownMessageId } from '../message-ids.ts';
import { type ProviderContext, ProviderFailure, type ProviderMessage } from '../provider.model.ts';
import { splitText } from '../transcript.rules.ts';
import { requireSuccess } from './api.ts';
import type { GenesysClient } from './client.ts';
import { customerOf, inboundMessage, maxTextLength, structuredResponse } from './inbound.rules.ts';
import type { GenesysSettings } from './settings.ts';

/** One call to the contact centre: for whom, as which client, with which settings. */
export type Call = {
  readonly context: ProviderContext;
  readonly client: GenesysClient;
  readonly settings: GenesysSettings;
};

export const limitsOf = ({ signal, budgetMs, background = false }: ProviderContext) => ({
  signal,
  budgetMs,
  background,
});

/** One inbound call with its hop in the timeline. @throws ProviderFailure */
export const postInbound = async (
  { context, client }: Call,
  { integrationId, kind, body }: { integrationId: string; kind: string; body: object },
): Promise<string | null> => {
  const query = kind === 'message' ? '?prefetchConversationId=true' : '';
  const path = `/api/v2/conversations/messages/${integrationId}/inbound/open/${kind}${query}`;
  const record = (ok: boolean, detail: object) =>
    context.record({
      kind: `send.${kind}`,
      summary: `POST ${path}`,
      ok,
      detail: { body, ...detail },
    });
  try {
    const answer = await client.request({ method: 'POST', path, body, ...limitsOf(context) });
    const ok = answer.status >= 200 && answer.status < 300;
    record(ok, { status: answer.status, ...(ok ? {} : { answer: answer.text.slice(0, 2000) }) });
    requireSuccess(answer, 'Sending to the contact centre');
    const { conversationId } = (answer.body ?? {}) as { conversationId?: unknown };
    return typeof conversationId === 'string' ? conversationId : null;
  } catch (error) {
    if (error instanceof ProviderFailure && error.status === undefined)
      record(false, { error: error.reason });
    throw error;
  }
};

/** Sends a choice as what it is. Null: the contact centre does not take it, so that its text has to do. */
export const sendChoice = async (
  call: Call,
  message: ProviderMessage,
): Promise<{ remoteConversation: string | null } | null> => {
  const { session, handover } = call.context;
  const integrationId = handover.remote['integrationId'] ?? '';
  if (!message.choice) return null;
  const customer = customerOf(session, call.settings);
  const body = structuredResponse({ customer, message, choice: message.choice });
  try {
    await postInbound(call, { integrationId, kind: 'structured/response', body });
    return { remoteConversation: null };
  } catch (error) {
    if (error instanceof ProviderFailure && error.kind === 'refused') return null;
    throw error;
  }
};

/** Sends a message in as many parts as its length needs; each part has a steady id. */
export const sendParts = async (
  call: Call,
  {
    message,
    customAttributes,
    metadata,
  }: {
    message: ProviderMessage;
    customAttributes?: Record<string, string>;
    metadata?: Readonly<Record<string, string>>;
  },
): Promise<string | null> => {
  const { session, handover } = call.context;
  const integrationId = handover.remote['integrationId'] ?? '';
  const texts = message.text ? splitText(message.text, maxTextLength) : [null];
  let conversation: string | null = null;
  for (const [index, text] of texts.entries()) {
    const last = index === texts.length - 1;
    const body = inboundMessage({
      customer: customerOf(session, call.settings),
      message: {
        id: index === 0 ? message.id : ownMessageId(handover.id, `${message.id}/${index}`),
        text,
        attachments: last ? message.attachments : [],
        time: message.time,
      },
      ...(index === 0 && customAttributes ? { customAttributes } : {}),
      ...(metadata ? { metadata } : {}),
    });
    const found = await postInbound(call, { integrationId, kind: 'message', body });
    conversation = found ?? conversation;
  }
  return conversation;
};

import { webhookSignature } from '@tandem/contract';
import type { Clock, HttpClient, Log, WebSocketClient } from '@tandem/kit';
import type { EndpointDirectory, OpenPart } from '../../endpoints/index.ts';
import { ownMessageId } from '../message-ids.ts';
import {
  type HandoverProvider,
  type ProviderContext,
  ProviderFailure,
  type ProviderMessage,
} from '../provider.model.ts';
import { splitText } from '../transcript.rules.ts';
import { findIntegration, findQueue, readEstimatedWait, requireSuccess } from './api.ts';
import { createGenesysClients, type GenesysClient, type GenesysClients } from './client.ts';
import { testConnection } from './connection-test.ts';
import { customAttributesOf, customerOf, inboundMessage, maxTextLength } from './inbound.rules.ts';
import { createNotificationFeed, type NotificationFeed } from './notifications.ts';
import { type GenesysSettings, genesysFields, readGenesysSettings } from './settings.ts';
import { verifySignature } from './signature.ts';
import { readAnalyticsView, readMessageView } from './view.rules.ts';
import { readGenesysWebhook } from './webhook.rules.ts';

export const genesysCloudKind = 'genesys-cloud-open-messaging';

type Deps = {
  readonly http: HttpClient;
  readonly sockets: WebSocketClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: EndpointDirectory;
};

/** @throws ProviderFailure when the host cannot be understood */
const settingsOf = (part: OpenPart): GenesysSettings => {
  const settings = readGenesysSettings(part);
  if (!settings)
    throw new ProviderFailure({ kind: 'refused', reason: 'The setting Host is not a host.' });
  return settings;
};

type Call = {
  readonly context: ProviderContext;
  readonly client: GenesysClient;
  readonly settings: GenesysSettings;
};

const limitsOf = ({ signal, budgetMs }: ProviderContext) => ({ signal, budgetMs });

/** One inbound call with its hop in the timeline. @throws ProviderFailure */
const postInbound = async (
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

/** Sends a message in as many parts as its length needs; each part has a steady id. */
const sendParts = async (
  call: Call,
  {
    message,
    customAttributes,
  }: { message: ProviderMessage; customAttributes?: Record<string, string> },
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
    });
    const found = await postInbound(call, { integrationId, kind: 'message', body });
    conversation = found ?? conversation;
  }
  return conversation;
};

const readConversation = async ({ client, context }: Call, id: string) => {
  const limits = limitsOf(context);
  const path = `/api/v2/conversations/messages/${encodeURIComponent(id)}`;
  const answer = await client.request({ method: 'GET', path, ...limits });
  const view = answer.status === 200 ? readMessageView(answer.body) : null;
  if (view) return view;
  if (answer.status === 429 || answer.status >= 500) return null;
  const details = await client.request({
    method: 'GET',
    path: `/api/v2/analytics/conversations/${encodeURIComponent(id)}/details`,
    ...limits,
  });
  return details.status === 200 ? readAnalyticsView(details.body) : null;
};

/** Participants that are past: a conversation that goes on keeps them. */
const pastParticipants = async (
  call: Call,
  previous: string | null,
): Promise<readonly string[]> => {
  if (!previous) return [];
  const view = await readConversation(call, previous);
  if (!view) return [];
  const customers = view.customers.filter(({ ended }) => ended);
  const agents = view.agents.filter(({ state }) => state === 'ended');
  return [...customers, ...agents].map(({ id }) => id);
};

const start = async (
  call: Call,
  directory: EndpointDirectory,
  input: Parameters<HandoverProvider['start']>[1],
) => {
  const { context, client, settings } = call;
  const { session, handover, endpoint } = context;
  const limits = limitsOf(context);
  const integration = await findIntegration(client, settings.deploymentName, limits);
  if (!integration)
    throw new ProviderFailure({
      kind: 'refused',
      reason: `There is no open messaging platform named "${settings.deploymentName}".`,
    });
  await directory.learnIntegration(endpoint, integration.id);
  const asked = handover.request.queue ?? settings.queue;
  const looked = asked ? await findQueue(client, asked, limits) : null;
  const queueId = looked?.queue?.id ?? null;
  const endedParticipants = await pastParticipants(call, input.previousConversation);
  const customAttributes = customAttributesOf({
    session,
    settings,
    request: handover.request,
    queue: queueId ?? asked,
  });
  const remote = { integrationId: integration.id, ...(queueId ? { queueId } : {}) };
  const remoteConversation = await sendParts(
    { ...call, context: { ...context, handover: { ...handover, remote } } },
    {
      message: {
        id: ownMessageId(handover.id, 'transcript'),
        text: input.transcript || 'User joined the conversation',
        attachments: [],
        time: handover.createdAt,
      },
      customAttributes,
    },
  );
  return { remote, remoteConversation, endedParticipants };
};

const end = async (call: Call, clock: Clock): Promise<void> => {
  const { context, client } = call;
  const { handover } = context;
  const id = handover.remoteConversation;
  if (id) {
    const path = `/api/v2/conversations/messages/${encodeURIComponent(id)}`;
    const body = { state: 'disconnected' };
    const answer = await client.request({ method: 'PATCH', path, body, ...limitsOf(context) });
    const ok = answer.status >= 200 && answer.status < 300;
    context.record({
      kind: 'send.end',
      summary: `PATCH ${path}`,
      ok,
      detail: { status: answer.status },
    });
    if (ok || answer.status === 404) return;
    // Not permitted or not offered there: the agent reads it instead.
    if (answer.status !== 403 && answer.status !== 501)
      requireSuccess(answer, 'Disconnecting the conversation');
  }
  const message = {
    id: ownMessageId(handover.id, 'left'),
    text: 'User left the conversation',
    attachments: [],
    time: clock.now(),
  };
  await sendParts(call, { message });
};

const createFeeds = (deps: Deps, clients: GenesysClients) => {
  const feeds = new Map<string, NotificationFeed>();
  return {
    of(settings: GenesysSettings): NotificationFeed {
      const client = clients(settings);
      const known = feeds.get(client.key);
      if (known) return known;
      const feed = createNotificationFeed({ ...deps, client });
      feeds.set(client.key, feed);
      return feed;
    },
    isLive: (conversation: string) => [...feeds.values()].some((feed) => feed.isLive(conversation)),
    close() {
      for (const feed of feeds.values()) feed.close();
    },
  };
};

/** Handover to a contact centre that speaks the Genesys Cloud Open Messaging wire. */
export const createGenesysCloudProvider = (deps: Deps): HandoverProvider => {
  const clients = createGenesysClients(deps);
  const feeds = createFeeds(deps, clients);
  const callOf = (context: ProviderContext): Call => {
    const settings = settingsOf(context.part);
    return { context, settings, client: clients(settings) };
  };
  const customer = ({ session }: ProviderContext, settings: GenesysSettings) => ({
    from: customerOf(session, settings),
    time: deps.clock.now().toISOString(),
  });
  return {
    kind: genesysCloudKind,
    label: 'Genesys Cloud Open Messaging',
    fields: [...genesysFields],
    capabilities: {
      typing: true,
      receipts: true,
      attachments: true,
      queueInfo: true,
      endFromUser: true,
      richMessages: true,
      maxTextLength,
    },
    async test({ endpoint, part, webhookUrl, signal }) {
      const settings = readGenesysSettings(part);
      if (!settings)
        return [{ check: 'host', state: 'failed', message: 'The setting Host is not a host.' }];
      const client = clients(settings);
      const { checks, integration } = await testConnection({
        client,
        settings,
        webhookUrl,
        signal,
      });
      if (integration) await deps.directory.learnIntegration(endpoint, integration.id);
      return checks;
    },
    // The wire offers no answer to a client with the least permissions.
    checkAvailability: async () => null,
    start: (context, input) => start(callOf(context), deps.directory, input),
    async sendMessage(context, message) {
      return { remoteConversation: await sendParts(callOf(context), { message }) };
    },
    async sendTyping(context) {
      const call = callOf(context);
      const body = { channel: customer(context, call.settings), events: [{ eventType: 'Typing' }] };
      const integrationId = context.handover.remote['integrationId'];
      if (integrationId) await postInbound(call, { integrationId, kind: 'event', body });
    },
    async sendReceipt(context, remoteMessageId) {
      const call = callOf(context);
      const { from, time } = customer(context, call.settings);
      const body = { id: remoteMessageId, channel: { to: from, time }, status: 'Delivered' };
      const integrationId = context.handover.remote['integrationId'];
      if (integrationId) await postInbound(call, { integrationId, kind: 'receipt', body });
    },
    async getQueueInfo(context) {
      const { client } = callOf(context);
      const { remote, remoteConversation: conversationId } = context.handover;
      const queueId = remote['queueId'];
      if (!queueId || !conversationId) return null;
      const asked = { queueId, conversationId };
      const seconds = await readEstimatedWait(client, asked, limitsOf(context));
      return seconds === null ? null : { position: null, estimatedWaitSeconds: seconds };
    },
    end: (context) => end(callOf(context), deps.clock),
    observe: (context, remoteConversation) => readConversation(callOf(context), remoteConversation),
    watch({ part, remoteConversation }, hear) {
      const settings = readGenesysSettings(part);
      return settings ? feeds.of(settings).watch(remoteConversation, hear) : () => {};
    },
    isWatched: (remoteConversation) => feeds.isLive(remoteConversation),
    verifyWebhook: ({ part, rawBody, headers }) =>
      verifySignature({
        secret: part.secrets['webhookSecret'] ?? '',
        rawBody,
        header: headers[webhookSignature.header.toLowerCase()],
      }),
    readWebhook: readGenesysWebhook,
    async stop() {
      feeds.close();
    },
  };
};

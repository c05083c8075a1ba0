import { webhookSignature } from '@tandem/contract';
import {
  type Clock,
  type HttpClient,
  isSignedBy,
  type Log,
  type WebSocketClient,
} from '@tandem/kit';
import { failed, say } from '../../checks/index.ts';
import type { OpenPart } from '../../endpoints/index.ts';
import { type HandoverProvider, type ProviderContext, ProviderFailure } from '../provider.model.ts';
import { closedCheck, requireSecret } from '../provider-calls.ts';
import { readEstimatedWait } from './api.ts';
import { checkAvailability } from './availability.ts';
import { createGenesysClients } from './client.ts';
import { testConnection } from './connection-test.ts';
import {
  detectorOf,
  endDetectorCheck,
  readGenesysSignal,
  verifyGenesysSignal,
} from './end-signals.rules.ts';
import { createFeeds } from './feeds.ts';
import { customerOf, maxTextLength } from './inbound.rules.ts';
import { end, readConversation, start } from './lifecycle.ts';
import { conversationSubject } from './notification-topics.ts';
import type { PlatformMemory } from './platforms.ts';
import { readFiles } from './read-files.ts';
import { type Call, limitsOf, postInbound, sendChoice, sendParts } from './sending.ts';
import {
  type GenesysSettings,
  genesysFields,
  genesysPlace,
  readGenesysSettings,
} from './settings.ts';
import { readStrays } from './strays.ts';
import { readGenesysWebhook } from './webhook.rules.ts';

export const genesysCloudKind = 'genesys-cloud-open-messaging';

type Deps = {
  readonly http: HttpClient;
  readonly sockets: WebSocketClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly platforms: PlatformMemory;
};

/** @throws ProviderFailure when the host cannot be understood, or the secret not be opened */
const settingsOf = (context: ProviderContext): GenesysSettings => {
  requireSecret(context, { name: 'clientSecret', label: 'Client Secret' });
  const settings = readGenesysSettings(context.part);
  if (!settings)
    throw new ProviderFailure({ kind: 'refused', reason: 'The setting Host is not a host.' });
  return settings;
};

/** Nobody can be heard without the client's secret; looks in turn say so. */
const watchable = (part: OpenPart): GenesysSettings | null =>
  part.closed?.['clientSecret'] ? null : readGenesysSettings(part);

/** Handover to a contact centre that speaks the Genesys Cloud Open Messaging wire. */
export const createGenesysCloudProvider = (deps: Deps): HandoverProvider => {
  const clients = createGenesysClients(deps);
  const feeds = createFeeds(deps, clients);
  const callOf = (context: ProviderContext): Call => {
    const settings = settingsOf(context);
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
      ...{ typing: true, receipts: true, attachments: true, queueInfo: true, endFromUser: true },
      ...{ richMessages: true, maxTextLength },
    },
    placeOf: genesysPlace,
    webhookPath: () => '/handover/genesysCloudOM',
    async test({ owner, webhookUrl, lastDelivery, signal }) {
      const { part } = owner;
      const settings = readGenesysSettings(part);
      if (!settings) return [failed('host', say('hostInvalid'))];
      const closed = closedCheck(part);
      if (closed) return [closed];
      const { platforms } = deps;
      const { checks, integration } = await testConnection({
        ...{ client: clients(settings), settings, owner, platforms },
        ...{ webhookUrl, lastDelivery, signal },
      });
      if (integration) await platforms.learn(owner, integration.id);
      const heard = endDetectorCheck(part);
      return heard ? [...checks, heard] : checks;
    },
    checkAvailability: (context) => checkAvailability(callOf(context)),
    start: (context, input) => start(callOf(context), deps.platforms, input),
    async sendMessage(context, message) {
      const call = callOf(context);
      const chosen = await sendChoice(call, message);
      return chosen ?? { remoteConversation: await sendParts(call, { message }) };
    },
    async sendTyping(context) {
      const call = callOf(context);
      const body = { channel: customer(context, call.settings), events: [{ eventType: 'Typing' }] };
      const integrationId = context.handover.remote['integrationId'];
      if (integrationId) await postInbound(call, { integrationId, kind: 'event', body });
    },
    async sendReceipt(context, { remoteMessageId: id, failure }) {
      const call = callOf(context);
      const { from, time } = customer(context, call.settings);
      const reasons = [{ code: 'GeneralError', message: failure }];
      const status = failure === null ? { status: 'Delivered' } : { status: 'Failed', reasons };
      const body = { id, channel: { to: from, time }, ...status };
      const integrationId = context.handover.remote['integrationId'];
      if (integrationId) await postInbound(call, { integrationId, kind: 'receipt', body });
    },
    async getEstimatedWait(context, queueId) {
      const { client } = callOf(context);
      const { remoteConversation: conversationId } = context.handover;
      if (!conversationId) return null;
      return readEstimatedWait(client, { queueId, conversationId }, limitsOf(context));
    },
    end: (context) => end(callOf(context), deps.clock),
    observe: (context, remoteConversation) => readConversation(callOf(context), remoteConversation),
    readStrays: (context, about) => readStrays(callOf(context), about),
    readFiles: (context, remoteMessageId) => readFiles(callOf(context), remoteMessageId),
    watch({ part, remoteConversation }, hear) {
      // Another detector was chosen: the socket would only double it.
      const settings = detectorOf(part) === 'socket' ? watchable(part) : null;
      const subject = conversationSubject(remoteConversation);
      return settings ? feeds.of(settings).feed.watch(subject, hear) : () => {};
    },
    watchQueue({ part, queue, remoteConversation: conversation }, tell) {
      const settings = watchable(part);
      return settings ? feeds.of(settings).board.watch({ queue, conversation }, tell) : () => {};
    },
    isWatched: (remoteConversation) => feeds.isLive(remoteConversation),
    verifyWebhook({ part, rawBody, headers }) {
      const secret = part.secrets['webhookSecret'];
      // Without a secret anybody could sign.
      if (!secret) return false;
      const header = headers[webhookSignature.header.toLowerCase()];
      return isSignedBy(webhookSignature, { secret, body: rawBody, header });
    },
    readWebhook: readGenesysWebhook,
    readSignal: readGenesysSignal,
    verifySignal: verifyGenesysSignal,
    async stop() {
      feeds.close();
    },
  };
};

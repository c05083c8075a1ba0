import { type HttpClient, isSameText } from '@tandem/kit';
import type { HandoverProvider, ProviderContext, ShownReceipt } from '../provider.model.ts';
import { closedCheck, requireSecret } from '../provider-calls.ts';
import { isTimelySigned } from '../timed-signature.rules.ts';
import { askChatwoot } from './client.ts';
import { testChatwoot } from './connection-test.ts';
import { readChatwootConversation, resolveConversation } from './conversations.ts';
import { chatwootAvailability, startChatwoot } from './lifecycle.ts';
import {
  type ChatwootCall,
  limitsOf,
  maxTextLength,
  type ReadFile,
  sendToChatwoot,
} from './sending.ts';
import { chatwootFields, chatwootPlace, readChatwootSettings } from './settings.ts';
import { readChatwootWebhook } from './webhook.rules.ts';

export const chatwootKind = 'chatwoot';

type Deps = { readonly http: HttpClient; readonly readFile: ReadFile };

const signature = { timestamp: 'x-chatwoot-timestamp', signature: 'x-chatwoot-signature' };
const testMs = 10_000;

/** The customer types: told as the customer would, where the inbox has an identifier for that. @throws ProviderFailure */
const sendTyping = async (call: ChatwootCall): Promise<void> => {
  const { conversation, inbox, sourceId } = call.context.handover.remote;
  if (!conversation || !inbox || !sourceId) return;
  const [place, contact] = [inbox, sourceId].map(encodeURIComponent);
  await askChatwoot(call, {
    ...{ method: 'POST', what: 'Telling that the customer types' },
    path: `/public/api/v1/inboxes/${place}/contacts/${contact}/conversations/${encodeURIComponent(conversation)}/toggle_typing`,
    body: { typing_status: 'on' },
    ...limitsOf(call.context),
  });
};

const sendReceipt = async (
  call: ChatwootCall,
  { remoteMessageId, failure }: ShownReceipt,
): Promise<void> => {
  const { conversation } = call.context.handover.remote;
  const id = /^chatwoot\/(?<id>\d+)$/.exec(remoteMessageId)?.groups?.['id'];
  if (!conversation || !id) return;
  const path = `/conversations/${encodeURIComponent(conversation)}/messages/${id}`;
  await askChatwoot(call, {
    ...{ method: 'PATCH', path, what: 'Sending the receipt' },
    body:
      failure === null ? { status: 'delivered' } : { status: 'failed', external_error: failure },
    ...limitsOf(call.context),
  });
};

/** Handover to an inbox of the channel API of Chatwoot. */
export const createChatwootProvider = ({ http, readFile }: Deps): HandoverProvider => {
  const callOf = (context: ProviderContext): ChatwootCall => {
    requireSecret(context, { name: 'apiAccessToken', label: 'API access token' });
    return { http, readFile, context, settings: readChatwootSettings(context.part) };
  };
  return {
    kind: chatwootKind,
    label: 'Chatwoot',
    fields: [...chatwootFields],
    capabilities: {
      ...{ typing: true, receipts: true, attachments: true, queueInfo: false },
      ...{ endFromUser: true, richMessages: false, maxTextLength },
    },
    placeOf: chatwootPlace,
    webhookPath: (ownerId) => `/handover/chatwoot/${ownerId}`,
    async test({ owner: { part }, webhookUrl, lastDelivery, signal }) {
      const closed = closedCheck(part);
      if (closed) return [closed];
      const chatwoot = { http, settings: readChatwootSettings(part) };
      return testChatwoot(chatwoot, { webhookUrl, lastDelivery, signal, budgetMs: testMs });
    },
    checkAvailability: (context) => chatwootAvailability(callOf(context)),
    start: (context, input) => startChatwoot(callOf(context), input),
    async sendMessage(context, message) {
      await sendToChatwoot(callOf(context), message);
      return { remoteConversation: null };
    },
    sendTyping: (context) => sendTyping(callOf(context)),
    sendReceipt: (context, receipt) => sendReceipt(callOf(context), receipt),
    getEstimatedWait: async () => null,
    async end(context) {
      const id = context.handover.remoteConversation;
      if (id) await resolveConversation(callOf(context), id, limitsOf(context));
    },
    observe: (context, id) => readChatwootConversation(callOf(context), id, limitsOf(context)),
    // Its webhooks tell of changes; looks in turn find what got lost.
    watch: () => () => {},
    watchQueue: () => () => {},
    isWatched: () => true,
    verifyWebhook({ part, rawBody, headers, token, now }) {
      const { webhookSecret: secret, urlToken } = readChatwootSettings(part);
      if (secret && isTimelySigned({ secret, rawBody, headers, now, names: signature }))
        return true;
      return urlToken !== null && token !== undefined && isSameText(urlToken, token);
    },
    readWebhook: readChatwootWebhook,
    readSignal: () => null,
    verifySignal: () => null,
    stop: async () => {},
  };
};

import type { Ids } from '@tandem/kit';
import { ownMessageId } from '../message-ids.ts';
import type {
  Availability,
  HandoverProvider,
  ProviderContext,
  ProviderMessage,
  Started,
  StartInput,
} from '../provider.model.ts';
import { closedCheck, isRefusal, requireSecret } from '../provider-calls.ts';
import { isTimelySigned, webhookHeaders } from '../timed-signature.rules.ts';
import { splitText } from '../transcript.rules.ts';
import { answerOf, tell, type WebhookDeps } from './calls.ts';
import { testWebhook } from './connection-test.ts';
import { readWebhookDelivery } from './incoming.rules.ts';
import { handoverIdOf, messageBody, startBody } from './outgoing.rules.ts';
import { readWebhookSettings, webhookFields, webhookPlace } from './settings.ts';

export const webhookKind = 'webhook';

/** UTF-16 units of one message; longer texts become several. */
const maxTextLength = 10_000;

const callOf = (context: ProviderContext) => {
  requireSecret(context, { name: 'webhookSecret', label: 'Webhook Secret' });
  return { context, settings: readWebhookSettings(context.part) };
};

const start = async (
  deps: WebhookDeps,
  context: ProviderContext,
  { transcript, sending }: StartInput,
): Promise<Started> => {
  const call = callOf(context);
  const { session, handover } = context;
  const { customAttributes } = call.settings;
  const id = ownMessageId(handover.id, 'start');
  const told = startBody({ session, handover, transcript, customAttributes });
  await sending(true);
  await tell(deps, call, { id, type: 'start', ...told }).catch(async (failure: unknown) => {
    if (isRefusal(failure)) await sending(false);
    throw failure;
  });
  const handoverId = handoverIdOf(session, handover);
  return { remote: { handoverId }, remoteConversation: handoverId, endedParticipants: [] };
};

const sendMessage = async (
  deps: WebhookDeps,
  context: ProviderContext,
  message: ProviderMessage,
): Promise<void> => {
  const call = callOf(context);
  const texts = message.text ? splitText(message.text, maxTextLength) : [null];
  for (const [index, text] of texts.entries()) {
    const id =
      index === 0 ? message.id : ownMessageId(context.handover.id, `${message.id}/${index}`);
    const last = index === texts.length - 1;
    await tell(deps, call, { id, type: 'message', ...messageBody(message, { id, text, last }) });
  }
};

const checkAvailability = async (
  deps: WebhookDeps & { readonly ids: Pick<Ids, 'uuid'> },
  context: ProviderContext,
): Promise<Availability> => {
  const { queue, language, skills } = context.handover.request;
  const request = { queue, language, skills: [...(skills ?? [])] };
  const asked = { id: deps.ids.uuid(), type: 'availability', request };
  const answer = answerOf(await tell(deps, callOf(context), asked));
  if (answer['available'] === true) return { state: 'available', reason: 'Somebody is there.' };
  if (answer['available'] === false) return { state: 'unavailable', reason: 'Nobody is there.' };
  return { state: 'unknown', reason: 'The other side does not tell.' };
};

/** Handover to any system that speaks the signed webhook of docs/handover.md. */
export const createWebhookProvider = (
  deps: WebhookDeps & { readonly ids: Pick<Ids, 'token' | 'uuid'> },
): HandoverProvider => ({
  kind: webhookKind,
  label: 'Webhook',
  fields: [...webhookFields],
  capabilities: {
    ...{ typing: true, receipts: true, attachments: true, queueInfo: true, endFromUser: true },
    ...{ richMessages: false, maxTextLength },
  },
  placeOf: webhookPlace,
  webhookPath: (ownerId) => `/handover/webhook/${ownerId}`,
  async test({ owner: { part }, webhookUrl, signal }) {
    const closed = closedCheck(part);
    if (closed) return [closed];
    return testWebhook(deps, { settings: readWebhookSettings(part), webhookUrl, signal });
  },
  checkAvailability: (context) => checkAvailability(deps, context),
  start: (context, input) => start(deps, context, input),
  async sendMessage(context, message) {
    await sendMessage(deps, context, message);
    return { remoteConversation: null };
  },
  async sendTyping(context) {
    await tell(deps, callOf(context), { id: deps.ids.uuid(), type: 'typing' });
  },
  async sendReceipt(context, { remoteMessageId: messageId, failure }) {
    const kind = failure === null ? 'receipt' : 'receipt-failed';
    const id = ownMessageId(context.handover.id, `${kind}/${messageId}`);
    const status =
      failure === null ? { status: 'delivered' } : { status: 'failed', reason: failure };
    await tell(deps, callOf(context), { id, type: 'receipt', messageId, ...status });
  },
  getEstimatedWait: async () => null,
  async end(context) {
    const id = ownMessageId(context.handover.id, 'end');
    const body = { id, type: 'end', reason: context.handover.endReason ?? 'user' };
    await tell(deps, callOf(context), body);
  },
  // The other side tells; there is nothing to be read.
  observe: async () => null,
  tellsEnds: true,
  watch: () => () => {},
  watchQueue: () => () => {},
  isWatched: () => true,
  verifyWebhook({ part, rawBody, headers, now }) {
    const { secret } = readWebhookSettings(part);
    return isTimelySigned({ secret, rawBody, headers, now, names: webhookHeaders });
  },
  readWebhook: readWebhookDelivery,
  readSignal: () => null,
  verifySignal: () => null,
  stop: async () => {},
});

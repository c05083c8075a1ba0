import {
  activityId,
  findActivityByMessageId,
  findSession,
  type Session,
  type SessionUnit,
} from '../conversations/index.ts';
import { endpointErrors, type OpenEndpoint } from '../endpoints/index.ts';
import { leaveToFlow, markActive } from './handover.changes.ts';
import type { HandoverDeps } from './handover.context.ts';
import { handoverErrors } from './handover.errors.ts';
import { receiptEvent } from './handover.events.ts';
import { type Handover, isStarted } from './handover.model.ts';
import {
  findLastHandover,
  findOpenHandover,
  findPreviousConversation,
  insertRemoteMessage,
  updateHandover,
} from './handover.store.ts';
import type { HandoverProvider, RemoteEvent, RemoteWebhook } from './provider.model.ts';

export type IncomingWebhook = {
  readonly rawBody: Buffer;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

export type Received = 'taken' | 'repeat' | 'ignored';

type ReceiveDeps = HandoverDeps & {
  /** Looks at the remote conversation now, briefly; for the agent's name before the first message. */
  readonly look: (handover: number) => Promise<void>;
  readonly typing: (session: Session, from: { name?: string }, durationMs: number) => void;
};

/** The endpoints whose secret signs the body; the integration's id alone proves nothing. */
const verifiedEndpoints = async (
  { directory }: HandoverDeps,
  provider: HandoverProvider,
  incoming: IncomingWebhook & { webhook: RemoteWebhook },
): Promise<readonly OpenEndpoint[]> => {
  const candidates = (await directory.byIntegration(incoming.webhook.integrationId)).filter(
    ({ handover }) => handover?.kind === provider.kind,
  );
  if (candidates.length === 0) throw handoverErrors.unknownIntegration();
  const verified = candidates.filter(
    ({ handover }) => handover && provider.verifyWebhook({ part: handover, ...incoming }),
  );
  if (verified.length === 0) {
    // The sender tries again: it may open by then.
    if (candidates.some(({ handover }) => handover?.closed?.['webhookSecret']))
      throw endpointErrors.secretClosed();
    throw handoverErrors.badSignature();
  }
  return verified;
};

const senderOf = (handover: Handover | null, event: RemoteEvent & { kind: 'message' }) => {
  const fromAgent = event.from === 'agent';
  const name = (fromAgent ? handover?.agent?.name : null) ?? event.senderName;
  return {
    from: { id: fromAgent ? 'agent' : 'flow', role: 'bot' as const, ...(name ? { name } : {}) },
    channelData: {
      ...(event.activity.channelData as object | undefined),
      source: fromAgent ? 'agent' : 'flow',
      remoteMessageId: event.messageId,
    },
  };
};

/** Whether a message may be of the handover: until the start is answered, the one before may still be heard. */
const belongsTo = async (
  { tx }: SessionUnit,
  open: Handover,
  conversation: string | null,
): Promise<boolean> => {
  if (!conversation) return true;
  if (open.remoteConversation) return open.remoteConversation === conversation;
  return isStarted(open) || (await findPreviousConversation(tx, open)) !== conversation;
};

/** A message of an agent reaches the customer whenever it comes; only within a handover it changes its state. */
const takeMessage = async (unit: SessionUnit, event: RemoteEvent & { kind: 'message' }) => {
  const open = await findOpenHandover(unit.tx, unit.session.id);
  const handover = open ?? (await findLastHandover(unit.tx, unit.session.id));
  const agent = event.from === 'agent';
  const { remoteConversation } = event;
  if (open && (await belongsTo(unit, open, remoteConversation))) {
    if (remoteConversation && !open.remoteConversation)
      await updateHandover(unit.tx, { id: open.id, patch: { remoteConversation }, at: unit.now });
    await (agent ? markActive(unit, open) : leaveToFlow(unit, open));
  }
  await unit.append({
    direction: agent ? 'agent' : 'system',
    handover: handover?.id ?? null,
    body: { ...event.activity, ...senderOf(handover, event) },
  });
};

const takeReceipt = async (unit: SessionUnit, event: RemoteEvent & { kind: 'receipt' }) => {
  const { session, tx } = unit;
  const message = await findActivityByMessageId(tx, session.id, event.messageId);
  if (!message) return;
  const id = activityId(session.conversationId, message.seq);
  await unit.append({ direction: 'system', body: receiptEvent(id, event.status, event.reason) });
};

const take = async (unit: SessionUnit, { event }: RemoteWebhook) => {
  if (event.kind === 'message') await takeMessage(unit, event);
  if (event.kind === 'receipt') await takeReceipt(unit, event);
};

const store = async (
  deps: ReceiveDeps,
  session: Session,
  incoming: IncomingWebhook & { webhook: RemoteWebhook },
) => {
  const { webhook, headers } = incoming;
  const { event, dedupe, integrationId } = webhook;
  return deps.change(session.id, async (unit): Promise<Received> => {
    const key = { org: session.org, integrationId, ...dedupe };
    const fresh = await insertRemoteMessage(unit.tx, key, unit.now);
    await unit.hop({
      kind: fresh ? 'webhook' : 'webhook.repeat',
      summary: `${dedupe.kind}${dedupe.status ? ` ${dedupe.status}` : ''}`,
      ok: event.kind !== 'unknown',
      detail: {
        body: incoming.body,
        signature: headers['x-hub-signature-256'] ?? null,
        verified: true,
      },
    });
    if (!fresh) return 'repeat';
    await take(unit, webhook);
    return event.kind === 'unknown' ? 'ignored' : 'taken';
  });
};

/**
 * Takes in a webhook: tenant, signature over the raw bytes, then one transaction with the key of a repeat. Answers
 * after the commit. Kinds nobody knows are acknowledged and logged.
 * @throws handoverErrors.badBody, unknownIntegration, badSignature
 */
export async function receiveWebhook(
  deps: ReceiveDeps,
  provider: HandoverProvider,
  incoming: IncomingWebhook,
): Promise<Received> {
  const webhook = provider.readWebhook(incoming.body);
  if (!webhook) throw handoverErrors.badBody();
  const endpoints = await verifiedEndpoints(deps, provider, { ...incoming, webhook });
  const session = await findSession(deps.db, webhook.conversationId);
  const owner = session && endpoints.find(({ id }) => id === session.endpointId);
  if (!session || !owner) {
    // Such as a message to a customer of before: nobody here could read it, and a repeat would not help.
    deps.log.info(
      { integrationId: webhook.integrationId },
      'webhook for a conversation not known here',
    );
    return 'ignored';
  }
  const { event } = webhook;
  const open = await findOpenHandover(deps.db, session.id);
  if (event.kind === 'typing') {
    if (open)
      deps.typing(session, open.agent?.name ? { name: open.agent.name } : {}, event.durationMs);
    return 'taken';
  }
  if (event.kind === 'unknown') deps.log.info({ type: event.type }, 'webhook of an unknown kind');
  if (event.kind === 'message' && event.from === 'agent' && open && !open.agent)
    await deps.look(open.id);
  return (await store(deps, session, { ...incoming, webhook })) ?? 'ignored';
}

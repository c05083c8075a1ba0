import {
  activityId,
  findActivityByMessageId,
  findSession,
  type Session,
  type SessionUnit,
} from '../conversations/index.ts';
import { endpointErrors } from '../endpoints/index.ts';
import type { Passing } from '../limits/index.ts';
import type { NoteDelivery } from './deliveries.ts';
import {
  applyQueueInfo,
  applyVerdict,
  endHandover,
  leaveToFlow,
  markActive,
} from './handover.changes.ts';
import type { HandoverDeps } from './handover.context.ts';
import { handoverErrors } from './handover.errors.ts';
import { receiptEvent } from './handover.events.ts';
import { dropForm } from './handover.fail-path.ts';
import { watchIdle } from './handover.idle.ts';
import { endTold, type Handover, hasToldEnd, isStarted } from './handover.model.ts';
import { goesBy, ownersById, ownersOfIntegration, type PartOwner } from './handover.parts.ts';
import { holdPlaces } from './handover.places.ts';
import { noteHandover } from './handover.steps.ts';
import { findStillThere, type StillThere } from './handover.still.ts';
import {
  findLastHandover,
  findOpenHandover,
  findPreviousConversation,
  insertRemoteMessage,
  updateHandover,
  wasHandedOverTo,
} from './handover.store.ts';
import { seekStrays } from './handover.strays.ts';
import type { HandoverProvider, RemoteEvent, RemoteWebhook } from './provider.model.ts';

export type IncomingWebhook = {
  readonly rawBody: Buffer;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** A proof in the address. */
  readonly token?: string | undefined;
  /** Counts what is not proved, and what is. */
  readonly passing: Passing;
};

/** A delivery at the address of one provider or endpoint. */
export type OwnedWebhook = IncomingWebhook & { readonly ownerId: string };

export type Received = 'taken' | 'repeat' | 'ignored';

type ReceiveDeps = HandoverDeps & {
  /** Looks at the remote conversation now, briefly; for the agent's name before the first message. */
  readonly look: (handover: number) => Promise<void>;
  /** Looks at the remote conversation anew, in its own time. */
  readonly lookAgain: (handover: number) => Promise<void>;
  /** Notes what a delivery proves, for whoever tests the settings. */
  readonly noteDelivery: NoteDelivery;
  readonly typing: (session: Session, from: { name?: string }, durationMs: number) => void;
};

/** Secret settings that prove a delivery. */
const proofs = ['webhookSecret', 'urlToken'] as const;

/** Those whose secret signs the body; the integration's id alone proves nothing. */
const verifiedOwners = async (
  deps: ReceiveDeps,
  provider: HandoverProvider,
  { owners, passing, ...incoming }: IncomingWebhook & { readonly owners: readonly PartOwner[] },
): Promise<readonly PartOwner[]> => {
  const candidates = owners.filter(({ part }) => part.kind === provider.kind);
  if (candidates.length === 0) throw handoverErrors.unknownIntegration();
  const now = deps.clock.now();
  const verified = candidates.filter(({ part }) =>
    provider.verifyWebhook({ part, now, ...incoming }),
  );
  for (const owner of verified.length > 0 ? verified : candidates)
    await deps.noteDelivery(owner, verified.length > 0);
  for (const { part, endpointId } of verified) passing.proved(part.object?.id ?? `${endpointId}`);
  if (verified.length > 0) return verified;
  // The sender tries again: it may open by then.
  if (candidates.some(({ part }) => proofs.some((name) => part.closed?.[name])))
    throw endpointErrors.secretClosed();
  throw handoverErrors.badSignature();
};

/** Whether the conversation is one of whoever is verified: of the endpoint, or handed over to the provider. */
const isOf = async (
  { db }: HandoverDeps,
  session: Session,
  { org, endpointId, part }: PartOwner,
): Promise<boolean> => {
  if (endpointId) return session.endpointId === endpointId;
  if (!part.object || session.org !== org) return false;
  return wasHandedOverTo(db, session.id, part.object.id);
};

const ownsSession = async (
  deps: HandoverDeps,
  session: Session,
  owners: readonly PartOwner[],
): Promise<boolean> => {
  for (const owner of owners) if (await isOf(deps, session, owner)) return true;
  return false;
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

/**
 * An agent answers what the customer has left, or has the customer there after the handover was over: from here on the
 * two talk.
 */
const resume = async (
  unit: SessionUnit,
  last: Handover | null,
  { conversation, still }: { conversation: string | null; still: StillThere | null },
): Promise<Handover | null> => {
  if (!last || !conversation || hasToldEnd(last)) return null;
  const isLeft = last.request.left && last.remoteConversation === conversation;
  const there = still?.handover === last.id ? still : null;
  if (!isLeft && !there) return null;
  if (!(await holdPlaces(unit, last))) return null;
  const { endpointId, provider, providerId, remote, place } = last;
  const endedParticipants = isLeft ? last.endedParticipants : (there?.endedParticipants ?? []);
  // Who has asked and not heard of the end yet waits for this one.
  const { left: _, ...request } = last.request;
  await dropForm(unit);
  const noted = await noteHandover(unit, { endpointId, provider, providerId, request });
  const patch = { remote, remoteConversation: conversation, endedParticipants, place };
  const resumed = await updateHandover(unit.tx, { id: noted.id, patch, at: unit.now });
  // Before the words: they are the agent's, by name.
  return there?.agent
    ? applyVerdict(unit, resumed, { kind: 'open', state: 'offered', agent: there.agent })
    : resumed;
};

/** What is told, and by whom. */
type Told = {
  readonly webhook: RemoteWebhook;
  readonly still: StillThere | null;
  /** Those whose secret has signed it: of handovers that go by other settings it tells nothing. */
  readonly owners: readonly PartOwner[];
};

const isOfThem = (handover: Handover, { owners }: Pick<Told, 'owners'>): boolean =>
  owners.some((owner) => goesBy(handover, owner));

/** A message of an agent reaches the customer whenever it comes; only within a handover it changes its state. */
const takeMessage = async (
  unit: SessionUnit,
  event: RemoteEvent & { kind: 'message' },
  told: Told,
) => {
  const agent = event.from === 'agent';
  const { remoteConversation } = event;
  const last = await findLastHandover(unit.tx, unit.session.id);
  const found = await findOpenHandover(unit.tx, unit.session.id);
  const asked = { conversation: remoteConversation, still: told.still };
  const resumable = agent && last && isOfThem(last, told) ? last : null;
  const open = found ?? (await resume(unit, resumable, asked));
  const isOpens =
    open !== null && isOfThem(open, told) && (await belongsTo(unit, open, remoteConversation));
  // A word of another talk is not that of the agent who has the customer now.
  const handover = isOpens || !open ? (open ?? last) : null;
  if (isOpens) {
    if (remoteConversation && !open.remoteConversation)
      await updateHandover(unit.tx, { id: open.id, patch: { remoteConversation }, at: unit.now });
    if (agent) await watchIdle(unit, await markActive(unit, open));
    else await leaveToFlow(unit, open);
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

type News = RemoteEvent & { readonly kind: 'agent' | 'queue' | 'end' };

/** The other side's own end of what is over here: what its agents write after it begins nothing. */
const noteLateEnd = async (unit: SessionUnit, { remoteConversation }: News, told: Told) => {
  const last = await findLastHandover(unit.tx, unit.session.id);
  if (!last?.endedAt || !isOfThem(last, told)) return;
  if (!remoteConversation || last.remoteConversation !== remoteConversation) return;
  const patch = { remote: { ...last.remote, ...endTold } };
  await updateHandover(unit.tx, { id: last.id, patch, at: unit.now });
};

/** News of the handover that is open, and of no other: an end that comes late ends nothing new. */
const takeNews = async (unit: SessionUnit, event: News, told: Told) => {
  const open = await findOpenHandover(unit.tx, unit.session.id);
  const isOpen = open !== null && isOfThem(open, told);
  if (!isOpen || !(await belongsTo(unit, open, event.remoteConversation)))
    return event.kind === 'end' ? noteLateEnd(unit, event, told) : undefined;
  if (event.kind === 'end') {
    const text = event.reason ? { text: event.reason } : {};
    await seekStrays(unit, await endHandover(unit, open, { reason: 'agent', ...text }));
  } else if (event.kind === 'queue') {
    const { position, estimatedWaitSeconds } = event;
    await applyQueueInfo(unit, open, { position, estimatedWaitSeconds });
  } else {
    const { agent } = event;
    const seen = open.state === 'active' ? 'active' : 'offered';
    await applyVerdict(unit, open, { kind: 'open', agent, state: agent ? seen : 'queued' });
  }
};

/** Whichever node has the handover looks at it, also after a crash. */
const makeDue = async (unit: SessionUnit) => {
  const open = await findOpenHandover(unit.tx, unit.session.id);
  const patch = { nextCheckAt: unit.now };
  if (open) await updateHandover(unit.tx, { id: open.id, patch, at: unit.now });
};

const take = (unit: SessionUnit, told: Told): Promise<void> => {
  const { event } = told.webhook;
  switch (event.kind) {
    case 'message':
      return takeMessage(unit, event, told);
    case 'receipt':
      return takeReceipt(unit, event);
    case 'agent':
    case 'queue':
    case 'end':
      return takeNews(unit, event, told);
    case 'look':
      return makeDue(unit);
    case 'typing':
    case 'none':
    case 'unknown':
      return Promise.resolve();
  }
};

const store = async (deps: ReceiveDeps, session: Session, incoming: IncomingWebhook & Told) => {
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
    await take(unit, incoming);
    return event.kind === 'unknown' ? 'ignored' : 'taken';
  });
};

/** What is not stored: typing is told on, of an unknown kind is told in the log. */
const isPassing = (
  deps: ReceiveDeps,
  { session, open, event }: { session: Session; open: Handover | null; event: RemoteEvent },
): boolean => {
  if (event.kind === 'unknown') deps.log.info({ type: event.type }, 'webhook of an unknown kind');
  if (event.kind !== 'typing') return false;
  const from = open?.agent?.name ? { name: open.agent.name } : {};
  if (open) deps.typing(session, from, event.durationMs);
  return true;
};

const receive = async (
  deps: ReceiveDeps,
  incoming: IncomingWebhook & { webhook: RemoteWebhook },
  owners: readonly PartOwner[],
): Promise<Received> => {
  const { event, conversationId, integrationId } = incoming.webhook;
  if (event.kind === 'none') return 'ignored';
  const session = await findSession(deps.db, conversationId);
  if (!session || !(await ownsSession(deps, session, owners))) {
    // Such as a message to a customer of before: nobody here could read it, and a repeat would not help.
    deps.log.info({ integrationId }, 'webhook for a conversation not known here');
    return 'ignored';
  }
  const open = await findOpenHandover(deps.db, session.id);
  const theirs = open && isOfThem(open, { owners }) ? open : null;
  if (isPassing(deps, { session, open: theirs, event })) return 'taken';
  if (event.kind === 'message' && event.from === 'agent' && open && !open.agent)
    await deps.look(open.id);
  const still = open ? null : await findStillThere(deps, session, event);
  const received = (await store(deps, session, { ...incoming, still, owners })) ?? 'ignored';
  if (event.kind === 'look' && open && received === 'taken')
    deps
      .lookAgain(open.id)
      .catch((error) => deps.log.warn({ err: error }, 'handover could not be brought up to date'));
  return received;
};

/**
 * Takes in a webhook at the address that all tenants share: tenant, signature over the raw bytes, then one transaction
 * with the key of a repeat. Answers after the commit. Kinds nobody knows are acknowledged and logged.
 * @throws handoverErrors.badBody, unknownIntegration, badSignature, endpointErrors.secretClosed, webhookErrors.tooMany
 */
export async function receiveWebhook(
  deps: ReceiveDeps,
  provider: HandoverProvider,
  incoming: IncomingWebhook,
): Promise<Received> {
  const webhook = provider.readWebhook(incoming.body, incoming.headers);
  if (!webhook) throw handoverErrors.badBody();
  incoming.passing.at(`integration ${webhook.integrationId}`);
  const owners = await ownersOfIntegration(deps, webhook.integrationId);
  const verified = await verifiedOwners(deps, provider, { ...incoming, owners });
  return receive(deps, { ...incoming, webhook }, verified);
}

/**
 * The same at the address of one provider or endpoint: it is proved before it is read.
 * @throws handoverErrors.badBody, badDelivery, unknownIntegration, badSignature
 * @throws endpointErrors.secretClosed, webhookErrors.tooMany
 */
export async function receiveOwned(
  deps: ReceiveDeps,
  provider: HandoverProvider,
  { ownerId, ...incoming }: OwnedWebhook,
): Promise<Received> {
  const owners = await ownersById(deps, ownerId);
  const verified = await verifiedOwners(deps, provider, { ...incoming, owners });
  const webhook = provider.readWebhook(incoming.body, incoming.headers);
  if (!webhook) throw handoverErrors.badBody();
  return receive(deps, { ...incoming, webhook: { ...webhook, integrationId: ownerId } }, verified);
}

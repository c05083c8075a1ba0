import { findSession, findSessionById, type Session } from '../conversations/index.ts';
import { endpointErrors, type OpenPart } from '../endpoints/index.ts';
import type { TakeOne } from '../rate-buckets.ts';
import type { HandoverDeps } from './handover.context.ts';
import { handoverErrors } from './handover.errors.ts';
import type { Handover } from './handover.model.ts';
import { partOfHandover } from './handover.parts.ts';
import type { IncomingWebhook, Received } from './handover.receive.ts';
import {
  findOpenHandover,
  insertRemoteMessage,
  listOpenByConversation,
  updateHandover,
} from './handover.store.ts';
import type { EndSignal, HandoverProvider } from './provider.model.ts';

/**
 * How often a minute anybody may make us look who proves nothing. A chat that is transferred, declined and ended tells
 * of itself a handful of times; the look that comes by itself finds what is turned away.
 */
export const mostUnproved = { perHandover: 12, perEndpoint: 600 } as const;

export type HearDeps = HandoverDeps & {
  /** Counts signals that prove nothing, on this node. */
  readonly takeOne: TakeOne;
  /** Looks at the remote conversation anew, in its own time. */
  readonly lookAgain: (handover: number) => Promise<void>;
};

type Meant = {
  readonly handover: Handover;
  readonly session: Session;
  readonly part: OpenPart;
};

type Believed = Meant & { readonly trust: 'proved' | 'unproved' };

type Heard = IncomingWebhook & { readonly signal: EndSignal };

/** Open handovers that a signal may mean: by the conversation, otherwise by the customer. */
const candidatesOf = async (
  { db }: HandoverDeps,
  { conversation, customers }: EndSignal,
): Promise<readonly Handover[]> => {
  const known = conversation ? await listOpenByConversation(db, conversation) : [];
  if (known.length > 0) return known;
  const sessions = await Promise.all([...new Set(customers)].map((one) => findSession(db, one)));
  const open = await Promise.all(
    sessions.map((session) => session && findOpenHandover(db, session.id)),
  );
  return open.filter((handover) => handover !== null);
};

const load = async (deps: HandoverDeps, handover: Handover): Promise<readonly Meant[]> => {
  const session = await findSessionById(deps.db, handover.session);
  const part = await partOfHandover(deps, handover);
  return session && part ? [{ handover, session, part }] : [];
};

/** Those whose settings believe the signal. @throws handoverErrors.badKey, endpointErrors.secretClosed */
const believed = (
  provider: HandoverProvider,
  meant: readonly Meant[],
  { headers, signal }: Heard,
): readonly Believed[] => {
  const fitting = meant.filter(({ part }) => part.kind === provider.kind);
  const verified = fitting.flatMap((one): readonly Believed[] => {
    const { part, handover } = one;
    const trust = provider.verifySignal({ part, org: handover.org, signal, headers });
    return trust ? [{ ...one, trust }] : [];
  });
  if (verified.length > 0 || fitting.length === 0) return verified;
  // The sender tries again: it may open by then.
  if (fitting.some(({ part }) => part.closed?.['eventKey'])) throw endpointErrors.secretClosed();
  throw handoverErrors.badKey();
};

/** @throws handoverErrors.tooManySignals (429) with Retry-After in seconds */
const requireTurn = ({ takeOne }: HearDeps, { handover, trust }: Believed): void => {
  if (trust === 'proved') return;
  const waitMs =
    takeOne(`handover ${handover.id}`, mostUnproved.perHandover) ||
    takeOne(`endpoint ${handover.endpointId}`, mostUnproved.perEndpoint);
  if (waitMs === 0) return;
  const seconds = String(Math.ceil(waitMs / 1_000));
  throw handoverErrors.tooManySignals({ seconds }, { headers: { 'retry-after': seconds } });
};

/** Notes the signal once and makes the handover due: whichever node has it looks, also after a crash. */
const store = (
  deps: HandoverDeps,
  { handover, session }: Meant,
  { body, headers, signal }: Heard,
) =>
  deps.change(session.id, async (unit): Promise<Received> => {
    const repeated = headers['idempotency-key'];
    const messageId = signal.id ?? (typeof repeated === 'string' ? repeated : null);
    const key = { org: session.org, integrationId: signal.detector, kind: 'end', status: '' };
    const fresh =
      messageId === null || (await insertRemoteMessage(unit.tx, { ...key, messageId }, unit.now));
    await unit.hop({
      kind: fresh ? 'webhook' : 'webhook.repeat',
      summary: signal.topic,
      ok: true,
      detail: { body, detector: signal.detector },
    });
    if (!fresh) return 'repeat';
    const { id } = handover;
    await updateHandover(unit.tx, { id, patch: { nextCheckAt: unit.now }, at: unit.now });
    return 'taken';
  });

/**
 * Takes in word that a conversation may be over. It ends nothing by itself: a transfer, or an agent who declines, says
 * the same, so the conversation is read anew. Answers after the commit; what means no handover of here is acknowledged.
 * @throws handoverErrors.badKey, tooManySignals, endpointErrors.secretClosed
 */
export const hearSignal = async (
  deps: HearDeps,
  provider: HandoverProvider,
  heard: Heard,
): Promise<Received> => {
  const { signal } = heard;
  const meant = await Promise.all(
    (await candidatesOf(deps, signal)).map((handover) => load(deps, handover)),
  );
  const verified = believed(provider, meant.flat(), heard);
  if (verified.length === 0 || !signal.isAboutEnd) return 'ignored';
  for (const one of verified) requireTurn(deps, one);
  let received: Received = 'repeat';
  for (const one of verified) {
    if ((await store(deps, one, heard)) !== 'taken') continue;
    received = 'taken';
    deps
      .lookAgain(one.handover.id)
      .catch((error) => deps.log.warn({ err: error }, 'handover could not be brought up to date'));
  }
  return received;
};

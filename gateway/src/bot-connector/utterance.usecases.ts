import type { Utterance, UtteranceReply } from '@tandem/contract';
import { type Clock, type Database, derivedUuid } from '@tandem/kit';
import { findRunOfSession } from '../automation/index.ts';
import {
  type ChangeSession,
  findSession,
  gatewayQueues,
  insertSession,
  listActivities,
  type Session,
  type StoredActivity,
  seqOfActivityId,
} from '../conversations/index.ts';
import { flowBotKind, type Says, takeActivity } from '../dialogue/index.ts';
import type { OpenEndpoint } from '../endpoints/index.ts';
import { botConnectorPrefix, findHandoverAsked } from '../handover/index.ts';
import { botConnectorErrors } from './bot-connector.errors.ts';
import { saidIn, toUtteranceReply } from './utterance.rules.ts';

export type UtteranceDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly change: ChangeSession;
  readonly says: Says;
};

/** How long a caller waits for the bot. Genesys Cloud gives up at about the same time. */
const patienceMs = 28_000;
const looksMs = [10, 20, 40, 80, 120] as const;
/** Activities of one answer at most. */
const mostActivities = 500;

/** The same session of the same caller is the same conversation, of whatever endpoint it is asked. */
const conversationIdOf = ({ id }: OpenEndpoint, session: string): string =>
  `${botConnectorPrefix}${derivedUuid('bot-connector', id, session)}`;

const openSession = async (
  { db, clock }: UtteranceDeps,
  endpoint: OpenEndpoint,
  asked: Utterance,
): Promise<Session> => {
  const { botSessionId, genesysConversationId, languageCode } = asked;
  const named = botSessionId?.trim() || genesysConversationId?.trim();
  if (!named) throw botConnectorErrors.noSession();
  const conversationId = conversationIdOf(endpoint, named);
  const known = await findSession(db, conversationId);
  if (known) return known;
  const made = await insertSession(db, {
    ...{ org: endpoint.org, endpointId: endpoint.id, conversationId },
    userId: genesysConversationId?.trim() || named,
    ...{ userName: null, userTrusted: true },
    locale: languageCode?.trim() || endpoint.locale,
    createdAt: clock.now(),
  });
  const session = made ?? (await findSession(db, conversationId));
  if (!session) throw botConnectorErrors.noSession();
  return session;
};

/** Whether somebody still deals with what was said in the session. */
const isBusy = async (db: Database, session: Session): Promise<boolean> =>
  (
    await db.query('select from lane_work where lane = $1 and queue = $2 limit 1', [
      session.id,
      gatewayQueues.dialogue,
    ])
  ).length > 0;

type Said = { readonly session: Session; readonly seq: number };

/** The conversation behind the customer's words, up to the next they said. */
const sinceOf = async (db: Database, { session, seq }: Said): Promise<StoredActivity[]> => {
  const found = await listActivities(db, {
    session: session.id,
    after: seq,
    limit: mostActivities,
  });
  const next = found.findIndex(
    ({ direction, body }) => direction === 'user' && body.type === 'message',
  );
  return next === -1 ? found : found.slice(0, next);
};

/** Waits until the bot has asked for an agent, or nobody deals with the words any more. */
const settle = async (
  { db, clock }: UtteranceDeps,
  said: Said,
  signal: AbortSignal,
): Promise<void> => {
  const started = clock.monotonicMs();
  for (let looks = 0; ; looks += 1) {
    if (await findHandoverAsked(db, { session: said.session.id, seq: said.seq })) return;
    if (!(await isBusy(db, said.session))) return;
    if (clock.monotonicMs() - started > patienceMs)
      throw botConnectorErrors.tooLong({ seconds: String(patienceMs / 1000) });
    await clock.sleep(looksMs[Math.min(looks, looksMs.length - 1)] ?? 120, signal);
  }
};

/** The calling flow goes on by itself: the bot's side of the conversation ends, once for these words. */
const leave = (deps: UtteranceDeps, { session, seq }: Said) =>
  takeActivity(deps, session, {
    body: {
      type: 'endOfConversation',
      from: { id: session.userId, role: 'user' },
      channelData: { clientActivityID: `exit ${seq}` },
    },
  });

/**
 * One message of a customer for the endpoint's bot, answered when the bot has. A repeat of `messageId` is answered
 * the same and asked nobody again.
 * @throws botConnectorErrors.noSession, noText (400), tooLong (504)
 */
export async function hearUtterance(
  deps: UtteranceDeps,
  endpoint: OpenEndpoint,
  { asked, signal }: { readonly asked: Utterance; readonly signal: AbortSignal },
): Promise<UtteranceReply> {
  const text = saidIn(asked);
  if (text === null) throw botConnectorErrors.noText();
  const session = await openSession(deps, endpoint, asked);
  const { messageId, parameters } = asked;
  const value = parameters && Object.keys(parameters).length > 0 ? { value: parameters } : {};
  const id = await takeActivity(deps, session, {
    body: {
      ...{ type: 'message', text, from: { id: session.userId, role: 'user' } },
      ...value,
      ...(messageId ? { channelData: { clientActivityID: messageId } } : {}),
    },
  });
  const seq = seqOfActivityId(session.conversationId, id ?? '');
  if (seq === null) throw botConnectorErrors.noSession();
  const said = { session, seq };
  await settle(deps, said, signal);
  const { db } = deps;
  const handover = await findHandoverAsked(db, { session: session.id, seq });
  const isFlow = endpoint.bot.kind === flowBotKind;
  const since = await sinceOf(db, said);
  const left = since.some(({ body }) => body.type === 'endOfConversation');
  const isOver = isFlow && (left || (await findRunOfSession(db, session)) === null);
  const reply = toUtteranceReply({ since, handover, isOver });
  if (reply.botState !== 'MOREDATA' && !left) await leave(deps, said);
  return reply;
}

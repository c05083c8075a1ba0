import type { EffectContext, EffectQueue, Outcome, Work } from '@tandem/lanes';
import { type BotBackend, BotFailure } from '../bots/index.ts';
import {
  findActivity,
  findSessionById,
  gatewayQueues,
  insertHop,
  type Session,
} from '../conversations/index.ts';
import type { OpenPart } from '../endpoints/index.ts';
import {
  endHandover,
  findHandover,
  type IntentWork,
  isWaiting,
  optionsOf,
  queueForHandover,
} from '../handover/index.ts';
import type { DialogueDeps } from './dialogue.turn.ts';
import { findBot, ofEndpoint } from './flows/index.ts';

const done: Outcome = { kind: 'done' };
/** Nobody waits for the bot: the customer's words are on their way to the agents. */
const mostMs = 10_000;
const failures = 3;

type Asked = {
  readonly session: Session;
  readonly text: string;
  readonly intent: string;
  /** Name, id or address; empty: the bot of the endpoint. */
  readonly bot: string;
  readonly key: string;
};

type Recogniser = {
  readonly recognise: NonNullable<BotBackend['recognise']>;
  readonly part: OpenPart;
};

/** @throws BotFailure when there is no such bot, or it knows no intents */
const recogniserOf = async (deps: DialogueDeps, { session, bot }: Asked): Promise<Recogniser> => {
  const endpoint = bot === '' ? await deps.directory.byId(session.endpointId) : null;
  const found = endpoint ? ofEndpoint(deps, endpoint) : await findBot(deps, session.org, bot);
  if (!found?.backend.recognise)
    throw new BotFailure('there is no such bot, or it recognises no intents', false);
  return { recognise: found.backend.recognise, part: found.part };
};

const isRecognised = async (
  deps: DialogueDeps,
  asked: Asked,
  { signal, budgetMs }: EffectContext,
): Promise<boolean> => {
  const { session, text, intent, key } = asked;
  const { recognise, part } = await recogniserOf(deps, asked);
  const { conversationId, userId, locale } = session;
  return recognise(
    {
      ...{ text, intent, conversationId, userId, locale, signal },
      idempotencyKey: `${conversationId}/intent/${key}`,
      timeoutMs: Math.max(1_000, Math.min(mostMs, budgetMs - 500)),
    },
    part,
  );
};

/** An agent who came in the meantime is not sent away. */
const cancel = (deps: DialogueDeps, session: Session, id: number) =>
  deps.change(session.id, async (unit) => {
    const handover = await findHandover(unit.tx, id);
    if (!handover || !isWaiting(handover)) return;
    await endHandover(unit, handover, { reason: 'user' });
    await queueForHandover(unit, handover, { kind: 'end' });
  });

const note = (
  { db, clock }: DialogueDeps,
  { session, intent }: Asked,
  { ok, detail }: { readonly ok: boolean; readonly detail: object },
) =>
  insertHop(db, session, {
    hop: { kind: 'bot', summary: `intent ${intent}`, ok, detail: { ...detail } },
    at: clock.now(),
  });

const run = async (
  deps: DialogueDeps,
  { payload, lane, attempts }: Work,
  context: EffectContext,
): Promise<Outcome> => {
  const { handover: id, seq } = payload as IntentWork;
  const handover = await findHandover(deps.db, id);
  const { cancelIntent: intent, cancelBot: bot = '' } = handover ? optionsOf(handover) : {};
  if (!handover || !isWaiting(handover) || !intent) return done;
  const session = await findSessionById(deps.db, lane);
  const text = (await findActivity(deps.db, lane, seq))?.body.text;
  if (!session || !text) return done;
  const asked: Asked = { session, text, intent, bot, key: String(seq) };
  try {
    const recognised = await isRecognised(deps, asked, context);
    await note(deps, asked, { ok: true, detail: { recognised } });
    if (recognised) await cancel(deps, session, id);
    return done;
  } catch (error) {
    if (!(error instanceof BotFailure)) throw error;
    const { reason, passing } = error;
    if (passing && attempts + 1 < failures) return { kind: 'retry', reason };
    await note(deps, asked, { ok: false, detail: { reason } });
    return { kind: 'done', info: { failed: reason } };
  }
};

/** Looks at what waiting customers say for the intent that cancels. Nothing waits for it. */
export const createIntentQueue = (deps: DialogueDeps): EffectQueue => ({
  name: gatewayQueues.intent,
  mode: 'effect',
  retry: (count, random) => (count > failures ? null : Math.round(500 * count * (0.5 + random()))),
  destination: ({ org }) => org,
  maxInFlightPerDestination: 32,
  run: (work, context) => run(deps, work, context),
});

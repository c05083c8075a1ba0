import type { Activity } from '@tandem/contract';
import type { FlowEffect } from '@tandem/flows';
import type { Queryable } from '@tandem/kit';
import { emptyHandover } from '../../bots/index.ts';
import { hasLeftSince, lastHandled, type SessionUnit } from '../../conversations/index.ts';
import type { OpenPart } from '../../endpoints/index.ts';
import { readOptions } from '../../handling/index.ts';
import {
  botFailed,
  endedEvent,
  endHandover,
  findOpenHandover,
  type Handover,
  type HandoverRequest,
  openHandover,
  queueForHandover,
  updateHandover,
} from '../../handover/index.ts';
import { apology, botFailedNote, toBotActivity } from '../dialogue.activities.ts';
import { inAnswerOf, mostInAnswer } from '../dialogue.in-answer.ts';
import { requestOf, type Turn } from '../dialogue.turn.ts';
import { toFlowActivity } from './flow-content.rules.ts';
import type { FlowDialogueDeps, Given, Talk } from './flow-talk.model.ts';

type Effect<Kind extends FlowEffect['kind']> = Extract<FlowEffect, { kind: Kind }>;

/**
 * Whom a flow hands over to: a provider of the organisation by its name or id, the endpoint's own by its kind or the
 * name that is shown, or simply the endpoint's. Null: nobody.
 */
export const handoverPartOf = async (
  { providers, objects }: Pick<FlowDialogueDeps, 'providers' | 'objects'>,
  { endpoint }: Pick<Turn, 'endpoint'>,
  provider: string,
): Promise<OpenPart | null> => {
  const { handover, org } = endpoint;
  if (provider === '') return handover;
  const object = await objects.byReference(org, provider);
  if (object) return object;
  if (!handover) return null;
  const { kind } = handover;
  const names = [kind, providers.get(kind)?.label ?? kind].map((one) => one.toLowerCase());
  return names.includes(provider.toLowerCase()) ? handover : null;
};

/** The flow has handed over again and again in answer to how it ended, and the customer has said nothing. */
export const goesInCircles = async (db: Queryable, turn: Turn): Promise<boolean> =>
  (await inAnswerOf(db, turn)) > mostInAnswer.flow;

type Wish = Parameters<typeof requestOf>[2];
type Asked = Pick<HandoverRequest, 'askedBy' | 'tellsFlow'>;

/** With all that the customer has said to the flow or before; what waits in the lane follows as messages. */
const openWith = async (
  unit: SessionUnit,
  turn: Turn,
  { asked = {}, ...wish }: Wish & { readonly asked?: Asked },
): Promise<void> => {
  const request = { ...(await requestOf(unit, turn, wish)), ...asked };
  const userUpTo = await lastHandled(unit.tx, unit.session.id);
  const transcript = { ...request.transcript, userUpTo };
  await openHandover(unit, turn.endpoint, { ...request, transcript });
};

/** A handover that is open already is waited for: the flow is told of it what it asks for besides. */
const waitFor = async (
  unit: SessionUnit,
  { id, request }: Handover,
  { tells = [] }: Effect<'handOver'>,
): Promise<void> => {
  const tellsFlow = [...new Set([...(request.tellsFlow ?? []), ...tells])];
  if (tellsFlow.length === (request.tellsFlow?.length ?? 0)) return;
  await updateHandover(unit.tx, {
    id,
    patch: { request: { ...request, tellsFlow } },
    at: unit.now,
  });
};

const open = async (unit: SessionUnit, turn: Turn, effect: Effect<'handOver'>): Promise<void> => {
  const current = await findOpenHandover(unit.tx, unit.session.id);
  if (current) return waitFor(unit, current, effect);
  const ask = {
    ...emptyHandover,
    queue: effect.queue === '' ? null : effect.queue,
    customAttributes: effect.attributes,
    language: effect.language ?? null,
    skills: effect.skills ?? null,
    priority: effect.priority ?? null,
    reason: effect.reason ?? null,
    ...(effect.summary ? { summary: effect.summary } : {}),
    options: readOptions(effect.options),
  };
  const { id, tells } = effect;
  const asked = { askedBy: id, ...(tells ? { tellsFlow: tells } : {}) };
  await openWith(unit, turn, { ask, note: null, asked });
};

/** The flow ends a handover that is open; the contact centre is told. */
const close = async (unit: SessionUnit, { text, id }: Effect<'closeHandover'>): Promise<void> => {
  const current = await findOpenHandover(unit.tx, unit.session.id);
  if (current) {
    await endHandover(unit, current, { reason: 'system' });
    await queueForHandover(unit, current, { kind: 'end' });
  }
  await say(unit, id, { text });
};

/** Transcripts for agents leave it out. */
const withoutTranscript = (activity: Activity): Activity => ({
  ...activity,
  channelData: { ...(activity.channelData as object), excludeFromTranscript: true },
});

const say = async (
  unit: SessionUnit,
  id: string,
  {
    text,
    content,
    keepFromAgents,
  }: Pick<Effect<'sendResponse'>, 'text' | 'content' | 'keepFromAgents'>,
): Promise<void> => {
  const said = toFlowActivity(text, content);
  const body = said && keepFromAgents ? withoutTranscript(said) : said;
  if (body) await unit.append({ direction: 'bot', key: `flow:${id}`, body });
};

/** Messages of one step; a flow that says more goes round in circles. */
const mostSaid = 50;

/** Does what a step asks for at once, in the transaction that stores the step. `to`: whom it hands over to. */
export const applyEffects = async (
  unit: SessionUnit,
  { turn, to }: { readonly turn: Turn; readonly to: OpenPart | null },
  effects: readonly FlowEffect[],
): Promise<void> => {
  let said = 0;
  for (const effect of effects) {
    if (effect.kind === 'sendResponse') {
      said += 1;
      if (said <= mostSaid) await say(unit, effect.id, effect);
    } else if (effect.kind === 'closeHandover') await close(unit, effect);
    else if (effect.kind === 'handOver' && to)
      await open(unit, { ...turn, endpoint: { ...turn.endpoint, handover: to } }, effect);
  }
};

/** Says to the customer what a bot that was asked answered. */
export const sayForBot = async (
  unit: SessionUnit,
  { says = [] }: Given,
  effect: string | undefined,
): Promise<void> => {
  for (const [index, message] of says.entries())
    await unit.append({
      direction: 'bot',
      key: `flow:${effect ?? ''}:${index}`,
      body: toBotActivity(message),
    });
};

/** The customer has left since the flow heard the last word. */
export const hasLeft = (
  { tx, session }: { readonly tx: Queryable; readonly session: { readonly id: number } },
  { said, pending }: Pick<Talk, 'said' | 'pending'>,
) => hasLeftSince(tx, session.id, pending.at(-1) ?? said.seq);

/** The flow has failed: a human takes over where one can and may, else the customer gets an apology. */
export const takeOver = async (
  unit: SessionUnit,
  turn: Turn,
  { reason, key }: { readonly reason: string; readonly key: string },
): Promise<void> => {
  if (await findOpenHandover(unit.tx, unit.session.id)) return;
  if (!turn.endpoint.handover || (await goesInCircles(unit.tx, turn))) {
    const body = apology(unit.session.locale);
    await unit.append({ direction: 'bot', key: `sorry:${key}`, body });
    return;
  }
  const ask = { ...emptyHandover, reason: botFailed };
  await openWith(unit, turn, { ask, note: botFailedNote(reason) });
};

/** The customer was silent for too long. */
export const endSilent = (unit: SessionUnit) =>
  unit.append({ direction: 'system', body: endedEvent('inactivity') });

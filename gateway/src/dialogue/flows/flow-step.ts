import {
  type FlowEffect,
  type FlowInput,
  type FlowStep,
  type FlowSurroundings,
  type FlowValue,
  initialFlowState,
  stepFlow,
  type Values,
} from '@tandem/flows';
import { withLogLines } from '../../automation/index.ts';
import type { Session } from '../../conversations/index.ts';
import type { OpenEndpoint } from '../../endpoints/index.ts';
import { type HandoverNow, handoverNow } from '../../handover/index.ts';
import { saidIn } from './flow-content.rules.ts';
import { awaitsHandover } from './flow-news.rules.ts';
import { mayReadHandover } from './flow-reads.rules.ts';
import {
  type FlowDialogueDeps,
  type Given,
  nothingSaid,
  type OpenTalk,
  type Said,
  type Talk,
  type TalkTimer,
} from './flow-talk.model.ts';

type Of = { readonly session: Session; readonly endpoint: OpenEndpoint };

/** Where the last handover is; empty before the first. Times are milliseconds. */
const handoverValue = (now: HandoverNow | null): FlowValue => ({
  status: now?.status ?? '',
  reason: now?.reason ?? '',
  agent: now?.agent ?? '',
  position: now?.position ?? null,
  estimatedWaitTime:
    typeof now?.estimatedWaitSeconds === 'number' ? now.estimatedWaitSeconds * 1000 : null,
  inactivityCount: now?.warned ?? 0,
  update: now?.update ?? '',
  survey: { score: now?.survey?.score ?? null, comment: now?.survey?.comment ?? '' },
});

const valuesOf = ({ session, endpoint }: Of, said: Said): Values => ({
  'message.text': said.text,
  'message.payload': said.payload ?? '',
  'message.attachments': said.attachments as unknown as FlowValue,
  'conversation.id': session.conversationId,
  'conversation.locale': session.locale,
  'conversation.endpoint': endpoint.name,
  'customer.id': session.userId,
  'customer.nickname': session.userName ?? '',
});

const notUnderstood: FlowInput = {
  kind: 'failed',
  code: 'effect.answer',
  message: 'The answer is not one that the action understands.',
};

const withEffect = (input: FlowInput, effect: string | undefined): FlowInput =>
  effect === undefined || input.kind === 'start' ? input : { ...input, effect };

/** The last watch on a silent customer that the step has set; without a time it is off. */
const inactivityOf = (effects: readonly FlowEffect[], before: Talk['inactivity']) => {
  const found = effects.findLast((effect) => effect.kind === 'setInactivity');
  if (!found) return before;
  const { afterMs, text, endAfterMs } = found;
  return afterMs === null && endAfterMs === null ? null : { afterMs, text, endAfterMs };
};

/** Times of what a run rests in, in milliseconds. */
export const timesOf = ({ effect, inactivity }: Talk): ReadonlyMap<TalkTimer, number> => {
  const times = new Map<TalkTimer, number>();
  if (effect?.kind === 'timer') times.set('time', effect.ms);
  if (awaitsHandover(effect) && effect.timeoutMs !== undefined) times.set('time', effect.timeoutMs);
  if (effect?.kind !== 'awaitMessage') return times;
  if (effect.timeoutMs !== null) times.set('time', effect.timeoutMs);
  if (inactivity && inactivity.afterMs !== null) times.set('remind', inactivity.afterMs);
  if (inactivity && inactivity.endAfterMs !== null) times.set('end', inactivity.endAfterMs);
  return times;
};

export type TakenStep = {
  readonly step: FlowStep;
  /** What the run rests in now; null: it has ended. */
  readonly talk: Talk | null;
};

const talkAfter = (
  step: FlowStep,
  before: Talk | null,
  now: Pick<Talk, 'said' | 'pending' | 'told' | 'missed'> & { readonly at: Date },
) => {
  if (step.outcome.status !== 'waiting') return null;
  const { state, effects } = step;
  const { at, ...heard } = now;
  const effect = effects.at(-1) ?? null;
  const waitsSince = effect?.kind === 'handOver' ? at.toISOString() : before?.waitsSince;
  const rest: Talk = {
    ...{ state, effect, ...heard, timers: [], handedOver: false },
    ...(waitsSince ? { waitsSince } : {}),
    inactivity: inactivityOf(effects, before?.inactivity ?? null),
  };
  return { ...rest, timers: [...timesOf(rest).keys()] };
};

/** Takes one step of a run; nothing is stored yet. */
export const takeStep = async (
  { db, flowBots, clock }: Pick<FlowDialogueDeps, 'db' | 'flowBots' | 'clock'>,
  { run, published, talk }: OpenTalk,
  { given, ...of }: Of & { readonly given: Given },
): Promise<TakenStep> => {
  const { activity } = given;
  const said = activity ? saidIn(activity) : (talk?.said ?? nothingSaid);
  const state = talk?.state ?? initialFlowState(published.flow, { run: run.uid });
  const handover = mayReadHandover(published) ? await handoverNow(db, of.session.id) : null;
  const surroundings: FlowSurroundings = {
    participantData: {},
    values: { ...valuesOf(of, said), 'conversation.handover': handoverValue(handover) },
    globals: await flowBots.globals(run.org),
    now: clock.now(),
  };
  const library = await flowBots.published.subflows(run.org, { flow: published, state });
  const feed = (input: FlowInput) =>
    stepFlow(published.flow, state, {
      ...{ input, surroundings, library, time: clock },
      trace: 'hidden',
    });
  const first = feed(withEffect(given.input, talk?.effect?.id));
  const refused = first.outcome.status === 'failed' && first.outcome.code === 'not.waiting';
  const step = withLogLines(
    refused && talk ? feed(withEffect(notUnderstood, talk.effect?.id)) : first,
    published.flow,
  );
  const pending = given.pending ?? talk?.pending ?? [];
  const { told = talk?.told } = given;
  const missed = given.missed === undefined ? talk?.missed : given.missed;
  const news = { ...(told ? { told } : {}), ...(missed ? { missed } : {}) };
  return { step, talk: talkAfter(step, talk, { said, pending, ...news, at: clock.now() }) };
};

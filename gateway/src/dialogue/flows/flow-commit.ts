import type { RunError } from '@tandem/flows';
import {
  changeRun,
  endOf,
  insertTrace,
  type Run,
  tellEnd,
  tellLog,
  writtenStep,
} from '../../automation/index.ts';
import { markHandled, type SessionUnit } from '../../conversations/index.ts';
import type { OpenPart } from '../../endpoints/index.ts';
import { findOpenHandover, isWaiting, takeInHandover } from '../../handover/index.ts';
import type { Turn } from '../dialogue.turn.ts';
import {
  applyEffects,
  goesInCircles,
  handoverPartOf,
  hasLeft,
  sayForBot,
  takeOver,
} from './flow-effects.ts';
import { awaitsHandover } from './flow-news.rules.ts';
import type { TakenStep } from './flow-step.ts';
import type { FlowDialogueDeps, Given, OpenTalk, Talk } from './flow-talk.model.ts';
import { setTalkTimers } from './flow-timers.ts';

export type Taking = {
  readonly turn: Turn;
  readonly open: OpenTalk;
  readonly given: Given;
  readonly taken: TakenStep;
};

/**
 * What the run rests in as it is stored: whether its handover is opened is decided with it. What was kept for later
 * goes to the agents then.
 */
const resting = (talk: Talk | null, to: OpenPart | null): Talk | null =>
  talk?.effect?.kind === 'handOver' && to ? { ...talk, handedOver: true, pending: [] } : talk;

/** Whom a step hands over to; null: it does not, or to nobody, or not again. */
const handsOverTo = async (deps: FlowDialogueDeps, { turn, taken }: Taking) => {
  const asked = taken.step.effects.find((effect) => effect.kind === 'handOver');
  if (!asked || (await goesInCircles(deps.db, turn))) return null;
  return handoverPartOf(deps, turn, asked.provider);
};

const noteTurn = (unit: SessionUnit, { open, given, taken }: Taking, error: RunError | null) => {
  const { run } = open;
  const detail = {
    ...{ flow: run.flowName, version: run.version, execution: run.uid },
    ...(error ? { code: error.code, reason: error.message, action: error.action } : {}),
    messages: taken.step.effects.filter(({ kind }) => kind === 'sendResponse').length,
  };
  return unit.hop({ kind: 'bot', summary: `flow: ${given.input.kind}`, ok: !error, detail });
};

/** A greeting that fails is not worth an agent: the next message of the customer tries again. */
const isGreeting = ({ turn, open }: Pick<Taking, 'turn' | 'open'>): boolean =>
  turn.input.kind === 'start' && open.talk === null;

const failOver = async (
  unit: SessionUnit,
  taking: Pick<Taking, 'turn' | 'open'>,
  { code, message }: RunError,
) => {
  if (isGreeting(taking)) return;
  const reason = `${code}: ${message}`;
  await takeOver(unit, taking.turn, { reason, key: taking.open.run.uid });
};

/** Whether the customer left before the agents were asked for; then nobody is. */
const leftBefore = async (unit: SessionUnit, talk: Talk | null): Promise<boolean> =>
  talk?.handedOver === true && (await hasLeft(unit, talk));

/**
 * The time is that until the first agent: one who came in the moment in which it was up is not sent away, and no customer
 * whom an agent has passed on.
 */
const isLate = async ({ tx, session }: SessionUnit, { open, given }: Taking): Promise<boolean> => {
  if (given.input.kind !== 'timer' || !awaitsHandover(open.talk?.effect)) return false;
  const handover = await findOpenHandover(tx, session.id);
  return !handover || !isWaiting(handover) || handover.answeredAt !== null;
};

/**
 * Agents were called, or one came, since it was seen that the word is for the flow: it is for them. That stands behind the
 * word, so where nothing does, nobody is looked for.
 */
const goesToAgents = async (unit: SessionUnit, { activity }: Given): Promise<boolean> => {
  if (!activity || activity.handled || unit.lastSeq() === activity.seq) return false;
  if (!(await takeInHandover(unit, activity))) return false;
  return markHandled(unit.tx, unit.session.id, activity.seq);
};

const store = async (
  deps: FlowDialogueDeps,
  unit: SessionUnit,
  {
    taking,
    written,
    talk,
    to,
  }: {
    readonly taking: Taking;
    readonly written: Awaited<ReturnType<typeof writtenStep>>;
    readonly talk: Talk | null;
    readonly to: OpenPart | null;
  },
): Promise<boolean> => {
  const { turn, open, given, taken } = taking;
  const { run } = open;
  if ((await isLate(unit, taking)) || (await goesToAgents(unit, given))) return false;
  const left = await leftBefore(unit, talk);
  const ended = { status: 'ended', error: null } as const;
  const change = left
    ? { ...endOf(run, { ...ended, at: deps.clock.now() }), traced: written.change.traced }
    : written.change;
  if (!(await changeRun(unit.tx, run, change))) return false;
  await insertTrace(unit.tx, run, written.trace);
  if (given.activity) await markHandled(unit.tx, unit.session.id, given.activity.seq);
  await noteTurn(unit, taking, change.error);
  await sayForBot(unit, given, open.talk?.effect?.id);
  const { effects } = taken.step;
  await applyEffects(
    unit,
    { turn, to },
    left ? effects.filter(({ kind }) => kind !== 'handOver') : effects,
  );
  await setTalkTimers(unit, { run, before: open.talk, after: left ? null : talk });
  // A flow that ended at an open exit is over as its author drew it: what went wrong is told, nobody takes over.
  if (change.error && change.status === 'failed') await failOver(unit, taking, change.error);
  if (change.endedAt) await tellEnd(unit.tx, run, change);
  return true;
};

/**
 * Stores a step with everything it says and does. False when the run moved on or was stopped meanwhile, or the word is
 * for agents by now: the step did not happen.
 */
export const commitTalk = async (deps: FlowDialogueDeps, taking: Taking): Promise<boolean> => {
  const { turn, open, taken } = taking;
  const { run, published } = open;
  const to = await handsOverTo(deps, taking);
  const talk = resting(taken.talk, to);
  const { sealing, calls } = deps.flowBots;
  const written = await writtenStep(
    { sealing, clock: deps.clock },
    { run, flow: published.flow, step: taken.step, saved: talk },
  );
  const done = await deps.change(turn.session.id, (unit) =>
    store(deps, unit, { taking, written, talk, to }),
  );
  if (!done) return false;
  tellLog(deps, run, taken.step);
  if (taken.step.outcome.status !== 'waiting') calls.forget({ org: run.org, run: run.uid });
  return true;
};

export type Ending = {
  readonly run: Run;
  readonly talk: Talk | null;
  readonly status: 'ended' | 'failed' | 'stopped';
  readonly error: RunError | null;
  /** More that happens at once. */
  readonly also?: (unit: SessionUnit) => Promise<unknown>;
};

/** Ends a run for a reason outside of its flow. */
export const endTalk = async (
  deps: FlowDialogueDeps,
  turn: Turn,
  { run, talk, status, error, also }: Ending,
): Promise<void> => {
  const change = endOf(run, { status, error, at: deps.clock.now() });
  await deps.change(turn.session.id, async (unit) => {
    if (!(await changeRun(unit.tx, run, change))) return;
    await setTalkTimers(unit, { run, before: talk, after: null });
    await also?.(unit);
    await tellEnd(unit.tx, run, change);
  });
  deps.flowBots.calls.forget({ org: run.org, run: run.uid });
};

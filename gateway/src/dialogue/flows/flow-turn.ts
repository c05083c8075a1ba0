import { type FlowInput, mostStepTries, stuckRun } from '@tandem/flows';
import type { EffectContext } from '@tandem/lanes';
import {
  changeRun,
  findRunOfSession,
  flowGone,
  insertRun,
  labelled,
  prepareRun,
  type Run,
  type RunLabel,
} from '../../automation/index.ts';
import { BotFailure } from '../../bots/index.ts';
import {
  findActivity,
  insertHop,
  markHandled,
  type SessionUnit,
} from '../../conversations/index.ts';
import {
  type DialogueWork,
  findLastHandover,
  findOpenHandover,
  type Handover,
  isEndStatus,
  isOldNews,
  summaryOf,
} from '../../handover/index.ts';
import { commitFailure, type Turn } from '../dialogue.turn.ts';
import { isCall, performCall } from './flow-calls.ts';
import { commitTalk, endTalk } from './flow-commit.ts';
import { saidIn, toFlowActivity } from './flow-content.rules.ts';
import { endSilent, hasLeft, takeOver } from './flow-effects.ts';
import {
  awaitsHandover,
  endInput,
  isAside,
  isWithoutPlace,
  newsKey,
  tellingInput,
} from './flow-news.rules.ts';
import { takeStep } from './flow-step.ts';
import type { FlowDialogueDeps, Given, OpenTalk, Talk, TalkTimer } from './flow-talk.model.ts';
import { countAnew } from './flow-timers.ts';

export type FlowTurn = Turn & { readonly work: DialogueWork };

type News = Extract<DialogueWork, { kind: 'handover' }>;

type Taking = {
  readonly deps: FlowDialogueDeps;
  readonly turn: FlowTurn;
  readonly signal: AbortSignal;
};

/** Stores a step of the run. False when somebody else moved it: then it is read anew. */
const give = async ({ deps, turn }: Taking, open: OpenTalk, given: Given): Promise<boolean> => {
  const { session, endpoint } = turn;
  const taken = await takeStep(deps, open, { session, endpoint, given });
  return commitTalk(deps, { turn, open, given, taken });
};

const failTalk = ({ deps, turn }: Taking, run: Run, error: NonNullable<Run['error']>) =>
  endTalk(deps, turn, {
    ...{ run, talk: null, status: 'failed', error },
    also: async (unit) => {
      await unit.hop({
        kind: 'bot',
        summary: 'flow',
        ok: false,
        detail: { reason: error.message },
      });
      if (turn.activity) await markHandled(unit.tx, unit.session.id, turn.activity.seq);
      await takeOver(unit, turn, { reason: error.message, key: run.uid });
    },
  });

/** The run the conversation is in, with the version it began in; null: none. */
const openTalk = async (taking: Taking): Promise<OpenTalk | null> => {
  const { deps, turn } = taking;
  const run = await findRunOfSession(deps.db, turn.session);
  if (!run) return null;
  const { published: flows, sealing } = deps.flowBots;
  const published = await flows.version(run.org, run.flow, run.version);
  if (published) return { run, published, talk: await sealing.openState<Talk>(run) };
  await failTalk(taking, run, flowGone);
  return null;
};

/** Calls of one turn; a flow that makes more goes round in circles while its customer waits. */
const mostCalls = 500;

const tooManyCalls = {
  code: 'budget',
  message: `The flow made ${mostCalls} calls without waiting for the customer.`,
  action: null,
};

/** Calls that the run waits for are made until it rests. @returns the run as it rests; null: it has ended. */
const untilRest = async (taking: Taking): Promise<OpenTalk | null> => {
  for (let calls = 0; ; ) {
    taking.signal.throwIfAborted();
    const open = await openTalk(taking);
    const effect = open?.talk?.effect;
    if (!open?.talk || !effect) return open;
    const { turn, signal, deps } = taking;
    if (await heardMeanwhile(taking, { ...open, talk: open.talk })) continue;
    if (isCall(open.talk)) {
      calls += 1;
      if (calls > mostCalls) return failTalk(taking, open.run, tooManyCalls).then(() => null);
      await give(taking, open, await performCall(deps, effect, { turn, open, signal }));
      continue;
    }
    const [next, ...pending] = open.talk.pending;
    if (effect.kind !== 'awaitMessage' || next === undefined) return open;
    const activity = await findActivity(deps.db, turn.session.id, next);
    const given: Given = activity
      ? { input: messageOf(saidIn(activity)), activity, pending }
      : { input: { kind: 'message', text: '' }, pending };
    await give(taking, open, given);
  }
};

const messageOf = ({ text, payload }: ReturnType<typeof saidIn>): FlowInput => ({
  ...{ kind: 'message', text },
  ...(payload === null ? {} : { payload }),
});

const labelOf = ({ endpoint }: FlowTurn): RunLabel | undefined =>
  endpoint.bot.settings['label'] as RunLabel | undefined;

/** Makes the run of a turn that begins one. False: the turn has begun one before. @throws BotFailure */
const insertTalk = async ({ deps, turn }: Taking): Promise<boolean> => {
  const { session, endpoint, key } = turn;
  const { published: flows, ids, sealing } = deps.flowBots;
  const { org } = session;
  const flowId = String(endpoint.bot.settings['flow'] ?? '');
  const head = await flows.head(org, flowId);
  const found = head && (await labelled({ flows }, { org, flowId, label: labelOf(turn) }));
  if (head?.kind !== 'bot' || !found)
    throw new BotFailure('the flow of the endpoint is not published or not active', false);
  const prepared = await prepareRun({ ids, clock: deps.clock, sealing }, head, {
    ...{ org, origin: 'conversation', startedBy: null, cause: null, depth: 0, inputs: {} },
    eventDepth: 0,
    ...found,
    token: `session ${session.id} ${key}`,
    of: { session: session.id, conversation: session.conversationId },
  });
  const run = await deps.change(session.id, async ({ tx }) =>
    (await findRunOfSession(tx, session)) ? null : insertRun(tx, prepared),
  );
  return run !== null;
};

/** A run that was made and has not begun: it begins with this turn. */
const begin = async (taking: Taking): Promise<void> => {
  const open = await openTalk(taking);
  const { activity } = taking.turn;
  if (open && !open.talk)
    await give(taking, open, { input: { kind: 'start' }, ...(activity ? { activity } : {}) });
  await untilRest(taking);
};

const hear = async (taking: Taking, open: OpenTalk & { talk: Talk }): Promise<void> => {
  const { activity } = taking.turn;
  if (!activity || activity.handled) return;
  const { pending, effect } = open.talk;
  if (effect?.kind === 'awaitMessage')
    await give(taking, open, { input: messageOf(saidIn(activity)), activity });
  else if (!pending.includes(activity.seq)) await keepForLater(taking, open, activity.seq);
};

/** Activities kept for a flow that is busy; beyond them the flow does not see what is said. */
export const mostPending = 50;

/** Keeps what was heard while the run rests in something else. */
const keep = async (
  { deps, turn }: Taking,
  { run, talk }: OpenTalk & { readonly talk: Talk },
  also?: (unit: SessionUnit) => Promise<unknown>,
): Promise<void> => {
  const stateSealed = await deps.flowBots.sealing.sealState(run, talk);
  await deps.change(turn.session.id, async (unit) => {
    if (await changeRun(unit.tx, run, { ...run, stateSealed })) await also?.(unit);
  });
};

const keepForLater = async (
  taking: Taking,
  open: OpenTalk & { readonly talk: Talk },
  seq: number,
) => {
  const { talk } = open;
  const pending = [...talk.pending, seq].slice(0, mostPending);
  await keep(taking, { ...open, talk: { ...talk, pending } }, (unit) =>
    markHandled(unit.tx, unit.session.id, seq),
  );
};

const ended = { status: 'ended', error: null } as const;

/**
 * A silent customer is no matter of the flow while agents have the customer. Where they were called from outside, the
 * flow is to be silent itself.
 */
const isForAgents = async (
  { deps, turn }: Taking,
  { effect }: Talk,
  timer: TalkTimer,
): Promise<boolean> => {
  if (awaitsHandover(effect)) return false;
  const handover = await findOpenHandover(deps.db, turn.session.id);
  return handover !== null && (timer !== 'time' || handover.request.askedBy === undefined);
};

const timeIsUp = async (
  taking: Taking,
  open: OpenTalk & { readonly talk: Talk },
  { timer, run: uid, effect }: Extract<DialogueWork, { kind: 'timer' }>,
): Promise<void> => {
  const { deps, turn } = taking;
  const { run, talk } = open;
  const { id } = turn.session;
  if (run.uid !== uid || talk.effect?.id !== effect) return;
  if (await isForAgents(taking, talk, timer))
    await deps.change(id, (unit) => countAnew(unit, { run, talk, timer }));
  else if (timer === 'time') await give(taking, open, { input: { kind: 'timer' } });
  else if (timer === 'end') await endTalk(deps, turn, { run, talk, ...ended, also: endSilent });
  else {
    const body = toFlowActivity(talk.inactivity?.text ?? '');
    if (!body) return;
    const key = `flow:${effect}:remind`;
    await deps.change(id, (unit) => unit.append({ direction: 'bot', key, body }));
  }
};

/** Begins a run with this turn; a turn that has begun one before goes on with it. */
const beginAnew = async (taking: Taking): Promise<void> => {
  if (await insertTalk(taking)) await begin(taking);
};

/** The agent has finished, and the flow wants to begin anew then. */
const startsAnew = (handover: Handover | null, { handover: id, status }: News): boolean =>
  handover?.id === id &&
  status === 'completed' &&
  handover.request.left === undefined &&
  handover.request.options?.afterwards === 'restart';

/** The handover that the run waits for is over. */
const handoverOver = async (
  taking: Taking,
  open: OpenTalk & { readonly talk: Talk },
  { news, last }: { readonly news: News; readonly last: Handover },
): Promise<void> => {
  const { deps, turn } = taking;
  if (startsAnew(last, news)) {
    await endTalk(deps, turn, { run: open.run, talk: open.talk, ...ended });
    return beginAnew(taking);
  }
  const { effect } = open.talk;
  const summary = await summaryOf(deps.db, last);
  const input = endInput(news, { last, summary, effect });
  // Whoever waits outside of a branch for the same handover hears of it when the branch is over.
  await give(taking, open, { input, missed: isAside(open.talk) ? news : null });
};

/** The handover is open. @returns false when it is not for what the run rests in, or was told already. */
const handoverGoesOn = async (
  taking: Taking,
  open: OpenTalk & { readonly talk: Talk },
  { news, last }: { readonly news: News; readonly last: Handover },
): Promise<boolean> => {
  const told = newsKey(news);
  const { talk } = open;
  const input = tellingInput(news, { last, talk, now: taking.deps.clock.now() });
  if (!input || told === talk.told || isOldNews(last, news)) return false;
  await give(taking, open, { input, told, missed: null });
  return true;
};

/** News of a handover: of one that is open for its branch, of one that is over for whoever waits for it. */
const handoverNews = async (
  taking: Taking,
  open: OpenTalk & { readonly talk: Talk },
  news: News,
): Promise<void> => {
  const { talk } = open;
  const aside = isAside(talk);
  const last = await findLastHandover(taking.deps.db, taking.turn.session.id);
  if (last?.id !== news.handover || isOldNews(last, news) || isWithoutPlace(news)) return;
  if (!isEndStatus(news.status)) {
    if (await handoverGoesOn(taking, open, { news, last })) return;
    // Where the flow begins anew, no branch has to come to its end.
  } else if (awaitsHandover(talk.effect) || (aside && startsAnew(last, news)))
    return handoverOver(taking, open, { news, last });
  if (aside && newsKey(news) !== talk.told)
    await keep(taking, { ...open, talk: { ...talk, missed: news } });
};

/** What became of the handover while a branch beside it was under way. @returns false when it is as it was. */
const heardMeanwhile = async (taking: Taking, open: OpenTalk & { readonly talk: Talk }) => {
  const { missed, effect } = open.talk;
  if (!missed || effect?.kind !== 'awaitHandover') return false;
  const last = await findLastHandover(taking.deps.db, taking.turn.session.id);
  if (last?.id !== missed.handover) return false;
  if (!isEndStatus(missed.status)) return handoverGoesOn(taking, open, { news: missed, last });
  await handoverOver(taking, open, { news: missed, last });
  return true;
};

/** News for a run at rest. */
const tell = async (taking: Taking, open: OpenTalk & { readonly talk: Talk }): Promise<void> => {
  const { deps, turn } = taking;
  const { work, session } = turn;
  if (work.kind === 'start') return;
  if (work.kind === 'activity') return hear(taking, open);
  if (await hasLeft({ tx: deps.db, session }, open.talk))
    return endTalk(deps, turn, { run: open.run, talk: open.talk, ...ended });
  if (work.kind === 'left') return;
  return work.kind === 'timer' ? timeIsUp(taking, open, work) : handoverNews(taking, open, work);
};

/**
 * A turn finds no run: the greeting and the customer's words begin one, and so does an agent who has finished where the
 * flow begins anew then and was cut short. All else comes too late.
 */
const beginsOne = async (taking: Taking): Promise<boolean> => {
  const { work, activity, session } = taking.turn;
  if (work.kind === 'handover') {
    const last = await findLastHandover(taking.deps.db, session.id);
    return startsAnew(last, work) && insertTalk(taking);
  }
  if (work.kind !== 'start' && (work.kind !== 'activity' || !activity || activity.handled))
    return false;
  return insertTalk(taking);
};

const takeAll = async (taking: Taking): Promise<void> => {
  const open = await untilRest(taking);
  if (open?.talk) {
    await tell(taking, { ...open, talk: open.talk });
    await untilRest(taking);
  } else if (open || (await beginsOne(taking))) await begin(taking);
};

const internal = { code: 'internal', message: 'The flow could not go on.', action: null };

const giveUp = async (taking: Taking, error: NonNullable<Run['error']>): Promise<void> => {
  const { deps, turn } = taking;
  const run = await findRunOfSession(deps.db, turn.session);
  if (run) await failTalk(taking, run, error);
  else await commitFailure(deps, turn, error.message);
};

const noteFailure = ({ deps, turn }: Taking, reason: string) =>
  insertHop(deps.db, turn.session, {
    hop: { kind: 'bot', summary: 'flow', ok: false, detail: { reason } },
    at: deps.clock.now(),
  });

/**
 * One turn of a bot that is a flow. Its run goes on in steps that are stored one by one, each with what it says and
 * does, until it rests; a turn that was cut short goes on where it was.
 */
export const takeFlowTurn = async (
  deps: FlowDialogueDeps,
  turn: FlowTurn,
  { context, attempts }: { readonly context: EffectContext; readonly attempts: number },
): Promise<void> => {
  const taking: Taking = { deps, turn, signal: context.signal };
  if (attempts >= mostStepTries) {
    deps.log.error({ session: turn.session.id }, 'a turn of a bot flow never came to its end');
    return giveUp(taking, stuckRun);
  }
  try {
    await takeAll(taking);
  } catch (error) {
    if (error instanceof BotFailure) {
      await noteFailure(taking, error.reason);
      return void (await commitFailure(deps, turn, error.reason));
    }
    if (attempts + 1 < mostStepTries || context.signal.aborted) throw error;
    deps.log.error({ err: error, session: turn.session.id }, 'a bot flow could not go on');
    await giveUp(taking, internal);
  }
};

/** An endpoint has another bot by now: the run of its flow ends. */
export const dropTalk = async (deps: FlowDialogueDeps, turn: Turn): Promise<void> => {
  const run = await findRunOfSession(deps.db, turn.session);
  if (run) await endTalk(deps, turn, { run, talk: null, status: 'stopped', error: null });
};

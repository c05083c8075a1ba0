import type { Database } from '@tandem/kit';
import { type CommittedWork, enqueueWork, setTimers, type TimerChange } from '@tandem/lanes';
import type { Run } from '../../automation/index.ts';
import { gatewayQueues, type SessionUnit } from '../../conversations/index.ts';
import type { DialogueWork } from '../../handover/index.ts';
import type { TimerTaker } from '../../timers/index.ts';
import { timesOf } from './flow-step.ts';
import type { Talk, TalkTimer } from './flow-talk.model.ts';

const names = { time: 'bot.time', remind: 'bot.remind', end: 'bot.end' } as const satisfies Record<
  TalkTimer,
  string
>;

type TimerOf = { readonly run: Run; readonly talk: Talk; readonly timer: TalkTimer };

const changeOf = (
  { session, now }: SessionUnit,
  { run, talk, timer }: TimerOf,
  ms: number,
): TimerChange => {
  const { org, part, id: lane, endpointId: endpoint } = session;
  const data: DialogueWork & { readonly endpoint: string } = {
    kind: 'timer',
    ...{ timer, run: run.uid, effect: talk.effect?.id ?? '', endpoint },
  };
  return { org, part, lane, name: names[timer], due: new Date(now.getTime() + ms), data };
};

/** Sets the timers of what a run rests in, and cancels those that it had. Each names the effect it belongs to. */
export const setTalkTimers = async (
  unit: SessionUnit,
  { run, before, after }: { run: Run; before: Talk | null; after: Talk | null },
): Promise<void> => {
  const { org, part, id: lane } = unit.session;
  const times = after ? timesOf(after) : new Map<TalkTimer, number>();
  const gone = (before?.timers ?? []).filter((timer) => !times.has(timer));
  const changes: TimerChange[] = gone.map((timer) => ({
    ...{ org, part, lane, name: names[timer], due: null },
  }));
  if (after)
    for (const [timer, ms] of times) changes.push(changeOf(unit, { run, talk: after, timer }, ms));
  await setTimers(unit.tx, changes);
};

const leastPauseMs = 1000;

/** A time that is up counts anew: the customer is with agents, and not the flow's. */
export const countAnew = async (unit: SessionUnit, of: TimerOf): Promise<void> => {
  const ms = timesOf(of.talk).get(of.timer);
  if (ms !== undefined) await setTimers(unit.tx, [changeOf(unit, of, Math.max(leastPauseMs, ms))]);
};

type Deps = {
  readonly db: Database;
  readonly lanes: () => { readonly committed: (work: readonly CommittedWork[]) => void };
};

/** Due times of bot flows become work of their conversations, behind what was said before. */
export const createTalkTimers = ({ db, lanes }: Deps): Readonly<Record<string, TimerTaker>> => {
  const take: TimerTaker = async ({ org, part, lane, payload }) => {
    const row = { org, part, lane, queue: gatewayQueues.dialogue, payload: payload.data };
    lanes().committed(await db.transaction((tx) => enqueueWork(tx, [row])));
  };
  return Object.fromEntries(Object.values(names).map((name) => [name, take]));
};

/** A conversation that waits, in the order in which the store lists them. */
export type WaitingEntry = {
  /** The acd participant. */
  readonly id: string;
  readonly org: string;
  readonly thread: number;
  readonly conversation: string;
  readonly skillIds: readonly string[];
  readonly languageId: string | null;
  readonly preferred: readonly string[];
  /** Agents who are not asked: they have declined it lately, or have it and look for somebody to take over. */
  readonly declined: readonly string[];
};

/** An agent on queue who has room. */
export type Candidate = {
  readonly userId: string;
  readonly active: number;
  readonly room: number;
  /** Milliseconds; the smallest waits longest. */
  readonly idleSince: number;
  /** Proficiency by skill or language. */
  readonly abilities: Readonly<Record<string, number>>;
};

export type SkillEvaluation = 'NONE' | 'BEST' | 'ALL';

export type Match = { readonly entry: WaitingEntry; readonly userId: string };

const wantedOf = ({ skillIds, languageId }: WaitingEntry): readonly string[] =>
  languageId === null ? skillIds : [...skillIds, languageId];

const average = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Fewest conversations first, then who waits longest. */
const byIdle = (a: Candidate, b: Candidate): number =>
  a.active - b.active || a.idleSince - b.idleSince || (a.userId < b.userId ? -1 : 1);

/** Mean proficiency in what is asked for; BEST puts it before the waiting time. */
const bySkill =
  (wanted: readonly string[]) =>
  (a: Candidate, b: Candidate): number => {
    const of = ({ abilities }: Candidate) => average(wanted.map((id) => abilities[id] ?? 0));
    return of(b) - of(a) || byIdle(a, b);
  };

/**
 * The agent for a conversation: has everything asked for (unless skills do not count), has not just declined it;
 * preferred agents come before all others.
 */
export const chooseAgent = (
  entry: WaitingEntry,
  agents: readonly Candidate[],
  method: SkillEvaluation,
): Candidate | null => {
  const wanted = method === 'NONE' ? [] : wantedOf(entry);
  const able = agents.filter(
    ({ userId, room, abilities }) =>
      room > 0 &&
      !entry.declined.includes(userId) &&
      wanted.every((id) => abilities[id] !== undefined),
  );
  const preferred = able.filter(({ userId }) => entry.preferred.includes(userId));
  const order = method === 'BEST' && wanted.length > 0 ? bySkill(wanted) : byIdle;
  return (preferred.length > 0 ? preferred : able).toSorted(order)[0] ?? null;
};

/** Pairs waiting conversations with agents, first come first served; an agent who takes one has less room. */
export const matchQueue = (
  waiting: readonly WaitingEntry[],
  agents: readonly Candidate[],
  method: SkillEvaluation,
): Match[] => {
  const pool = new Map(agents.map((agent) => [agent.userId, agent]));
  return waiting.flatMap((entry) => {
    const chosen = chooseAgent(entry, [...pool.values()], method);
    if (!chosen) return [];
    pool.set(chosen.userId, { ...chosen, room: chosen.room - 1, active: chosen.active + 1 });
    return [{ entry, userId: chosen.userId }];
  });
};

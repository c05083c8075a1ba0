import type { Clock, Database, Log, Timer } from '@tandem/kit';
import type { Directory } from '../users/index.ts';
import { systemDefinitionId } from './system-presences.ts';
import { defaultSource, presencesOf, setPresence } from './user-presence.usecases.ts';

export type SignInWatchDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: Directory;
  readonly userChanged: (org: string, userId: string) => void;
  /** The agent's conversations may be others' to answer. What is rejected is asked for again. */
  readonly signedOut?: (org: string, userId: string, why: Why) => Promise<void>;
};

type SignIn = 'signedIn' | 'signedOut' | 'inactive';
type Why = Exclude<SignIn, 'signedIn'>;

/** Who has no sign-in left gets no offers after this time; milliseconds. */
const lookMs = 2_000;

type AtWork = {
  readonly org: string;
  readonly userId: string;
  readonly signedIn: boolean;
  readonly onQueue: boolean;
};

/**
 * Who is on queue or has conversations or after-call work, those too that take up no place, as what is parked. Each
 * agent is looked up on its own: the index tells who has nothing, where a set of all would read their rows.
 */
const listAtWork = (db: Database) =>
  db.query<AtWork>(
    `select org, user_id as "userId", signed_in as "signedIn", status <> 'OFF_QUEUE' as "onQueue" from agent a
     where status <> 'OFF_QUEUE' or active > 0 or
       (select true from participant p where p.user_id = a.user_id and p.org = a.org and p.live and p.purpose = 'agent' limit 1)
     order by org`,
  );

const noteSignIns = (
  db: Database,
  org: string,
  { userIds, signedIn }: { readonly userIds: readonly string[]; readonly signedIn: boolean },
) =>
  db.query('update agent set signed_in = $3 where org = $1 and user_id = any ($2)', [
    org,
    userIds,
    signedIn,
  ]);

const offline = { presenceDefinition: { id: systemDefinitionId('Offline') } };

/** Why an agent is not at work any more; null: still is. */
const whyGone = (agent: AtWork, state: SignIn): Why | null => {
  if (state === 'inactive') return 'inactive';
  return agent.signedIn && state === 'signedOut' ? 'signedOut' : null;
};

/** Told once, however often what comes after it is tried. */
const goOffline = async (deps: SignInWatchDeps, { org, userId, onQueue }: AtWork) => {
  const asked = { userIds: [userId], source: defaultSource };
  const presence = (await presencesOf(deps.db, org, asked)).get(userId);
  if (!onQueue && presence?.presenceDefinition?.systemPresence === 'Offline') return;
  await setPresence(deps, { org, userId, source: defaultSource, request: offline });
};

const takeOff = async (deps: SignInWatchDeps, agent: AtWork, why: Why) => {
  const { db, log } = deps;
  const { org, userId } = agent;
  const isNews = agent.onQueue || agent.signedIn;
  if (isNews) await goOffline(deps, agent);
  // Before it is noted: what fails here is tried again.
  await deps.signedOut?.(org, userId, why);
  if (!isNews) return;
  await noteSignIns(db, org, { userIds: [userId], signedIn: false });
  log.info({ userId }, 'agent is signed out and goes off queue');
};

/** Looks once at the agents of one organisation. What breaks off is done by the next look. */
const lookAt = async (deps: SignInWatchDeps, org: string, agents: readonly AtWork[]) => {
  const { db, directory, log } = deps;
  const userIds = agents.map(({ userId }) => userId);
  const known = await directory.signIns(org, userIds);
  const stateOf = ({ userId }: AtWork) => known.get(userId) ?? 'inactive';
  const fresh = agents.filter((agent) => !agent.signedIn && stateOf(agent) === 'signedIn');
  if (fresh.length > 0)
    await noteSignIns(db, org, { userIds: fresh.map(({ userId }) => userId), signedIn: true });
  for (const agent of agents) {
    const why = whyGone(agent, stateOf(agent));
    if (why)
      await takeOff(deps, agent, why).catch((error: unknown) =>
        log.warn({ err: error, userId: agent.userId }, 'agent goes off queue at the next look'),
      );
  }
};

/**
 * Takes agents off queue whose sign-ins have ended (password reset, signed out everywhere, expired) or who were
 * deactivated: nobody would see an offer. Every node looks; what one has done the next finds done.
 */
export const createSignInWatch = (deps: SignInWatchDeps) => {
  const { clock, log } = deps;
  let timer: Timer | null = null;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    const byOrg = Map.groupBy(await listAtWork(deps.db), ({ org }) => org);
    for (const [org, agents] of byOrg) await lookAt(deps, org, agents);
  };
  const start = () => {
    if (stopped) return;
    timer = clock.after(lookMs, () => {
      running = look()
        .catch((error) => log.warn({ err: error }, 'sign-ins of agents could not be checked'))
        .finally(start);
    });
  };
  return {
    look,
    start,
    async stop() {
      stopped = true;
      timer?.cancel();
      await running;
    },
  };
};

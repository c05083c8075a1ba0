import type { User } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { defaultSource, findAgents, presencesOf, toStatusWire } from '../presence/index.ts';
import { listUserAbilities } from './abilities.store.ts';
import { toUserLanguageWire, toUserSkillWire } from './user-abilities.operations.ts';

export type UserExpansion = Pick<
  User,
  'presence' | 'routingStatus' | 'skills' | 'languages' | 'conversationSummary'
>;

type Part = (
  db: Queryable,
  org: string,
  userIds: readonly string[],
) => Promise<(userId: string) => UserExpansion>;

const parts: Readonly<Record<string, Part>> = {
  async presence(db, org, userIds) {
    const presences = await presencesOf(db, org, { userIds, source: defaultSource });
    return (userId) => ({ presence: presences.get(userId) as NonNullable<User['presence']> });
  },
  async routingStatus(db, org, userIds) {
    const agents = new Map((await findAgents(db, org, userIds)).map((a) => [a.userId, a]));
    return (userId) => ({ routingStatus: toStatusWire(userId, agents.get(userId) ?? null) });
  },
  async skills(db, org, userIds) {
    const skills = await listUserAbilities(db, { org, kind: 'skill' }, userIds);
    return (userId) => ({
      skills: skills.filter((skill) => skill.userId === userId).map(toUserSkillWire),
    });
  },
  async languages(db, org, userIds) {
    const languages = await listUserAbilities(db, { org, kind: 'language' }, userIds);
    return (userId) => ({
      languages: languages.filter((one) => one.userId === userId).map(toUserLanguageWire),
    });
  },
  async conversationSummary(db, org, userIds) {
    const rows = await db.query<{ userId: string | null; live: boolean; n: number }>(
      `select user_id as "userId", live, count(*)::int as n from (
         select user_id, bool_or(doc->>'endedAt' is null) as live from participant
         where org = $1 and live and purpose = 'agent' and user_id = any ($2) group by user_id, conversation) c
       group by 1, 2`,
      [org, userIds],
    );
    const count = (userId: string, live: boolean) =>
      rows.find((row) => row.userId === userId && row.live === live)?.n ?? 0;
    return (userId) => ({
      conversationSummary: {
        userId,
        message: { contactCenter: { active: count(userId, true), acw: count(userId, false) } },
      },
    });
  },
};

/**
 * What routing and presence know of users, for `expand` of the user operations: presence, routingStatus, skills,
 * languages, conversationSummary. Names it does not know are left to others.
 */
export const expandUsers = async (
  db: Queryable,
  org: string,
  { userIds, expand }: { readonly userIds: readonly string[]; readonly expand: readonly string[] },
): Promise<ReadonlyMap<string, UserExpansion>> => {
  const wanted = [...new Set(expand)].flatMap((name) => parts[name] ?? []);
  const found = await Promise.all(wanted.map((part) => part(db, org, userIds)));
  return new Map(
    userIds.map((userId) => [userId, Object.assign({}, ...found.map((one) => one(userId)))]),
  );
};

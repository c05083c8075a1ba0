import { type ChannelTopic, expandTopicName, findTopic, type Principal } from '@tandem/contract';

export const limits = { channels: 20, topics: 1000, lifetimeMs: 24 * 60 * 60 * 1000 } as const;

/** One wanted topic and whether the owner of the channel may hear it. */
export type Judged = {
  readonly topic: string;
  readonly rejection: null | {
    readonly reason: 'unknown' | 'permissions';
    readonly missing: readonly string[];
  };
};

type Owner = Pick<Principal, 'userId' | 'permissions'>;

const missingOf = (
  owner: Owner,
  rule: { all?: readonly string[]; any?: readonly string[] },
): readonly string[] => {
  const missing = (rule.all ?? []).filter((permission) => !owner.permissions.has(permission));
  const anyMissing =
    rule.any && !rule.any.some((permission) => owner.permissions.has(permission)) ? rule.any : [];
  return [...missing, ...anyMissing];
};

const judge = (owner: Owner, topic: string): Judged => {
  const found = findTopic(topic);
  if (!found || found.topic.system) return { topic, rejection: { reason: 'unknown', missing: [] } };
  if (found.topic.allowsCurrentUser && owner.userId !== null && found.ids[0] === owner.userId)
    return { topic, rejection: null };
  const missing = found.topic.permission ? missingOf(owner, found.topic.permission) : [];
  return { topic, rejection: missing.length > 0 ? { reason: 'permissions', missing } : null };
};

/** Judges wanted topics: combined names stand for several (`v2.users.<id>?presence&routingStatus`), repeats count once. */
export const judgeTopics = (owner: Owner, wanted: readonly string[]): readonly Judged[] =>
  [...new Set(wanted.flatMap(expandTopicName))].map((topic) => judge(owner, topic));

const reasons = {
  unknown: 'The topic does not exist.',
  permissions: 'Permissions are missing.',
} as const;

/** The wire's answer for one topic of a channel. */
export const toChannelTopic = ({ topic, rejection }: Judged): ChannelTopic => ({
  id: topic,
  state: rejection ? 'Rejected' : 'Permitted',
  ...(rejection
    ? { rejectionReason: reasons[rejection.reason], missingPermissions: [...rejection.missing] }
    : {}),
  selfUri: `/api/v2/notifications/availabletopics/${topic}`,
});

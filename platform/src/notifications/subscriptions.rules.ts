import { type ChannelTopic, expandTopicName, findTopic, type Principal } from '@tandem/contract';

export const limits = {
  channels: 20,
  topics: 1000,
  /** Characters of a topic's name: what is longer names nothing that there is, and would not fit an index. */
  name: 512,
  lifetimeMs: 24 * 60 * 60 * 1000,
} as const;

/** One wanted topic and whether the owner of the channel may hear it. */
export type Judged = {
  readonly topic: string;
  readonly rejection: null | {
    readonly reason: 'malformed' | 'unknown' | 'permissions';
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

/** A name can be kept as it is: no control characters, which the database takes not all of, and whole signs. */
const isName = (name: string): boolean =>
  name.length <= limits.name && name.isWellFormed() && !/\p{Cc}/v.test(name);

const judge = (owner: Owner, topic: string): Judged => {
  if (!isName(topic)) return { topic, rejection: { reason: 'malformed', missing: [] } };
  const found = findTopic(topic);
  if (!found || found.topic.system) return { topic, rejection: { reason: 'unknown', missing: [] } };
  if (found.topic.allowsCurrentUser && owner.userId !== null && found.ids[0] === owner.userId)
    return { topic, rejection: null };
  const missing = found.topic.permission ? missingOf(owner, found.topic.permission) : [];
  return { topic, rejection: missing.length > 0 ? { reason: 'permissions', missing } : null };
};

/** A name with too long a beginning stands for itself: it is not to be said again for all that is combined with it. */
const standsFor = (name: string): Iterable<string> =>
  name.length > limits.name && name.slice(0, limits.name).indexOf('?') < 0
    ? [name]
    : expandTopicName(name);

/**
 * What names stand for, combined ones for several (`v2.users.<id>?presence&routingStatus`), repeats once; 'tooMany'
 * where that is more than a channel holds. Takes time linear in the names.
 */
export const wantedTopics = (names: readonly string[]): readonly string[] | 'tooMany' => {
  const all = new Set<string>();
  for (const name of names) {
    for (const topic of standsFor(name)) {
      all.add(topic);
      if (all.size > limits.topics) return 'tooMany';
    }
  }
  return [...all];
};

/** What can be the topics of a channel, of names that may be anything. */
export const nameable = (topics: readonly string[]): readonly string[] => topics.filter(isName);

/** Judges topics, each for itself. */
export const judgeTopics = (owner: Owner, topics: readonly string[]): readonly Judged[] =>
  topics.map((topic) => judge(owner, topic));

const reasons = {
  malformed: `A topic has a name of at most ${limits.name} characters, without control characters.`,
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

import type { Database, Log } from '@tandem/kit';
import { type LoadedConversation, loadConversations, namesFor } from '../conversations/index.ts';
import { expandUsers, joinedQueues, type QueueNames } from '../routing/index.ts';
import type { Directory } from '../users/index.ts';
import type { Found, Needs } from './topic.model.ts';

export type RendererDeps = {
  readonly db: Database;
  readonly directory: Directory;
  readonly log: Log;
  /** Left out: names of queues as they are stored now. */
  readonly queueNames?: QueueNames;
};

type Part<T> = (deps: RendererDeps, org: string, needs: readonly Needs[]) => Promise<T>;

const findConversations: Part<readonly LoadedConversation[]> = async ({ db }, org, needs) => {
  const ids = new Set(needs.flatMap(({ conversation }) => conversation ?? []));
  return ids.size === 0 ? [] : loadConversations(db, org, [...ids]);
};

const findUsers: Part<Pick<Found, 'user' | 'queuesOf'>> = async ({ db }, org, needs) => {
  const active = [...new Set(needs.flatMap(({ activities = [] }) => activities))];
  const summed = [...new Set(needs.flatMap(({ summaries = [] }) => summaries))];
  const expand = async (userIds: readonly string[], names: readonly string[]) =>
    userIds.length === 0 ? new Map() : expandUsers(db, org, { userIds, expand: names });
  const standing = await expand(active, ['presence', 'routingStatus']);
  const counted = await expand(summed, ['conversationSummary']);
  const queues = active.length === 0 ? new Map() : await joinedQueues(db, org, active);
  return {
    user: (id) => ({ ...standing.get(id), ...counted.get(id) }),
    queuesOf: (id) => queues.get(id) ?? [],
  };
};

/** Reads what events need: a few queries and one name, however many they are. */
export const findNeeded: Part<Found> = async (deps, org, needs) => {
  const loaded = await findConversations(deps, org, needs);
  const byId = new Map(loaded.map((one) => [one.conversation.id, one]));
  const told = needs.map(({ participants = [] }) => ({ participants }));
  const names = needs.some(({ home }) => home)
    ? await namesFor(deps, org, [...loaded, ...told])
    : { queue: () => undefined, home: { id: '', name: '' } };
  const users = await findUsers(deps, org, needs);
  return { ...users, conversation: (id) => byId.get(id) ?? null, names };
};

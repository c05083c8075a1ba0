import { type QueueNames, queueNames } from '../routing/index.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import type { LoadedConversation } from './conversation.store.ts';
import type { Names } from './participant.view.ts';

export type NamesDeps = Pick<ConversationDeps, 'db' | 'directory'> & {
  /** Left out: as they are stored now. */
  readonly queueNames?: QueueNames;
};

/** Looks up the names that views of these conversations need. */
export const namesFor = async (
  { db, directory, queueNames: find = (...asked) => queueNames(db, ...asked) }: NamesDeps,
  org: string,
  conversations: readonly Pick<LoadedConversation, 'participants'>[],
): Promise<Names> => {
  const ids = conversations.flatMap(({ participants }) =>
    participants.flatMap(({ queueId }) => (queueId === null ? [] : [queueId])),
  );
  const queues = await find(org, [...new Set(ids)]);
  return { queue: (id) => queues.get(id), home: await directory.homeDivision(org) };
};

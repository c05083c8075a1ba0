import { queueNames } from '../routing/index.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import type { LoadedConversation } from './conversation.store.ts';
import type { Names } from './participant.view.ts';

/** Looks up the names that views of these conversations need. */
export const namesFor = async (
  { db, directory }: Pick<ConversationDeps, 'db' | 'directory'>,
  org: string,
  conversations: readonly Pick<LoadedConversation, 'participants'>[],
): Promise<Names> => {
  const ids = conversations.flatMap(({ participants }) =>
    participants.flatMap(({ queueId }) => (queueId === null ? [] : [queueId])),
  );
  const queues = await queueNames(db, org, [...new Set(ids)]);
  return { queue: (id) => queues.get(id), home: await directory.homeDivision(org) };
};

import type { Transaction } from '@tandem/kit';
import { lockUsers, settleAgents, stopResponding } from '../presence/index.ts';
import type { Participant, ThreadChange, ThreadState } from './conversation.model.ts';

type Change = Pick<ThreadChange, 'before' | 'after'>;

const agentsIn = ({ participants }: ThreadState): string[] =>
  participants.flatMap(({ userId }) => (userId === null ? [] : [userId]));

/** Users whose places or status a change may touch. */
export const usersOfChange = ({ before, after }: Change): string[] => [
  ...new Set([...agentsIn(before), ...agentsIn(after)]),
];

const byOrg = (changes: readonly Change[]): Map<string, Change[]> =>
  Map.groupBy(changes, ({ after }) => after.org);

/**
 * Takes the locks of the users of changes: after the locks of the threads and before anything is written.
 */
export const lockUsersOf = async (tx: Transaction, changes: readonly Change[]): Promise<void> => {
  for (const [org, group] of byOrg(changes)) await lockUsers(tx, org, group.flatMap(usersOfChange));
};

const missedNow = ({ before, after }: Change): Participant[] =>
  after.participants.filter(
    (participant) =>
      participant.disconnectType === 'transfer.noanswer' &&
      !before.participants.includes(participant),
  );

/**
 * Brings routing in line with changes of conversations, in their transaction and after they are applied: places and
 * status of the agents; who did not answer an offer gets none until saying so.
 */
export const settleChanges = async (
  tx: Transaction,
  changes: readonly Change[],
  at: Date,
): Promise<void> => {
  for (const [org, group] of byOrg(changes)) {
    for (const { userId } of group.flatMap(missedNow))
      if (userId !== null) await stopResponding(tx, { org, userId }, at);
    await settleAgents(tx, org, { userIds: [...new Set(group.flatMap(usersOfChange))], at });
  }
};

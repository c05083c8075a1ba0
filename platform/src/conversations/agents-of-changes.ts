import type { Transaction } from '@tandem/kit';
import { lockUsers, settleAgents, stopResponding } from '../presence/index.ts';
import type { Participant, ThreadChange, ThreadState } from './conversation.model.ts';

type Change = Pick<ThreadChange, 'before' | 'after'>;

/** Users of the participants that a change makes, alters or removes: whose places or status it may touch. */
export const usersOfChange = ({ before, after }: Change): string[] => {
  const altered = [
    ...after.participants.filter((participant) => !before.participants.includes(participant)),
    ...before.participants.filter((participant) => !after.participants.includes(participant)),
  ];
  return [...new Set(altered.flatMap(({ userId }) => (userId === null ? [] : [userId])))];
};

/** Everybody who takes part, or still works on it. */
export const usersIn = ({ participants }: ThreadState): string[] => [
  ...new Set(participants.flatMap(({ userId }) => (userId === null ? [] : [userId]))),
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
  await lockUsersOf(tx, changes);
  for (const [org, group] of byOrg(changes)) {
    for (const { userId } of group.flatMap(missedNow))
      if (userId !== null) await stopResponding(tx, { org, userId }, at);
    await settleAgents(tx, org, { userIds: [...new Set(group.flatMap(usersOfChange))], at });
  }
};

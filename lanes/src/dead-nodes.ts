import type { Database } from '@tandem/kit';

/**
 * Frees all partitions and forgets all nodes. Only for who knows that no other node is alive, before its own lanes
 * start: after a crash it does not wait for leases of a process that is gone. Whatever that process still has under
 * way in the database is held off by the epoch, which grows when the partitions are taken again.
 */
export const freeDeadNodes = async (db: Pick<Database, 'transaction'>): Promise<void> => {
  await db.transaction(async (tx) => {
    // The owner stays: what it had under way is in doubt for whoever takes the partition.
    await tx.query("update lease set until = '-infinity' where until > '-infinity'");
    await tx.query('delete from node');
  });
};

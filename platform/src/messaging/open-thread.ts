import type { Queryable, Transaction } from '@tandem/kit';
import { partOf } from '@tandem/lanes';
import type { ThreadState } from '../conversations/index.ts';
import { customerKeyOf, lockKeyOf } from './inbound.rules.ts';
import type { Customer } from './inbound.types.ts';

/** An address alone does not say what kind of id it is; these are tried for a known customer, in this order. */
const idTypes = ['Opaque', 'Email', 'Phone'] as const;

const guessIdType = (address: string): (typeof idTypes)[number] => {
  if (address.includes('@')) return 'Email';
  return /^\+?\d{5,15}$/.test(address) ? 'Phone' : 'Opaque';
};

type Known = { readonly key: string; readonly idType: string; readonly profile: Customer };
type Row = { id: number; part: number; profile: Customer };
export type OpenedThread = Omit<ThreadState, 'conversation' | 'participants' | 'flow'>;

const findKnown = async (
  db: Queryable,
  integrationId: string,
  address: string,
): Promise<Known | null> => {
  for (const idType of idTypes) {
    const key = customerKeyOf({ id: address, idType });
    const [row] = await db.query<Pick<Row, 'profile'>>(
      'select profile from thread where integration = $1 and customer = $2',
      [integrationId, key],
    );
    if (row) return { key, idType, profile: row.profile };
  }
  return null;
};

const nameless = (id: string, idType: string): Customer => ({
  ...{ id, idType, nickname: null, firstName: null, lastName: null, image: null },
});

/** Who an address of an integration is, as the channel named them; of a first contact there is only the address. */
export const senderOfAddress = async (
  db: Queryable,
  integrationId: string,
  address: string,
): Promise<Customer> => {
  const known = await findKnown(db, integrationId, address);
  return known?.profile ?? nameless(address, guessIdType(address));
};

/**
 * The thread of an address of an integration, locked; made when this is the first contact, which is how agents and
 * agentless messages begin.
 */
export const openThread = async (
  tx: Transaction,
  {
    org,
    integrationId,
    address,
    locks,
  }: {
    readonly org: string;
    readonly integrationId: string;
    readonly address: string;
    /** Takes the further locks of the change: after the thread's, before the first write gives the transaction its id. */
    readonly locks?: () => Promise<void>;
  },
): Promise<OpenedThread> => {
  const known = await findKnown(tx, integrationId, address);
  const idType = known?.idType ?? guessIdType(address);
  const key = known?.key ?? customerKeyOf({ id: address, idType });
  const lock = lockKeyOf(integrationId, key);
  await tx.query('select pg_advisory_xact_lock($1)', [lock]);
  await locks?.();
  const profile = nameless(address, idType);
  await tx.query(
    `insert into thread (org, integration, customer, profile, part, lock_key) values ($1, $2, $3, $4, $5, $6)
     on conflict (integration, customer) do nothing`,
    [org, integrationId, key, JSON.stringify(profile), partOf(`${integrationId} ${key}`), lock],
  );
  const [row] = await tx.query<Row>(
    'select id, part, profile from thread where integration = $1 and customer = $2',
    [integrationId, key],
  );
  if (!row) throw new Error('the thread is gone under its own lock');
  return { org, thread: row.id, part: row.part, integrationId, customer: row.profile };
};

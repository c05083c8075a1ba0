import { lockThreads } from '../threads/index.ts';
import type { MessagingPort } from './conversation.deps.ts';
import type { Customer } from './conversation.model.ts';

/** How messaging names and locks threads. */
export type ThreadKeys = {
  readonly customerKeyOf: (customer: { readonly id: string; readonly idType: string }) => string;
  readonly lockKeyOf: (integrationId: string, customerKey: string) => string;
  readonly partOf: (key: string) => number;
};

/** Kinds of ids a customer may have used; who writes first to an address knows only the address. */
const kinds = ['Opaque', 'Email', 'Phone'];

const newCustomer = (id: string): Customer => ({
  id,
  idType: 'Opaque',
  nickname: null,
  firstName: null,
  lastName: null,
  image: null,
});

/**
 * The thread of an address: the one the customer wrote on last, whatever the kind of the id, else a new one. Its lock
 * is taken before the row is made, as messaging does.
 */
export const createOpenThread =
  ({ customerKeyOf, lockKeyOf, partOf }: ThreadKeys): MessagingPort['openThread'] =>
  async (tx, { org, integrationId, address }) => {
    const keys = kinds.map((idType) => customerKeyOf({ id: address, idType }));
    const [known] = await tx.query<{ id: number; part: number; profile: Customer }>(
      `select id, part, profile from thread where org = $1 and integration = $2 and customer = any ($3)
       order by id desc limit 1`,
      [org, integrationId, keys],
    );
    if (known) {
      await lockThreads(tx, [known.id]);
      return { org, thread: known.id, part: known.part, integrationId, customer: known.profile };
    }
    const key = keys[0] as string;
    const lock = lockKeyOf(integrationId, key);
    await tx.query('select pg_advisory_xact_lock($1::bigint)', [lock]);
    const part = partOf(`${integrationId} ${key}`);
    const customer = newCustomer(address);
    const [row] = await tx.query<{ id: number; part: number; profile: Customer }>(
      `insert into thread as t (org, integration, customer, profile, part, lock_key) values ($1, $2, $3, $4, $5, $6)
       on conflict (integration, customer) do update set profile = t.profile returning id, part, profile`,
      [org, integrationId, key, JSON.stringify(customer), part, lock],
    );
    if (!row) throw new Error('a thread that was made is not there');
    return { org, thread: row.id, part: row.part, integrationId, customer: row.profile };
  };

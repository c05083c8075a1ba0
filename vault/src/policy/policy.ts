import {
  type Handler,
  handle,
  vaultOperations as operations,
  type VaultPolicy,
} from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { actorOf, type VaultParts } from '../vault.types.ts';

/** What the organisation allows; insecure strings unless it says otherwise. */
export const readPolicy = async (db: Queryable, org: string): Promise<VaultPolicy> => {
  const [row] = await db.query<VaultPolicy>(
    'select insecure_strings as "insecureStrings" from vault_policy where org = $1',
    [org],
  );
  return row ?? { insecureStrings: 'allowed' };
};

const savePolicy = (tx: Queryable, org: string, policy: VaultPolicy) =>
  tx.query(
    `insert into vault_policy (org, insecure_strings) values ($1, $2)
     on conflict (org) do update set insecure_strings = excluded.insecure_strings`,
    [org, policy.insecureStrings],
  );

/** The policy of the organisation on insecure strings, and whether there is an external store. */
export const policyHandlers = ({
  db,
  audit,
  external,
}: Pick<VaultParts, 'db' | 'audit' | 'external'>): Handler[] => [
  handle(operations.getVaultPolicy, async ({ principal }) => ({
    status: 200,
    body: { ...(await readPolicy(db, principal.org)), externalStore: external !== null },
  })),
  handle(operations.putVaultPolicy, async ({ principal, body, correlationId }) => {
    const { org } = principal;
    const policy: VaultPolicy = { insecureStrings: body.insecureStrings };
    await db.transaction(async (tx) => {
      const before = await readPolicy(tx, org);
      if (before.insecureStrings === policy.insecureStrings) return;
      await savePolicy(tx, org, policy);
      await audit(tx, {
        org,
        actor: actorOf(principal),
        correlationId,
        action: 'update',
        entity: { type: 'vaultPolicy' },
        changes: { insecureStrings: { from: before.insecureStrings, to: policy.insecureStrings } },
      });
    });
    return { status: 200, body: { ...policy, externalStore: external !== null } };
  }),
];

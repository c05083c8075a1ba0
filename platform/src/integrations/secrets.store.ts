import type { StoredSecretSource } from '@tandem/contract';
import type { Queryable, SealedColumn, Transaction } from '@tandem/kit';
import type { AppIntegration } from './integrations.model.ts';

export type StoredSecrets = Readonly<Record<string, StoredSecretSource>>;

type Which = Pick<AppIntegration, 'org' | 'id'>;

/** What a secret of a delivery is sealed for; the destination of the same id opens it. */
export const deliverySecretContext = (id: string, setting: string): string =>
  `destination:${id}:${setting}`;

export const integrationSealedColumns: readonly SealedColumn[] = [
  {
    table: 'app_integration_secret',
    column: 'secret',
    key: ['integration', 'setting'],
    format: 'source',
    context: ({ integration = '', setting = '' }) => deliverySecretContext(integration, setting),
  },
];

export const readSecrets = async (db: Queryable, { org, id }: Which): Promise<StoredSecrets> => {
  const rows = await db.query<{ setting: string; secret: StoredSecretSource }>(
    'select setting, secret from app_integration_secret where org = $1 and integration = $2 order by setting',
    [org, id],
  );
  return Object.fromEntries(rows.map(({ setting, secret }) => [setting, secret]));
};

/** Replaces all of them. */
export const saveSecrets = async (
  tx: Transaction,
  { org, id }: Which,
  secrets: StoredSecrets,
): Promise<void> => {
  await tx.query('delete from app_integration_secret where org = $1 and integration = $2', [
    org,
    id,
  ]);
  await tx.query(
    `insert into app_integration_secret (org, integration, setting, secret)
     select $1, $2, key, value from jsonb_each($3::jsonb)`,
    [org, id, JSON.stringify(secrets)],
  );
};

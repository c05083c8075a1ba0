import type { SealedColumn } from '@tandem/kit';
import type { Sealer } from '../sealing/index.ts';
import {
  type ConnectionRecord,
  type GrantKey,
  type GrantRecord,
  sharedUser,
  type Tokens,
} from './connections.model.ts';

/** Bound to the version, so that tokens of yesterday cannot be put back in the place of today's. */
const tokenContext = (
  { connection, user }: Pick<GrantKey, 'connection' | 'user'>,
  version: number,
) => `connection/${connection}/tokens/${user}/${version}`;
export const secretContext = (id: string) => `connection/${id}/secret`;
const verifierContext = (id: string) => `connection-sign-in/${id}/verifier`;

/** Opens a secret that stands elsewhere. */
export type OpenSource = (
  org: string,
  source: NonNullable<ConnectionRecord['secretSource']>,
  userId: string | null,
) => Promise<string>;

/** Seals what connections keep secret. */
export const createConnectionSeals = (sealer: Sealer, openSource: OpenSource) => ({
  sealTokens: (key: GrantKey, version: number, { accessToken, refreshToken }: Tokens) =>
    sealer.seal(key.org, tokenContext(key, version), JSON.stringify({ accessToken, refreshToken })),
  /** Null when there are none. */
  openTokens: async (grant: GrantRecord): Promise<Tokens | null> =>
    grant.tokens &&
    (JSON.parse(
      await sealer.open(grant.org, tokenContext(grant, grant.tokenVersion), grant.tokens),
    ) as Tokens),
  sealSecret: (org: string, id: string, secret: string) =>
    sealer.seal(org, secretContext(id), secret),
  /** @param user whose grant it is for; {@link sharedUser} when it is everybody's */
  openSecret: async (connection: ConnectionRecord, user: string): Promise<string | null> => {
    const { org, id, secret, secretSource } = connection;
    if (secretSource) return openSource(org, secretSource, user === sharedUser ? null : user);
    return secret && sealer.open(org, secretContext(id), secret);
  },
  sealVerifier: (org: string, id: string, verifier: string) =>
    sealer.seal(org, verifierContext(id), verifier),
  openVerifier: (org: string, id: string, sealed: Buffer) =>
    sealer.open(org, verifierContext(id), sealed),
});

export type ConnectionSeals = ReturnType<typeof createConnectionSeals>;

/** Where that is kept, for the rotation of keys. */
export const connectionSealedColumns: readonly SealedColumn[] = [
  {
    table: 'connection',
    column: 'secret',
    key: ['id'],
    format: 'bytes',
    context: ({ id = '' }) => secretContext(id),
  },
  {
    table: 'connection_grant',
    column: 'tokens',
    key: ['connection', 'user_id'],
    with: ['token_version'],
    format: 'bytes',
    context: ({ connection = '', user_id = '', token_version }) =>
      tokenContext({ connection, user: user_id }, Number(token_version)),
  },
  {
    table: 'connection_sign_in',
    column: 'verifier',
    key: ['id'],
    format: 'bytes',
    context: ({ id = '' }) => verifierContext(id),
  },
];

import type { Clock, Ids, Queryable } from '@tandem/kit';
import { hashSecret } from '../clients/index.ts';
import { insertToken } from '../tokens/index.ts';

const tokenBytes = 48;

/** A new random token or code; only its hash is stored. */
export const newToken = (ids: Ids): string => ids.token(tokenBytes);

export type IssueToken = {
  readonly org: string;
  readonly client: string;
  readonly userId: string | null;
  readonly family: string | null;
  readonly seconds: number;
  /** Narrower than the client's. */
  readonly scopes?: readonly string[];
};

export type Issuer = { readonly ids: Ids; readonly clock: Clock };

/** Makes an access token and returns it, for the only time. */
export const issueAccessToken = async (
  tx: Queryable,
  { ids, clock }: Issuer,
  { seconds, ...token }: IssueToken,
): Promise<string> => {
  const accessToken = newToken(ids);
  const now = clock.now();
  await insertToken(tx, {
    ...token,
    hash: hashSecret(accessToken),
    id: ids.uuid(),
    createdAt: now,
    expiresAt: new Date(now.getTime() + seconds * 1_000),
  });
  return accessToken;
};

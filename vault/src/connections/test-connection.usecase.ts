import type { ConnectionTest } from '@tandem/contract';
import { PublicError } from '@tandem/kit';
import type { Acting } from '../vault.types.ts';
import { connectionErrors } from './connections.errors.ts';
import { isCodeGrant } from './connections.model.ts';
import type { SeenConnection } from './connections.store.ts';
import type { ConnectionParts } from './connections.types.ts';
import { requireConnection } from './connections.usecases.ts';
import { toTokenFailure } from './failures.rules.ts';

type Outcome = Pick<ConnectionTest, 'ok' | 'code' | 'message' | 'dateExpires'>;

const failed = (code: string, message: string): Outcome => ({
  ok: false,
  code,
  message,
  dateExpires: null,
});

const renewed = async (
  { tokens }: ConnectionParts,
  seen: SeenConnection,
  userId: string | null,
) => {
  const { expiresAt } = await tokens.renewByHand(seen, userId);
  const message = 'The authorization server gave a token.';
  return { ok: true, code: 'ok', message, dateExpires: expiresAt?.toISOString() ?? null };
};

/** Before anybody has signed in: whether the server's page takes the client and the callback URL. */
const lookAtSignIn = async (
  { oauth, ids }: ConnectionParts,
  { connection }: SeenConnection,
  callbackUrl: string,
): Promise<Outcome> => {
  const verifier = connection.grant === 'authorizationCodePkce' ? ids.token(48) : null;
  const to = { state: ids.token(32), redirectUri: callbackUrl, verifier };
  const status = await oauth.lookAt(await oauth.signInUrl(connection, to));
  if (status >= 400)
    return failed(
      'connection.sign.in.refused',
      `The sign-in page refuses this connection (status ${status}). The usual reason is that the callback URL is not registered there, or differs by a character. Register exactly ${callbackUrl}, and compare the client id.`,
    );
  return failed(
    'connection.needs.authorization',
    'The sign-in page answers. Somebody has to sign in once, then there is a token.',
  );
};

const attempt = async (
  parts: ConnectionParts,
  seen: SeenConnection,
  { userId, callbackUrl }: { readonly userId: string | null; readonly callbackUrl: string },
): Promise<Outcome> => {
  const { connection, grant } = seen;
  if (!connection.enabled) throw connectionErrors.inactive({ name: connection.name });
  const isGranted = grant?.tokens && grant.state !== 'needsReauthorization';
  return isCodeGrant(connection) && !isGranted
    ? lookAtSignIn(parts, seen, callbackUrl)
    : renewed(parts, seen, userId);
};

/** Tries a connection out, at once and for real. What goes wrong is an answer, not an error. */
export async function testConnection(
  parts: ConnectionParts,
  acting: Acting,
  { id, callbackUrl }: { readonly id: string; readonly callbackUrl: string },
): Promise<ConnectionTest> {
  const { userId } = acting.principal;
  const seen = await requireConnection(parts, acting, id);
  try {
    return { ...(await attempt(parts, seen, { userId, callbackUrl })), callbackUrl };
  } catch (error) {
    const told = error instanceof PublicError ? error : toTokenFailure(error);
    if (!told) throw error;
    return { ...failed(told.code, told.message), callbackUrl };
  }
}

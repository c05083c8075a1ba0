import { PublicError } from '@tandem/kit';
import type { Acting } from '../vault.types.ts';
import { isCodeGrant } from './connections.model.ts';
import type { ConnectionParts } from './connections.types.ts';
import { requireConnection } from './connections.usecases.ts';

/** How long saving waits for the authorization server, which goes on answering afterwards. */
const patienceMs = 5_000;

/**
 * Gets the first token of a connection that nobody has to sign in to, so that its state says from the start whether it
 * works. Without a token the connection stays as it was saved: why there is none is noted with its state.
 */
export async function getFirstToken(
  parts: ConnectionParts,
  acting: Acting,
  id: string,
): Promise<void> {
  const { tokens, clock, log } = parts;
  const seen = await requireConnection(parts, acting, id);
  const { connection, grant } = seen;
  if (isCodeGrant(connection) || !connection.enabled || grant?.tokens) return;
  const attempt = tokens.renewByHand(seen, acting.principal.userId).catch((error: unknown) => {
    if (!(error instanceof PublicError))
      log.error({ err: error, connection: connection.id }, 'the first token was not asked for');
  });
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  const timer = clock.after(patienceMs, resolve);
  await Promise.race([attempt, enough]).finally(() => timer.cancel());
}

import type { ConnectionCheck } from '@tandem/contract';
import { HttpCallError, PublicError } from '@tandem/kit';
import { failed, inEnglish, saidOfEgress, say } from '../checks/index.ts';
import type { OpenPart } from '../endpoints/index.ts';
import { type ProviderContext, ProviderFailure } from './provider.model.ts';

/** A status after which the same request may succeed. */
export const isPassing = (status: number): boolean =>
  status === 429 || status === 408 || (status >= 500 && status !== 501);

/** What a call that got no answer means. Anything unknown is thrown on. */
export const toFailure = (error: unknown): ProviderFailure => {
  if (error instanceof ProviderFailure) return error;
  if (error instanceof HttpCallError) {
    const said = say('centreUnreached', { reason: error.reason });
    return new ProviderFailure({ kind: 'retry', reason: inEnglish(said), said });
  }
  if (error instanceof PublicError)
    return new ProviderFailure({
      // Names come back when the resolver does.
      kind: error.code === 'egress.unresolved' ? 'retry' : 'refused',
      reason: error.message,
      said: saidOfEgress(error) ?? undefined,
    });
  throw error;
};

/** An answer that is no success. `words`: what it says of itself, safe to show. */
export const statusFailure = (what: string, status: number, words = ''): ProviderFailure => {
  const said = say('requestFailed', { what, status, said: words });
  const kind = isPassing(status) ? 'retry' : 'refused';
  return new ProviderFailure({ kind, reason: inEnglish(said), status, said });
};

/** An answer below 500 says that nothing was taken; none at all, or an error of the server, says nothing. */
export const isRefusal = (failure: unknown): boolean =>
  failure instanceof ProviderFailure && failure.status !== undefined && failure.status < 500;

/** @throws ProviderFailure when a secret that the calls need cannot be opened */
export const requireSecret = (
  { part, record }: Pick<ProviderContext, 'part' | 'record'>,
  { name, label }: { readonly name: string; readonly label: string },
): void => {
  const closed = part.closed?.[name];
  if (!closed) return;
  const { reason, passing } = closed;
  // Customers may read why a handover failed; names of credentials are for administrators.
  const summary = `the ${label} cannot be opened`;
  record({ kind: 'handover', summary, ok: false, detail: { reason } });
  const kind = passing ? 'retry' : 'refused';
  throw new ProviderFailure({ kind, reason: 'A secret of the endpoint cannot be opened.' });
};

/** What a test says of secrets that cannot be opened; null when they are open. */
export const closedCheck = ({ closed = {} }: OpenPart): ConnectionCheck | null => {
  const [first] = Object.values(closed);
  return first ? failed('credentials', say('secretClosed', { reason: first.reason })) : null;
};

import type { AuditNote, ConnectionRequest, SecretSourceRequest } from '@tandem/contract';
import type { Acting } from '../vault.types.ts';
import type { ConnectionRecord } from './connections.model.ts';
import type { ConnectionParts } from './connections.types.ts';
import { secretContext } from './sealed-tokens.ts';

/** The secret field of a request; a text stands for an insecure string. */
export const askedSecret = ({
  clientSecret,
}: Pick<ConnectionRequest, 'clientSecret'>): SecretSourceRequest | undefined => {
  if (typeof clientSecret === 'string') return { kind: 'insecure', value: clientSecret };
  // An insecure string that is left out stays as it is.
  if (clientSecret?.kind === 'insecure' && clientSecret.value === undefined) return undefined;
  return clientSecret;
};

export type StoredClientSecret = Pick<ConnectionRecord, 'secret' | 'secretSource'>;

export const hasSecret = ({ secret, secretSource }: StoredClientSecret): boolean =>
  secret !== null || secretSource !== null;

const none: StoredClientSecret = { secret: null, secretSource: null };

/**
 * A secret field as a connection stores it, with what the audit log is told besides the change itself.
 * @throws vaultErrors.unknownSecret, notAConsumer, insecureForbidden
 */
export const keptClientSecret = async (
  { secrets }: Pick<ConnectionParts, 'secrets'>,
  acting: Acting,
  { id, name, asked }: { readonly id: string; name: string; asked: SecretSourceRequest | null },
): Promise<{ readonly stored: StoredClientSecret; readonly note: AuditNote | null }> => {
  if (asked === null) return { stored: none, note: null };
  const { source, note } = await secrets.keepSource(acting, {
    ...{ asked, stored: null, context: secretContext(id), field: 'clientSecret' },
    entity: { type: 'connection', id, name },
  });
  return source.kind === 'insecure'
    ? { stored: { secret: Buffer.from(source.sealed, 'base64'), secretSource: null }, note }
    : { stored: { secret: null, secretSource: source }, note };
};

import { isDeepStrictEqual } from 'node:util';
import type { AuditChange, AuditNote } from '@tandem/contract';
import { type Acting, actorOf } from '../vault.types.ts';
import type { ConnectorRecord } from './connectors.model.ts';

const shown = ({
  name,
  kind,
  access,
  scopes,
  setup,
  connection,
  state,
  consent,
}: ConnectorRecord) => {
  const { at, ...given } = consent;
  return {
    ...{ name, kind, access, scopes, connection, state },
    ...setup,
    consent: { ...given, at: at.toISOString() },
  } as Readonly<Record<string, unknown>>;
};

/** What was set or changed; of the secret only that it was. */
export const changesOf = (
  before: ConnectorRecord | null,
  after: ConnectorRecord,
): Record<string, AuditChange> => {
  const changes: Record<string, AuditChange> = {};
  const was = before && shown(before);
  for (const [field, to] of Object.entries(shown(after))) {
    if (was === null && to !== null) changes[field] = { to };
    if (was && !isDeepStrictEqual(was[field], to)) changes[field] = { from: was[field], to };
  }
  const isNewSecret = after.secret !== null && !isDeepStrictEqual(before?.secret, after.secret);
  return isNewSecret ? { ...changes, secret: {} } : changes;
};

export const entityOf = ({
  id,
  name,
}: Pick<ConnectorRecord, 'id' | 'name'>): AuditNote['entity'] => ({ type: 'connector', id, name });

export const noteOf = (
  { principal, correlationId }: Acting,
  connector: Pick<ConnectorRecord, 'id' | 'name'>,
  what: { action: AuditNote['action']; changes?: Readonly<Record<string, AuditChange>> },
): AuditNote => ({
  org: principal.org,
  actor: actorOf(principal),
  correlationId,
  entity: entityOf(connector),
  ...what,
});

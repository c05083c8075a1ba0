import { isDeepStrictEqual } from 'node:util';
import type { AuditChange } from '@tandem/contract';
import type { ConnectionRecord } from './connections.model.ts';

const shown = ({ name, grant, sharing, enabled, setup }: ConnectionRecord) => {
  const { endpoints, ...rest } = setup;
  return { name, grant, sharing, enabled, ...rest, ...endpoints } as Readonly<
    Record<string, unknown>
  >;
};

/** What was set or changed; of the secret only that it was. */
export const changesOf = (
  before: ConnectionRecord | null,
  after: ConnectionRecord,
): Record<string, AuditChange> => {
  const changes: Record<string, AuditChange> = {};
  const was = before && shown(before);
  for (const [field, to] of Object.entries(shown(after))) {
    if (was === null && to !== null) changes[field] = { to };
    if (was && !isDeepStrictEqual(was[field], to)) changes[field] = { from: was[field], to };
  }
  const isNewSecret =
    (after.secret !== null && !before?.secret?.equals(after.secret)) ||
    (after.secretSource !== null && !isDeepStrictEqual(after.secretSource, before?.secretSource));
  return isNewSecret ? { ...changes, clientSecret: {} } : changes;
};

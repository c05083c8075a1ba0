import type { ConnectorAccess } from '@tandem/contract';
import type { ConnectorRecord } from './connectors.model.ts';

const reading: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a connector of that access sends a method (in capitals). */
export const isWithinAccess = (access: ConnectorAccess, method: string): boolean =>
  access === 'readWrite' || reading.has(method);

const covers = (given: ReadonlySet<string>, scope: string): boolean =>
  given.has(scope) ||
  (scope.endsWith(':readonly') && given.has(scope.slice(0, -':readonly'.length)));

/** Whether a connector may do more after a change, or the same elsewhere: then somebody has to consent to it. */
export const needsConsent = (before: ConnectorRecord, after: ConnectorRecord): boolean => {
  const given = new Set(before.scopes);
  return (
    after.scopes.some((scope) => !covers(given, scope)) ||
    (before.access === 'read' && after.access === 'readWrite') ||
    before.setup.baseUrl !== after.setup.baseUrl ||
    before.connection !== after.connection
  );
};

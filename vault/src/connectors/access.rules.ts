import { isDeepStrictEqual } from 'node:util';
import type { ConnectorAccess } from '@tandem/contract';
import type { ConnectorRecord } from './connectors.model.ts';

const reading: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a connector of that access sends a method (in capitals). */
export const isWithinAccess = (access: ConnectorAccess, method: string): boolean =>
  access === 'readWrite' || reading.has(method);

/** With one of these a server carries out another method than the one that was sent. */
const overriding: ReadonlySet<string> = new Set([
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
]);

/** The header that has no place in a call of a connector of that access, in small letters; null when there is none. */
export const headerBeyondAccess = (
  access: ConnectorAccess,
  headers: Readonly<Record<string, unknown>>,
): string | null => {
  if (access === 'readWrite') return null;
  // Many servers read an underscore as a hyphen.
  const names = Object.keys(headers).map((name) => name.trim().toLowerCase());
  return names.find((name) => overriding.has(name.replaceAll('_', '-'))) ?? null;
};

const covers = (given: ReadonlySet<string>, scope: string): boolean =>
  given.has(scope) ||
  (scope.endsWith(':readonly') && given.has(scope.slice(0, -':readonly'.length)));

/** Whether it proves itself as somebody else, or may do so: who that is nobody can tell from a secret. */
const provesOtherwise = (before: ConnectorRecord, after: ConnectorRecord): boolean => {
  const [was, is] = [before.setup.authentication, after.setup.authentication];
  if (is.type === 'none') return false;
  if (was.type !== is.type || !isDeepStrictEqual(before.secret, after.secret)) return true;
  return was.type === 'basic' && is.type === 'basic' && was.username !== is.username;
};

/**
 * Whether a connector may do more after a change, the same elsewhere, or the same as somebody else: then somebody has
 * to consent to it.
 */
export const needsConsent = (before: ConnectorRecord, after: ConnectorRecord): boolean => {
  const given = new Set(before.scopes);
  return (
    after.scopes.some((scope) => !covers(given, scope)) ||
    (before.access === 'read' && after.access === 'readWrite') ||
    before.setup.baseUrl !== after.setup.baseUrl ||
    before.connection !== after.connection ||
    provesOtherwise(before, after)
  );
};

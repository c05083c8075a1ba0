/** Scope that covers a permission's domain, where it is not spelled like the domain. */
const scopeOfDomain: Readonly<Record<string, string>> = {
  conversation: 'conversations',
  directory: 'users',
  externalContacts: 'external-contacts',
  processautomation: 'process-automation',
  relate: 'external-contacts',
  responses: 'response-management',
  audits: 'audits',
};

const readActions = new Set(['view', 'search', 'readonly']);

/**
 * What is left of a user's permissions when the client asked for certain scopes only. A client without scopes is
 * not limited.
 */
export const limitToScopes = (
  permissions: ReadonlySet<string>,
  scopes: readonly string[],
): ReadonlySet<string> => {
  if (scopes.length === 0) return permissions;
  const given = new Set(scopes);
  return new Set(
    [...permissions].filter((permission) => {
      const [domain = '', , action = ''] = permission.split(':');
      const scope = scopeOfDomain[domain] ?? domain;
      return given.has(scope) || (given.has(`${scope}:readonly`) && readActions.has(action));
    }),
  );
};

/** Every scope that covers one of the permissions, with its read-only form. */
export const knownScopes = (permissions: readonly string[]): string[] => {
  const domains = permissions.map((permission) => permission.split(':')[0] ?? '');
  const scopes = new Set(domains.map((domain) => scopeOfDomain[domain] ?? domain));
  return [...scopes].sort().flatMap((scope) => [scope, `${scope}:readonly`]);
};

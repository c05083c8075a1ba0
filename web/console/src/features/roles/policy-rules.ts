import type { ReplyOf } from '#src/api/operations.ts';

export type Role = ReplyOf<'GET /api/v2/authorization/roles/{roleId}'>;
export type Policy = NonNullable<Role['permissionPolicies']>[number];
type Catalogue = NonNullable<ReplyOf<'GET /api/v2/authorization/permissions'>['entities']>;

/** Everything that can be granted about one kind of thing. */
export type Grantable = {
  readonly domain: string;
  readonly entity: string;
  readonly actions: readonly string[];
};

/** Granted actions by `domain:entity`. */
export type Grants = ReadonlyMap<string, ReadonlySet<string>>;

const ANY = '*';
export const keyOf = (domain: string, entity: string): string => `${domain}:${entity}`;

/** The catalogue of permissions as rows, in alphabetical order. */
export function grantables(catalogue: Catalogue): Grantable[] {
  const rows = catalogue.flatMap(({ domain = '', permissionMap }) =>
    Object.entries(permissionMap ?? {}).map(([entity, permissions]) => ({
      domain,
      entity,
      actions: [...new Set(permissions.flatMap(({ action }) => action ?? []))].sort(),
    })),
  );
  return rows.sort((a, b) => keyOf(a.domain, a.entity).localeCompare(keyOf(b.domain, b.entity)));
}

/** Policies that span several kinds of things; the checklist keeps them as they are. */
export const isSweeping = ({ domain, entityName }: Policy): boolean =>
  domain === ANY || entityName === ANY;

/** The grants of a role. An action `*` means every action there is. */
export function toGrants(policies: readonly Policy[], rows: readonly Grantable[]): Grants {
  const grants = new Map<string, Set<string>>();
  for (const { domain = '', entityName = '', actionSet = [] } of policies) {
    const row = rows.find((one) => one.domain === domain && one.entity === entityName);
    const actions = actionSet.includes(ANY) ? (row?.actions ?? [ANY]) : actionSet;
    const key = keyOf(domain, entityName);
    grants.set(key, new Set([...(grants.get(key) ?? []), ...actions]));
  }
  return grants;
}

export function toPolicies(grants: Grants, sweeping: readonly Policy[]): Policy[] {
  const chosen = [...grants].flatMap(([key, actions]) => {
    const [domain = '', entityName = ''] = key.split(':');
    return actions.size > 0 ? [{ domain, entityName, actionSet: [...actions].sort() }] : [];
  });
  return [...sweeping, ...chosen];
}

export function withActions(grants: Grants, row: Grantable, actions: readonly string[]): Grants {
  return new Map(grants).set(keyOf(row.domain, row.entity), new Set(actions));
}

/** Rows whose permission holds every word of the search. */
export function matching(rows: readonly Grantable[], search: string): readonly Grantable[] {
  const words = search
    .toLowerCase()
    .split(/[\s:]+/)
    .filter(Boolean);
  return rows.filter(({ domain, entity, actions }) => {
    const text = [domain, entity, ...actions].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export const byDomain = (
  rows: readonly Grantable[],
): readonly (readonly [string, readonly Grantable[]])[] => [
  ...Map.groupBy(rows, ({ domain }) => domain),
];

export const countGranted = (rows: readonly Grantable[], grants: Grants): number =>
  rows.reduce((sum, row) => sum + (grants.get(keyOf(row.domain, row.entity))?.size ?? 0), 0);

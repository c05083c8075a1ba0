/** A policy as a role stores it; `*` stands for all. */
export type Policy = {
  readonly domain: string;
  readonly entityName: string;
  readonly actionSet: readonly string[];
};

const all = '*';

const matches =
  (permission: string) =>
  ({ domain, entityName, actionSet }: Policy): boolean => {
    const [ofDomain = '', ofEntity = '', ofAction = ''] = permission.split(':');
    return (
      (domain === all || domain === ofDomain) &&
      (entityName === all || entityName === ofEntity) &&
      (actionSet.includes(all) || actionSet.includes(ofAction))
    );
  };

/** The permissions of the catalogue that the policies grant. */
export const expandPolicies = (
  policies: readonly Policy[],
  catalogue: readonly string[],
): ReadonlySet<string> =>
  new Set(catalogue.filter((permission) => policies.some(matches(permission))));

/** `domain:entity:action` strings as policies, one for each domain and entity. */
export const toPolicies = (permissions: readonly string[]): Policy[] => {
  const actions = new Map<string, Set<string>>();
  for (const permission of permissions) {
    const [domain, entityName, action] = permission.split(':');
    if (!domain || !entityName || !action) continue;
    const key = `${domain}:${entityName}`;
    actions.set(key, (actions.get(key) ?? new Set()).add(action));
  }
  return [...actions].map(([key, set]) => {
    const [domain = '', entityName = ''] = key.split(':');
    return { domain, entityName, actionSet: [...set].sort() };
  });
};

const policyKey = ({ domain, entityName }: Policy) => `${domain}:${entityName}`;

/** One policy for each domain and entity, actions united; sorted, so that equal roles compare equal. */
export const normalisePolicies = (policies: readonly Policy[]): Policy[] => {
  const merged = new Map<string, Policy>();
  for (const policy of policies) {
    const actionSet = [...(merged.get(policyKey(policy))?.actionSet ?? []), ...policy.actionSet];
    merged.set(policyKey(policy), { ...policy, actionSet: [...new Set(actionSet)].sort() });
  }
  return [...merged.values()].sort((a, b) => (policyKey(a) < policyKey(b) ? -1 : 1));
};

/** Policies that would grant nothing, as `domain:entity:action`: a typing mistake must not pass unnoticed. */
export const unknownPolicies = (
  policies: readonly Policy[],
  catalogue: readonly string[],
): string[] =>
  policies.flatMap((policy) =>
    policy.actionSet
      .filter(
        (action) => expandPolicies([{ ...policy, actionSet: [action] }], catalogue).size === 0,
      )
      .map((action) => `${policyKey(policy)}:${action}`),
  );

/** What two roles have in common and what only one has. */
export const comparePolicies = (left: readonly Policy[], right: readonly Policy[]) => {
  const flat = (policies: readonly Policy[]) =>
    policies.flatMap((p) => p.actionSet.map((action) => `${policyKey(p)}:${action}`));
  const ofLeft = new Set(flat(left));
  const ofRight = new Set(flat(right));
  return {
    added: toPolicies([...ofLeft.difference(ofRight)]),
    removed: toPolicies([...ofRight.difference(ofLeft)]),
    same: toPolicies([...ofLeft.intersection(ofRight)]),
  };
};

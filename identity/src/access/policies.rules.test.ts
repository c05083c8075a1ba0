import { assert, constantFrom, property, subarray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  comparePolicies,
  expandPolicies,
  normalisePolicies,
  toPolicies,
  unknownPolicies,
} from './policies.rules.ts';

const catalogue = ['a:x:view', 'a:x:edit', 'a:y:view', 'b:x:view', 'b:x:edit'];

describe('policies', () => {
  it.each([
    [{ domain: '*', entityName: '*', actionSet: ['*'] }, catalogue],
    [{ domain: 'a', entityName: '*', actionSet: ['*'] }, ['a:x:view', 'a:x:edit', 'a:y:view']],
    [{ domain: 'a', entityName: 'x', actionSet: ['edit'] }, ['a:x:edit']],
    [{ domain: '*', entityName: 'x', actionSet: ['view'] }, ['a:x:view', 'b:x:view']],
    [{ domain: 'c', entityName: '*', actionSet: ['*'] }, []],
  ])('%o grants %o', (policy, permissions) => {
    expect([...expandPolicies([policy], catalogue)]).toEqual(permissions);
  });

  it('and permissions are two spellings of one thing', async () => {
    await assert(
      property(subarray(catalogue), (permissions) => {
        const policies = normalisePolicies(toPolicies(permissions));
        expect([...expandPolicies(policies, catalogue)]).toEqual(permissions);
        expect(unknownPolicies(policies, catalogue)).toEqual([]);
      }),
    );
  });

  it('compare without losing or doubling any', async () => {
    const count = (policies: readonly { actionSet: readonly string[] }[]) =>
      policies.reduce((sum, { actionSet }) => sum + actionSet.length, 0);
    await assert(
      property(subarray(catalogue), subarray(catalogue), (left, right) => {
        const { added, removed, same } = comparePolicies(toPolicies(left), toPolicies(right));
        expect(count(added) + count(same)).toBe(left.length);
        expect(count(removed) + count(same)).toBe(right.length);
      }),
    );
  });

  it('that grant nothing are told', async () => {
    await assert(
      property(constantFrom(...catalogue), (permission) => {
        const policies = toPolicies([permission, `${permission}s`]);
        expect(unknownPolicies(policies, catalogue)).toEqual([`${permission}s`]);
      }),
    );
  });
});

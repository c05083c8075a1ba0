import { describe, expect, it } from 'vitest';
import {
  byDomain,
  countGranted,
  grantables,
  isSweeping,
  matching,
  toGrants,
  toPolicies,
  withActions,
} from './policy-rules.ts';

const rows = grantables([
  { domain: 'routing', permissionMap: { skill: [{ action: 'view' }, { action: 'manage' }] } },
  { domain: 'audits', permissionMap: { audit: [{ action: 'view' }, { action: 'view' }] } },
]);
const skill = { domain: 'routing', entity: 'skill', actions: ['manage', 'view'] };

describe('permissions of a role', () => {
  it('become sorted rows without repeated actions', () => {
    expect(rows).toEqual([{ domain: 'audits', entity: 'audit', actions: ['view'] }, skill]);
    expect(byDomain(rows).map(([domain]) => domain)).toEqual(['audits', 'routing']);
  });

  it('an action * stands for every action', () => {
    const grants = toGrants([{ domain: 'routing', entityName: 'skill', actionSet: ['*'] }], rows);
    expect(countGranted(rows, grants)).toBe(2);
    expect(toPolicies(withActions(grants, skill, ['view']), [])).toEqual([
      { domain: 'routing', entityName: 'skill', actionSet: ['view'] },
    ]);
  });

  it('policies over several things are kept as they are', () => {
    const all = { domain: '*', entityName: '*', actionSet: ['*'] };
    expect(isSweeping(all)).toBe(true);
    expect(isSweeping({ domain: 'routing', entityName: 'skill' })).toBe(false);
    expect(toPolicies(withActions(new Map(), skill, []), [all])).toEqual([all]);
  });

  it('several policies over one thing add up', () => {
    const part = { domain: 'routing', entityName: 'skill' };
    const grants = toGrants(
      [
        { ...part, actionSet: ['view'] },
        { ...part, actionSet: ['manage'] },
      ],
      rows,
    );
    expect([...(grants.get('routing:skill') ?? [])]).toEqual(['view', 'manage']);
  });

  it('are found by all words, in any place', () => {
    expect(matching(rows, 'routing:skill manage')).toEqual([skill]);
    expect(matching(rows, 'routing audit')).toEqual([]);
    expect(matching(rows, ' ')).toEqual(rows);
  });
});

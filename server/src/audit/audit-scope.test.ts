import { auditScopes } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { mountedOperations } from '../docs/mounted-operations.ts';

const changesNothing = /^(?:GET|HEAD|OPTIONS) /;

describe('the audit log', () => {
  it('says of every operation that may change something whether it tells of it', async () => {
    const mounted = [...(await mountedOperations())].filter((name) => !changesNothing.test(name));
    expect(mounted.length).toBeGreaterThan(100);
    expect(mounted.filter((name) => !(name in auditScopes)).toSorted()).toEqual([]);
    // What is not mounted any more does not stay in the table.
    const known = new Set(mounted);
    expect(Object.keys(auditScopes).filter((name) => !known.has(name))).toEqual([]);
  }, 30_000);

  it('has a reason where it tells nothing', () => {
    const reasons = Object.values(auditScopes).flatMap((scope) =>
      scope.kind === 'runtime' ? [scope.reason] : [],
    );
    expect(reasons.every((reason) => reason.length > 10)).toBe(true);
  });
});

import { readFileSync } from 'node:fs';
import { auditActions, auditEntityTypes } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { actionKeyOf, filterQuery, isHidden, noFilter, textKeyOf } from './audit-rules.ts';

const entity = { type: 'flow', id: null, name: null };

const en = JSON.parse(readFileSync(new URL('./locales/en.json', import.meta.url), 'utf8'));

describe('entries of the audit log', () => {
  it('have a text for every action and every kind of thing that is recorded', () => {
    expect(Object.keys(en.actions).toSorted()).toEqual(auditActions.map(textKeyOf).toSorted());
    expect(Object.keys(en.entities).toSorted()).toEqual([...auditEntityTypes].toSorted());
  });

  it('are understood under their older names', () => {
    expect(actionKeyOf({ action: 'flow.publish', entity })).toBe('publish');
    expect(actionKeyOf({ action: 'flow.add', entity })).toBe('create');
    expect(actionKeyOf({ action: 'signIn.failed', entity })).toBe('signInFailed');
  });

  it('tell a hidden secret from a value that was removed', () => {
    expect(isHidden({})).toBe(true);
    expect(isHidden({ from: 'x' })).toBe(false);
    expect(isHidden({ to: false })).toBe(false);
  });
});

describe('the filter', () => {
  it('asks for nothing by default', () => {
    expect(Object.values(filterQuery(noFilter)).every((value) => value === undefined)).toBe(true);
  });

  it('takes whole days of the viewer, the last one included', () => {
    const { from, to } = filterQuery({ ...noFilter, from: '2026-03-01', to: '2026-03-01' });
    expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(24 * 3_600_000);
    expect(new Date(from ?? '').getHours()).toBe(0);
  });
});

import { readFileSync } from 'node:fs';
import { auditActions, auditEntityTypes } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import {
  actionKeyOf,
  actorKeyOf,
  filterQuery,
  isHidden,
  noFilter,
  textKeyOf,
  thingOf,
  valueKeyOf,
} from './audit-rules.ts';

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

  it('name the thing, never by a whole id', () => {
    const id = '0d9ccd0b-4b4a-4c79-a1ab-1b1a6b5b1f11';
    expect(thingOf({ entity: { type: 'queue', id, name: 'Support' } })).toBe('Support');
    expect(thingOf({ entity: { type: 'delivery', id, name: null } })).toBe('0d9ccd0b');
    expect(thingOf({ entity: { type: 'user', id, name: null } })).toBe('');
  });

  it('say where it was done that nobody signed in for', () => {
    const actor = { kind: 'system', id: null, name: null } as const;
    expect(actorKeyOf({ actor, action: 'create' })).toBe('operator');
    expect(actorKeyOf({ actor, action: 'signIn.failed' })).toBe('system');
    expect(actorKeyOf({ actor, action: 'use' })).toBe('system');
    expect(actorKeyOf({ actor: { ...actor, kind: 'client' }, action: 'create' })).toBe('client');
  });

  it('have words for states and kinds, not for what somebody typed', () => {
    expect(valueKeyOf('state', 'needsReauthorization')).toBe('needsReauthorization');
    expect(valueKeyOf('insecureStrings', 'forbidden')).toBe('forbidden');
    expect(valueKeyOf('name', 'active')).toBeNull();
    expect(valueKeyOf('state', true)).toBeNull();
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

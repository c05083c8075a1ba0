import { describe, expect, it } from 'vitest';
import { isSet, isVisible, outletsOf, sessionsOf, type Tool } from './catalogue.ts';
import { action, catalogue, documentOf } from './designer.fixture.ts';
import {
  addAction,
  afterSave,
  changeSettings,
  connect,
  disconnect,
  looseEdges,
  moveActions,
  removeActions,
} from './edits.ts';
import { ENTRY_OUTLET, ON_ERROR, START } from './flow-document.ts';

const say = catalogue.get('say') as Tool;
const names = (type: string, settings = {}) =>
  outletsOf(catalogue.get(type), settings).map(({ name }) => name);

describe('outlets', () => {
  it('are those of the type, of the rows and of a switch, once each, the error last', () => {
    const cases = [{ name: 'a' }, { name: 'b' }, { name: 'a' }, { is: 'x' }];
    expect(names('case', { cases })).toEqual(['default', 'a', 'b', 'error']);
    expect(names('call')).toEqual(['next', 'error']);
    expect(names('call', { byStatus: true })).toEqual(['next', 'success', 'error']);
    expect(names('unknown')).toEqual([]);
  });
});

describe('fields', () => {
  it('show by what others hold or stand at, and not when that one does not show', () => {
    const { fields } = say;
    const shown = (settings = {}) =>
      fields.filter((field) => isVisible(field, settings, fields)).map(({ name }) => name);
    expect(shown()).toEqual(['text', 'shown']);
    expect(shown({ shown: 'card' })).toEqual(['text', 'shown', 'title']);
    expect(shown({ shown: 'card', title: 'big' })).toEqual(['text', 'shown', 'title', 'size']);
    expect(shown({ shown: 'text', title: 'big' })).toEqual(['text', 'shown']);
  });

  it('count as set when they stand at something else than their default', () => {
    const set = (settings = {}) =>
      say.fields.filter((field) => isSet(field, settings)).map(({ name }) => name);
    expect(set({ shown: 'text' })).toEqual([]);
    expect(set({ shown: 'card', text: 'Hi' })).toEqual(['text', 'shown']);
  });

  it('declare sessions, by default or by name', () => {
    const actions = [action('a', 'call'), action('b', 'call', { session: 'Other' })];
    expect(sessionsOf(actions, catalogue)).toEqual(['Default', 'Other']);
  });
});

describe('edits', () => {
  it('add actions under free ids and names, with defaults; the first is the start', () => {
    const position = { x: 1, y: 2 };
    const first = addAction(documentOf([]), { tool: say, name: 'Say', position });
    expect(first.document.start).toBe(first.id);
    const after = { from: first.id, outlet: 'next' };
    const second = addAction(first.document, { tool: say, name: 'Say', position, after });
    expect(second.document.actions.map(({ name }) => name)).toEqual(['Say', 'Say2']);
    expect(second.document.actions[1]?.settings).toEqual({ shown: 'text' });
    expect(second.document.edges).toEqual([{ ...after, to: second.id }]);
    expect(second.document.start).toBe(first.id);
  });

  it('lead an outlet to one action only, and entries through the document', () => {
    const document = documentOf([action('a', 'say'), action('b', 'say'), action('c', 'say')]);
    const once = connect(document, { from: 'a', outlet: 'next', to: 'b' });
    const twice = connect(once, { from: 'a', outlet: 'next', to: 'c' });
    expect(twice.edges).toEqual([{ from: 'a', outlet: 'next', to: 'c' }]);
    expect(disconnect(twice, { from: 'a', outlet: 'next' }).edges).toEqual([]);
    const entered = connect(document, { from: START, outlet: ENTRY_OUTLET, to: 'b' });
    expect(entered.start).toBe('b');
    const handled = connect(entered, { from: ON_ERROR, outlet: ENTRY_OUTLET, to: 'c' });
    expect(handled.onError).toBe('c');
    expect(disconnect(handled, { from: ON_ERROR, outlet: ENTRY_OUTLET }).onError).toBeNull();
    expect(handled.edges).toEqual([]);
  });

  it('remove actions with what leads to them', () => {
    const document = documentOf([action('a', 'say'), action('b', 'say')], {
      onError: 'a',
      edges: [{ from: 'a', outlet: 'next', to: 'b' }],
    });
    const left = removeActions(document, new Set(['a']));
    expect(left).toMatchObject({ start: null, onError: null, edges: [] });
    expect(left.actions.map(({ id }) => id)).toEqual(['b']);
    expect(removeActions(documentOf([action('a', 'say')]), new Set())).not.toHaveProperty(
      'onError',
    );
  });

  it('keep edges at outlets that are renamed, and tell those that lost theirs', () => {
    const settings = { cases: [{ name: 'old' }, { name: 'b' }] };
    const document = documentOf([action('a', 'case', settings), action('b', 'say')], {
      edges: [{ from: 'a', outlet: 'old', to: 'b' }],
    });
    const renamed = changeSettings(document, 'a', {
      catalogue,
      settings: { cases: [{ name: 'new' }, { name: 'b' }] },
    });
    expect(renamed.edges).toEqual([{ from: 'a', outlet: 'new', to: 'b' }]);
    expect(looseEdges(renamed, catalogue)).toEqual([]);
    const gone = changeSettings(document, 'a', { catalogue, settings: { cases: [] } });
    expect(looseEdges(gone, catalogue)).toEqual(document.edges);
  });

  it('move actions, and take the sealed form of what was saved unless it changed meanwhile', () => {
    const secret = { secret: { kind: 'insecure', value: 'x' } };
    const sent = documentOf([action('a', 'call', secret), action('b', 'say', { text: '1' })]);
    const sealed = { secret: { kind: 'insecure', sealed: 'y' } };
    const stored = documentOf([action('a', 'call', sealed), action('b', 'say', { text: '1' })]);
    const moved = moveActions(sent, new Map([['a', { x: 5, y: 6 }]]));
    const typed = changeSettings(moved, 'b', { settings: { text: '2' }, catalogue });
    const kept = afterSave(typed, sent, stored);
    expect(kept.actions[0]).toMatchObject({ settings: sealed, position: { x: 5, y: 6 } });
    expect(kept.actions[1]?.settings).toEqual({ text: '2' });
  });
});

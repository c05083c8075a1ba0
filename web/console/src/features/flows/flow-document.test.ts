import { describe, expect, it } from 'vitest';
import {
  EMPTY_DOCUMENT,
  type FlowAction,
  firstUnreachable,
  moved,
  toDocument,
  toList,
} from './flow-document.ts';

const action = (id: string, type: string, settings: FlowAction['settings'] = {}): FlowAction => ({
  id,
  type,
  name: id,
  settings,
});
const send = action('a', 'sendResponse', { text: 'Connected' });
const transfer = action('b', 'transferToAcd', { queue: 'Support' });
const end = action('c', 'disconnect');

describe('a flow as a list', () => {
  it('goes there and back', () => {
    const document = toDocument([send, transfer, end], []);
    expect(document.start).toBe('a');
    expect(document.edges).toEqual([
      { from: 'a', outlet: 'next', to: 'b' },
      { from: 'b', outlet: 'failure', to: 'c' },
    ]);
    expect(toList(document)).toEqual([send, transfer, end]);
    expect(toList(EMPTY_DOCUMENT)).toEqual([]);
  });

  it('declares the variables that its actions fill and keeps initial values', () => {
    const read = action('r', 'getParticipantData', {
      attributes: [
        { name: 'queueId', variable: 'queue' },
        { name: 'x', variable: '' },
      ],
    });
    expect(toDocument([read], [{ name: 'greeting', initial: 'Hi' }]).variables).toEqual([
      { name: 'greeting', initial: 'Hi' },
      { name: 'queue' },
    ]);
  });

  it('is refused when it branches, loops, holds unknown or unconnected actions', () => {
    const document = toDocument([send, transfer], []);
    const edge = { from: 'b', outlet: 'failure', to: 'a' };
    expect(toList({ ...document, edges: [...document.edges, edge] })).toBeNull();
    expect(toList({ ...document, actions: [...document.actions, end] })).toBeNull();
    expect(toList({ ...document, start: 'missing' })).toBeNull();
    expect(toList({ ...document, actions: [{ ...send, type: 'condition' }, transfer] })).toBeNull();
    const twice = [...document.edges, { from: 'a', outlet: 'other', to: 'b' }];
    expect(toList({ ...document, edges: twice })).toBeNull();
  });

  it('warns of what follows the end', () => {
    expect(firstUnreachable([send, end, transfer])).toBe(2);
    expect(firstUnreachable([send, transfer, end])).toBeNull();
  });

  it('moves one action', () => {
    expect(moved([send, transfer, end], 2, -1)).toEqual([send, end, transfer]);
    expect(moved([send, transfer, end], 0, 1)).toEqual([transfer, send, end]);
  });
});

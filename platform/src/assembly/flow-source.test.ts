import type { FlowDocument } from '@tandem/flows';
import { describe, expect, it } from 'vitest';
import { mayReadGlobals } from './flow-source.ts';

const flow = (text: string, more: Partial<FlowDocument['actions'][number]> = {}): FlowDocument => ({
  language: 1,
  kind: 'inboundMessage',
  variables: [{ name: 'mine', type: 'String' }],
  start: 'Say',
  actions: [{ id: 'Say', type: 'sendResponse', name: 'Say', settings: { text }, ...more }],
  edges: [],
});

describe('whether a flow may read variables of the organisation', () => {
  it.each([
    ['Hello', false],
    ['{{ mine }} {{ message.text }} {{ Say.out }} {{ error.code }}', false],
    ['{{ customer.nickname | upper }}', false],
    ['{{ shop }}', true],
    ['{{ mine + shop.name }}', true],
    ['{{ not a template', true],
  ])('is told by what it names: %s', (text, reads) => {
    expect(mayReadGlobals(flow(text))).toBe(reads);
  });

  it('is unknown where it calls another', () => {
    const settings = { flow: 'Other' };
    expect(mayReadGlobals(flow('', { type: 'subflow', settings }))).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { firstLabels } from './first-labels.ts';

describe('the labels ticked beforehand', () => {
  const flow = { publishedVersion: 2, savedVersion: 3, labels: { Live: 2, Test: 3 } };

  it('are Live for what is published first', () => {
    expect(firstLabels({ ...flow, publishedVersion: null, labels: {} }, true)).toEqual(['Live']);
  });

  it('are those that the version has, and none for a new one', () => {
    expect(firstLabels(flow, false)).toEqual(['Test']);
    expect(firstLabels(flow, true)).toEqual([]);
  });
});

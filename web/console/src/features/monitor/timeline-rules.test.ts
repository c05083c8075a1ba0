import { describe, expect, it } from 'vitest';
import { type Hop, kindsOf, ofKinds, shortDuration, sinceBefore } from './timeline-rules.ts';

const hop = (kind: string, ms: number): Hop => ({
  id: `${kind}${ms}`,
  at: new Date(ms).toISOString(),
  kind,
  summary: '',
  ok: true,
  detail: {},
});
const hops = [hop('inbound', 0), hop('send.text', 40), hop('send.end', 3440), hop('flow', 3441)];

describe('timeline', () => {
  it('groups finer kinds', () => {
    expect(kindsOf(hops)).toEqual(['inbound', 'send', 'flow']);
    expect(ofKinds(hops, ['send'])).toHaveLength(2);
    expect(ofKinds(hops, [])).toEqual(hops);
  });

  it('tells the time since the hop before', () => {
    expect(hops.map((_, index) => sinceBefore(hops, index))).toEqual([null, 40, 3400, 1]);
  });

  it.each([
    [12, 'ms', 12],
    [3400, 's', 3.4],
    [132_000, 'min', 2.2],
  ])('%i ms is short as %s', (ms, unit, value) => {
    expect(shortDuration(ms)).toEqual({ unit, value });
  });
});

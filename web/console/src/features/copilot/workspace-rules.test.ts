import type { CopilotTileState, OpenCopilot } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { inReadingOrder, linkFrom, shownFrom, withNews } from './workspace-rules.ts';

const tile = (name: string, revision: number, text = ''): CopilotTileState => ({
  ...{ tile: name, revision, maker: 'rules', problem: null, dateModified: '' },
  content: { type: 'summary', text },
});
const line = (seq: number) => ({
  ...{ seq, from: 'customer' as const, name: null, text: String(seq), files: [], date: '' },
});
const open = {
  ...{ tiles: [tile('a', 2, 'two')], lines: [line(1)], marks: { revision: 2, seq: 1 } },
} as unknown as OpenCopilot;

describe('a workspace', () => {
  it('reads its link however the token is spelled', () => {
    expect(linkFrom('?userId=u&sessionId=s&URLToken=t')).toEqual({
      ...{ userId: 'u', sessionId: 's', URLToken: 't' },
    });
    expect(linkFrom('?URLtoken=t&auth=j&other=1')).toEqual({ URLToken: 't', auth: 'j' });
  });

  it('takes news once and in order, whatever comes again', () => {
    const news = {
      ...{ tiles: [tile('a', 1, 'one'), tile('b', 3)], lines: [line(1), line(2)] },
      marks: { revision: 3, seq: 2 },
    };
    const shown = withNews(withNews(shownFrom(open), news), news);
    expect(shown.tiles['a']?.content).toMatchObject({ text: 'two' });
    expect(Object.keys(shown.tiles)).toEqual(['a', 'b']);
    expect(shown.lines.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(shown.marks).toEqual({ revision: 3, seq: 2 });
  });

  it('takes a tile that changed again at the same revision: the socket tells it later', () => {
    const again = { tiles: [tile('a', 2, 'signed in')], lines: [], marks: { revision: 2, seq: 1 } };
    expect(withNews(shownFrom(open), again).tiles['a']?.content).toMatchObject({
      text: 'signed in',
    });
  });

  it('is read from the top, and from left to right', () => {
    const at = (x: number, y: number) => ({ type: 'summary' as const, rows: 1, columns: 1, x, y });
    const order = inReadingOrder({ low: at(1, 2), right: at(2, 1), left: at(1, 1) });
    expect(order.map(([name]) => name)).toEqual(['left', 'right', 'low']);
  });
});

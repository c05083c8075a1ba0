import type { CopilotMaker, CopilotTileState } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import type { Seen } from './fill.rules.ts';
import { filledByModel, notFilledByModel } from './model-fill.rules.ts';
import { newsFor, nextView, nothingShown, shownTiles } from './shown.rules.ts';
import type { NewTile } from './tiles.store.ts';
import { defaultWorkspace } from './workspace.rules.ts';

const plain = { ...defaultWorkspace({ endpointId: 'e', org: 'o' }), enabled: true };
const model = { baseUrl: 'https://models.example', model: 'small' };
const at = new Date('2026-11-25T10:00:00Z');

const summary = (text: string, maker: CopilotMaker = 'rules', problem: string | null = null) =>
  ({ tile: 'summary', content: { type: 'summary', text }, maker, problem }) satisfies NewTile;

const stored = (tile: NewTile, revision = 1): CopilotTileState => ({
  ...{ ...tile, revision, dateModified: at.toISOString() },
});

describe('what a workspace shows', () => {
  const ofRules = [summary('of the rules')];
  const shown = (workspace: typeof plain, tiles: readonly CopilotTileState[]) => {
    const { kept, made } = shownTiles(workspace, tiles, ofRules);
    return [...kept, ...made].map(({ content, problem }) => [content, problem]);
  };
  const text = (of: string) => ({ type: 'summary', text: of });

  it('is what flow or model have written, as long as the workspace has them', () => {
    const byFlow = [stored(summary('of the flow', 'flow'))];
    const byModel = [stored(summary('of the model', 'model'))];
    expect(shown({ ...plain, flow: 'f' }, byFlow)).toEqual([[text('of the flow'), null]]);
    expect(shown({ ...plain, model }, byModel)).toEqual([[text('of the model'), null]]);
    for (const left of [byFlow, byModel])
      expect(shown(plain, left)).toEqual([[text('of the rules'), null]]);
  });

  it('is of the type that the tile has by now', () => {
    const place = { type: 'identity', x: 1, y: 1, rows: 1, columns: 1 } as const;
    const changed = { ...plain, flow: 'f', tiles: { summary: place } };
    expect(shown(changed, [stored(summary('of the flow', 'flow'))])).toEqual([
      [text('of the rules'), null],
    ]);
  });

  it('says why a model has not written, with what the rules have by now', () => {
    const problem = [stored(summary('of the rules, before', 'rules', 'no answer'))];
    expect(shown({ ...plain, model }, problem)).toEqual([[text('of the rules'), 'no answer']]);
    expect(shown(plain, problem)).toEqual([[text('of the rules'), null]]);
  });
});

describe('what a model writes', () => {
  const seen = { session: {}, handover: null, lines: [], hits: [], now: at } as unknown as Seen;
  const workspace = { ...plain, model };
  const texts = (tiles: readonly NewTile[]) =>
    tiles.map(({ tile, maker, problem }) => `${tile} ${maker} ${problem}`);

  it('that fails: its tiles keep what it wrote, those of a flow are not its own', () => {
    const tiles = [
      stored(summary('of the model', 'model')),
      stored({ ...summary('of the flow', 'flow'), tile: 'sentiment' }),
    ];
    const failed = notFilledByModel({ ...workspace, flow: 'f' }, tiles, { seen, problem: 'away' });
    expect(texts(failed)).toEqual(['summary model away', 'suggested-replies rules away']);
  });

  it('that is back: nothing is a problem any more, also where it has nothing to say', () => {
    const tiles = [
      stored(summary('of the model', 'model', 'away')),
      stored({ ...summary('', 'rules', 'away'), tile: 'suggested-replies' }),
      stored({ ...summary('', 'rules', null), tile: 'sentiment' }),
    ];
    const fill = new Map([['summary', { type: 'summary', text: 'New' }]] as const);
    expect(texts(filledByModel(workspace, tiles, fill))).toEqual([
      'summary model null',
      'suggested-replies rules null',
    ]);
  });
});

describe('news of a workspace', () => {
  const parts = { lines: [], from: 0, seq: 4, revision: 2, kept: [] };
  const first = nextView(null, { ...parts, made: [summary('one')] }, at);
  const pageAt = ({ version }: typeof first) => ({ marks: { revision: 2, seq: 4 }, version });

  it('are tiles that became others, each with a revision that rises with the conversation', () => {
    expect(newsFor(first, nothingShown).tiles.map(({ revision }) => revision)).toEqual([6]);
    const same = nextView(first, { ...parts, seq: 5, made: [summary('one')] }, at);
    expect(newsFor(same, pageAt(first)).tiles).toEqual([]);
    const other = nextView(same, { ...parts, seq: 6, made: [summary('two')] }, at);
    expect(newsFor(other, pageAt(first)).tiles).toMatchObject([
      { content: { text: 'two' }, revision: 8 },
    ]);
  });

  it('are what flow and model have written since, and never less than the page has', () => {
    const kept = [
      stored(summary('old', 'flow'), 2),
      stored({ ...summary('new', 'flow'), tile: 'b' }, 3),
    ];
    const view = nextView(first, { ...parts, revision: 3, kept, made: [] }, at);
    const { tiles, marks } = newsFor(view, { marks: { revision: 2, seq: 9 }, version: 1 });
    expect(tiles.map(({ tile, revision }) => [tile, revision])).toEqual([['b', 7]]);
    expect(marks).toEqual({ revision: 3, seq: 9 });
  });
});

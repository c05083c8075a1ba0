import { describe, expect, it } from 'vitest';
import {
  formToWorkspace,
  layoutIn,
  sameWorkspace,
  type Workspace,
  withTile,
  workspaceToForm,
} from './settings-rules.ts';

const workspace: Workspace = {
  ...{ endpointId: 'e', enabled: true, linkInTranscript: false, linkHours: 24, version: 3 },
  grid: { columns: 1, rows: 1, gap: 0 },
  tiles: { a: { type: 'summary', x: 1, y: 1, rows: 1, columns: 1 } },
  flow: 'f',
  model: { baseUrl: 'https://m.example/v1', model: 'small', apiKey: { kind: 'insecure' } },
  jwtKey: null,
};

describe('the settings of a workspace', () => {
  it('go through the form unchanged, and no secret is asked to be', () => {
    expect(formToWorkspace(workspaceToForm(workspace), workspace)).toEqual(
      sameWorkspace(workspace),
    );
    expect(sameWorkspace(workspace)).not.toHaveProperty('jwtKey');
    expect(sameWorkspace(workspace).model).not.toHaveProperty('apiKey');
  });

  it('without an address there is no model', () => {
    const values = {
      ...workspaceToForm(workspace),
      baseUrl: ' ',
      flow: '',
      jwtKey: 'k'.repeat(32),
    };
    expect(formToWorkspace(values, workspace)).toMatchObject({
      ...{ model: null, flow: null, jwtKey: { kind: 'insecure', value: 'k'.repeat(32) } },
    });
  });

  it('takes one more tile below all others', () => {
    const { grid, tiles } = withTile(withTile(workspace, 'html'), 'html');
    expect(grid.rows).toBe(3);
    expect(tiles['html-2']).toMatchObject({ x: 1, y: 3 });
  });

  it('reads a layout as JSON', () => {
    expect(layoutIn(JSON.stringify(workspace))).toEqual({
      grid: workspace.grid,
      tiles: workspace.tiles,
    });
    for (const text of ['', '{}', '{"grid":null,"tiles":{}}', '['])
      expect(layoutIn(text)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import {
  formToWorkspace,
  layoutIn,
  sameWorkspace,
  settingFields,
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
  linkCheck: { kind: 'jwks', jwksUrl: 'https://id.example/keys', issuer: 'https://id.example' },
  frameOrigins: ['https://desk.example.com'],
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

  it('links are checked in one way, and without one in none', () => {
    const values = { ...workspaceToForm(workspace), publicKey: ' pem ', audience: 'desk' };
    expect(formToWorkspace({ ...values, linkCheck: 'publicKey' }, workspace).linkCheck).toEqual({
      ...{ kind: 'publicKey', publicKey: 'pem', audience: 'desk', issuer: 'https://id.example' },
    });
    expect(formToWorkspace({ ...values, linkCheck: '' }, workspace).linkCheck).toBeNull();
  });

  it('only origins of sites may frame it', () => {
    const field = settingFields((key) => key, workspace, []).find(
      ({ name }) => name === 'frameOrigins',
    );
    const refuse = field?.kind === 'tags' ? field.refuseOne : undefined;
    expect(refuse?.('https://desk.example.com:8443')).toBeNull();
    for (const wrong of ['*', 'desk.example.com', 'https://*.example.com', 'file:///x'])
      expect(refuse?.(wrong)).toBe(`${wrong}: settings.frameOriginWrong`);
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

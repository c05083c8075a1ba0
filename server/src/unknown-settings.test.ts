import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { testFolder } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { folderFinding } from './cli/commands/folder-finding.ts';
import { readServerSettings } from './settings.ts';
import { unknownSettings } from './unknown-settings.ts';

describe('what the operator mistyped', () => {
  it('is said of settings that nobody reads, with the one that was meant', () => {
    expect(
      unknownSettings({
        ...{ TANDEM_DATE: 'x', TANDEM_QQ: '1', TANDEM_DATA: '/data', TANDEM_VAR_KEY: 'x' },
        ...{ TANDEM_TEST_POSTGRES: 'x', PATH: '/bin' },
      }),
    ).toEqual([
      expect.stringMatching(/^TANDEM_DATE is no setting.*Did you mean TANDEM_DAT/),
      'TANDEM_QQ is no setting and is not used.',
    ]);
  });

  it('is said of a data folder that is not there, and nothing is made', async () => {
    await using folder = await testFolder();
    const path = join(folder.path, 'not', 'there');
    const finding = (TANDEM_DATA: string) => folderFinding(readServerSettings({ TANDEM_DATA }));
    expect(await finding(path)).toMatchObject({
      ...{ state: 'warning', what: `${path} does not exist` },
    });
    expect(existsSync(path)).toBe(false);
    expect(await finding(folder.path)).toMatchObject({ state: 'ok' });
  });
});

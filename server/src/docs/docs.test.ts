import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mountedOperations } from './mounted-operations.ts';
import { renderOperations } from './operations-page.ts';
import { renderRequirements, testsByRequirement } from './requirements-page.ts';
import { renderSettings } from './settings-page.ts';
import { renderTopicsPage } from './topics-page.ts';

const page = (name: string) =>
  readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

/** A difference is mended by: node tools/generate-docs.ts */
describe('generated pages', () => {
  it('show the settings that the process reads', () => {
    expect(page('settings.md')).toBe(renderSettings());
  });

  it('show the operations that a server has mounted', async () => {
    expect(page('operations.md')).toBe(renderOperations(await mountedOperations()));
  }, 30_000);

  it('show the topics', () => {
    expect(page('topics.md')).toBe(renderTopicsPage());
  });

  it('show a test for every requirement', () => {
    const uncovered = [...testsByRequirement()]
      .filter(([, tests]) => tests.length === 0)
      .map(([id]) => id);
    expect(uncovered).toEqual([]);
    expect(page('requirements.md')).toBe(renderRequirements());
  });
});

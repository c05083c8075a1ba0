// Writes the generated pages of docs/ from the code: `node tools/generate-docs.ts`, or `--check` to fail on a difference.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { flowLanguageSchema } from '../flows/src/index.ts';
import { mountedOperations } from '../server/src/docs/mounted-operations.ts';
import { renderOperations } from '../server/src/docs/operations-page.ts';
import { renderRequirements } from '../server/src/docs/requirements-page.ts';
import { renderSettings } from '../server/src/docs/settings-page.ts';
import { renderTopicsPage } from '../server/src/docs/topics-page.ts';

const pages = {
  'docs/settings.md': renderSettings(),
  'docs/operations.md': renderOperations(await mountedOperations()),
  'docs/requirements.md': renderRequirements(),
  'docs/topics.md': renderTopicsPage(),
  'docs/flow-language.schema.json': `${JSON.stringify(flowLanguageSchema(), null, 2)}\n`,
};

const check = process.argv.includes('--check');
let stale = 0;
for (const [name, text] of Object.entries(pages)) {
  const path = fileURLToPath(new URL(`../${name}`, import.meta.url));
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  stale += 1;
  if (!check) writeFileSync(path, text);
  process.stdout.write(`${check ? 'out of date' : 'written'}: ${name}\n`);
}
process.exitCode = check && stale > 0 ? 1 : 0;

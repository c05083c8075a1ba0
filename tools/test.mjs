// npm test: builds the web apps when stale, then runs every Vitest project, and prints the count alone on the last line.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (script, args, env = process.env) =>
  spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit', env }).status ?? 1;

const built = run(join(root, 'tools/build-web.mjs'), []);
if (built !== 0) {
  console.log('0 passed, 1 failed');
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'tandem-test-'));
const report = join(folder, 'report.json');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const env = { ...process.env, TEST_REPORT: report };
const status = run(vitest, ['run', ...process.argv.slice(2)], env);
let passed = 0;
let failed = status === 0 ? 0 : 1;
try {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  passed = numPassedTests;
  // A file that cannot be loaded has no tests to fail: it still counts.
  failed = numFailedTests || (status === 0 ? 0 : Math.max(1, numFailedTestSuites));
} finally {
  rmSync(folder, { recursive: true, force: true });
  console.log(`${passed} passed, ${failed} failed`);
}
process.exit(status === 0 && failed === 0 ? 0 : 1);

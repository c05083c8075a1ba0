import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// What is loaded below has its types removed and is compiled; kept beside the dependencies, a later start saves that.
// Where the folder cannot be written, Node goes on without.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/tandem', import.meta.url)));
const { runCommandLine } = await import('./cli/run.ts');

process.exitCode = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  input: process.stdin,
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
});

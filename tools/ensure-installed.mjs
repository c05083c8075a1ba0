// Runs before start and test with whatever Node the machine has: installs the dependencies when they are missing or
// when the lockfile has changed since.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (path) => `${root}/${path}`;
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Tandem needs Node 20.19 or newer to install; this is ${process.versions.node}.`);
  process.exit(1);
}

// npm writes this file at the end of every complete install.
const installed = at('node_modules/.package-lock.json');
const fresh =
  existsSync(installed) &&
  existsSync(at('node_modules/.bin/node')) &&
  statSync(installed).mtimeMs >= statSync(at('package-lock.json')).mtimeMs - 1000;

if (!fresh && !existsSync(installed)) {
  console.error('Installing dependencies (once, about a minute) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(
      'The installation failed. Check the network or registry settings and try again: npm ci',
    );
    process.exit(1);
  }
} else if (!fresh) {
  console.error(
    'The lockfile is newer than the installed packages; run "npm ci" if something is missing.',
  );
}

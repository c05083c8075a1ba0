import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const APPS = ['web/widget', 'web/console'];
/** What ends up in every app: a change in one of these makes all of them stale. */
const SHARED = ['package-lock.json', 'tsconfig.base.json', 'tsconfig.web.json', 'contract/src'];

/**
 * Builds the web apps whose sources changed since their last build.
 * @param {{ apps?: readonly string[], log?: (line: string) => void }} [options]
 * @returns {Promise<string[]>} the folders that were built
 */
export async function buildWeb({
  apps = APPS,
  log = (line) => process.stdout.write(`${line}\n`),
} = {}) {
  const built = [];
  for (const app of apps) {
    if (!existsSync(join(root, app, 'vite.config.ts'))) continue;
    const stamp = await stampOf(app);
    if ((await readStamp(app)) === stamp) continue;
    log(`Building ${app} …`);
    const started = performance.now();
    // A build that breaks off must not look like one that is done.
    await rm(stampFile(app), { force: true });
    await viteBuild(app);
    await mkdir(join(root, app, 'dist'), { recursive: true });
    await writeFile(stampFile(app), stamp);
    log(`Built ${app} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    built.push(app);
  }
  return built;
}

const stampFile = (app) => join(root, app, 'dist', '.stamp');
const readStamp = (app) => readFile(stampFile(app), 'utf8').catch(() => undefined);

/** Hash over names and contents of everything the build reads; tests are not part of it. */
async function stampOf(app) {
  const hash = createHash('sha256');
  for (const start of [app, ...SHARED]) {
    for (const file of await filesBelow(join(root, start))) {
      hash.update(`${relative(root, file)}\0`);
      hash.update(await readFile(file));
    }
  }
  return hash.digest('hex');
}

async function filesBelow(path) {
  const info = await stat(path).catch(() => undefined);
  if (!info) return [];
  if (info.isFile()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !isLeftOut(relative(path, file)))
    .sort();
}

const isLeftOut = (file) =>
  /(?:^|\/)(?:dist|node_modules|testing)\//.test(file) || /\.test\.tsx?$|\.tsbuildinfo$/.test(file);

/** Quiet while all is well; what Vite said is shown when the build fails. */
async function viteBuild(app) {
  const vite = join(
    dirname(createRequire(join(root, app, 'x.js')).resolve('vite/package.json')),
    'bin/vite.js',
  );
  const cwd = join(root, app);
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = spawn(process.execPath, [vite, 'build'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`Building ${app} failed:\n${output}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await buildWeb({ apps: process.argv.length > 2 ? process.argv.slice(2) : APPS });
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A browser that can be started: its program and the environment it needs to find its libraries and fonts. */
export interface FoundBrowser {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Counts up when the unpacked folder is laid out differently: an older one is then not taken for a new one. */
const LAYOUT = 2;

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Finds a browser: the one named by `TANDEM_TEST_BROWSER` (a path, `system` or `bundled`), else the one inside the npm
 * package `@sparticuz/chromium`, unpacked once per version into the temp folder, else the system's. The bundled one comes
 * first because it is the same everywhere, and has no window to draw: a test takes a quarter less time with it.
 * @throws when the named program is not there, or there is no browser at all.
 */
export async function findBrowser(
  environment: NodeJS.ProcessEnv,
  temp: string,
): Promise<FoundBrowser> {
  const { TANDEM_TEST_BROWSER: wished } = environment;
  if (wished && wished !== 'system' && wished !== 'bundled') {
    if (!existsSync(wished)) throw new Error(`TANDEM_TEST_BROWSER: there is no ${wished}.`);
    return { executablePath: wished, env: {} };
  }
  const isBundled = process.platform === 'linux' && process.arch === 'x64';
  if (isBundled && wished !== 'system') return bundledBrowser(temp);
  const system = SYSTEM_BROWSERS.find((path) => existsSync(path));
  if (system) return { executablePath: system, env: {} };
  throw new Error('No Chromium found. Install Chromium or Chrome, or set TANDEM_TEST_BROWSER.');
}

async function bundledBrowser(temp: string): Promise<FoundBrowser> {
  const home = dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))));
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  const folder = join(temp, `tandem-chromium-${version}-${process.getuid?.() ?? 0}-v${LAYOUT}`);
  if (!existsSync(folder)) await unpack({ temp, folder });
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_PATH: join(folder, 'fonts'),
      HOME: folder,
    },
  };
}

/**
 * The package unpacks straight into the temp folder, where a second process may start a half-written program. It
 * therefore runs in a child whose temp folder is private, and the whole result is moved into place in one step.
 */
async function unpack({ temp, folder }: { temp: string; folder: string }): Promise<void> {
  const staging = await mkdtemp(join(temp, 'tandem-chromium-'));
  const script =
    "const { default: c } = await import('@sparticuz/chromium'); await c.executablePath();";
  // The package adds the shared libraries of the browser only where it believes to be in a bare environment.
  const env = { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
  const cwd = dirname(fileURLToPath(import.meta.url));
  try {
    const run = promisify(execFile);
    await run(process.execPath, ['--input-type=module', '-e', script], { env, cwd });
    await writeFile(join(staging, 'fonts', 'fonts.conf'), fontsConf(folder));
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** The package's own file names fixed folders. Without a font all text has no size, and no test sees it. */
const fontsConf = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;

import { tmpdir } from 'node:os';
import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from './find-browser.ts';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Containers often have a /dev/shm of 64 MB, which a renderer outgrows.
  '--disable-dev-shm-usage',
];

/** Starts a headless browser with a fresh profile; `close()` (or `await using`) ends it and removes the profile. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await findBrowser(process.env, tmpdir());
  return chromium.launch({
    executablePath,
    args: FLAGS,
    headless: true,
    env: { ...definedOnly(process.env), ...env },
  });
}

const definedOnly = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

import type { Browser } from 'playwright-core';

// The launcher belongs to another package, which no import of this one may climb into at compile time.
const LAUNCHER = new URL('../../../../e2e/src/browser/launch.ts', import.meta.url).href;

/** Starts the browser that all browser tests use. */
export async function launchBrowser(): Promise<Browser> {
  const launcher = (await import(LAUNCHER)) as { launchBrowser: () => Promise<Browser> };
  return launcher.launchBrowser();
}

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import type { FakeDirectLine } from './fake-direct-line.ts';

const root = new URL('../../../../', import.meta.url);

/** The launcher belongs to the whole-story tests, which build on the apps: it is loaded by address, not depended on. */
export async function launch(): Promise<Browser> {
  const launcher = new URL('e2e/src/browser/launch.ts', root).href;
  const { launchBrowser } = (await import(launcher)) as { launchBrowser: () => Promise<Browser> };
  return launchBrowser();
}

/** Builds the bundle when it is stale and reads it. */
export async function builtBundle(): Promise<Buffer> {
  await promisify(execFile)(process.execPath, ['tools/build-web.mjs', 'web/widget'], { cwd: root });
  return readFile(new URL('web/widget/dist/tandem-widget.js', root));
}

/** Serves the bundle, a page that embeds it with one script tag, and uploaded files. */
export function servePage(
  fake: FakeDirectLine,
  page: { bundle: Buffer; attributes?: string; body?: string },
): void {
  const script = `<script src="/widget/tandem-widget.js" data-endpoint="${fake.endpoint}" ${page.attributes ?? ''}></script>`;
  const html = `<!doctype html><html lang="en"><head><title>Shop</title><meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>Shop</h1>${page.body ?? script}</main></body></html>`;
  fake.onOther = ({ url }: IncomingMessage, response: ServerResponse) => {
    if (url === '/widget/tandem-widget.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(page.bundle);
    } else if (url?.startsWith('/files/')) {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('file');
    } else {
      // A strict policy: the chat must work on pages that allow no inline styles or scripts.
      const policy = `default-src 'none'; script-src 'self'; connect-src 'self' ws:; img-src 'self' blob: data:; media-src 'self'`;
      response
        .writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy })
        .end(html);
    }
  };
}

import type { Browser, BrowserContextOptions, Page, Request, Response } from 'playwright-core';
import { adminEmail, adminPassword } from '../harness/tandem.ts';

/** One person's browser window: own cookies, own storage. */
export type Window = AsyncDisposable & {
  readonly page: Page;
  /** What the browser complained about; refused connections while the server is down are none of it. */
  readonly complaints: readonly string[];
  readonly requests: readonly Request[];
  /** Answers as they came in: asking a request for its own waits without end where a reload broke it off. */
  readonly answers: readonly Response[];
  readonly sockets: readonly string[];
};

const patienceMs = 15_000;

/** Opens a window as large as a laptop's, in English and without animations unless told otherwise. */
export const openWindow = async (
  browser: Browser,
  look: BrowserContextOptions = {},
): Promise<Window> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...look,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const complaints: string[] = [];
  const requests: Request[] = [];
  const answers: Response[] = [];
  const sockets: string[] = [];
  page.on('request', (request) => requests.push(request));
  page.on('response', (answer) => answers.push(answer));
  page.on('websocket', (socket) => sockets.push(socket.url()));
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    const away = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket/;
    if (message.type() === 'error' && !away.test(message.text()))
      complaints.push(`${page.url()}: ${message.text()} ${message.location().url}`);
  });
  return {
    page,
    complaints,
    requests,
    answers,
    sockets,
    [Symbol.asyncDispose]: () => context.close(),
  };
};

/** Fills in the sign-in page and waits for what comes after it. */
export const signIn = async (
  page: Page,
  { email, password }: { email: string; password: string } = {
    email: adminEmail,
    password: adminPassword,
  },
): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('input[type=email], input[name=email]').fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.locator('form button[type=submit]').click();
  await page.locator('nav').getByRole('link').first().waitFor();
};

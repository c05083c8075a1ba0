import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { axeFindings, openConsole } from './console-page.ts';
import { createFakeOrganisation } from './fake-organisation.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const PERSON = '00000000-0000-4000-8000-000000000002';
const PATHS = [
  'platforms',
  'platforms/add',
  'platforms/new',
  'platform-configurations',
  'supported-content',
  'message-routing',
  'wrapup-codes',
  'canned-responses',
  'canned-responses/library-1',
  'skills',
  'languages',
  'users',
  'contacts',
  'contacts/contact-selin',
  `users/${PERSON}`,
  'roles',
  'roles/role-agent',
  'flows',
  'flows/platform/flow-greeting',
  'flows/gateway/flow-lookup',
  'oauth-clients',
  'oauth-clients/new',
  'authorised-applications',
  'bots',
  'bots/new',
  'bots/endpoint-1/copilot',
  'handover-figures',
  'knowledge',
  'vault',
  'vault/locker-1',
  'vault/locker-1/new',
  'vault/locker-1/credential-1',
  'variables',
  'connections',
  'connections/new',
  'connections/connection-1',
  'connectors',
  'connectors/new/platform',
  'connectors/new/webex',
  'connectors/new/genesysCloud',
  'connectors/new/custom',
  'connectors/connector-1',
  'connectors/connector-2',
  'integrations',
  'integrations/add',
  'integrations/integration-1',
  'event-buses',
  'event-buses/bus-1',
  'event-buses/bus-1/rules/new',
  'event-buses/bus-1/rules/rule-1',
  'api-destinations',
  'event-destinations',
  'event-destinations/new',
  'event-destinations/destination-1',
  'audit',
  'monitor',
  'supervision',
  'conversations',
  'conversations/conversation-1',
  'deliveries',
  'bot-conversations',
  'bot-conversations/bot-conversation-1',
  'api-reference',
  'topics',
  'webhook-tester',
].map((path) => `/console/${path}`);

const LOOKS = [
  ['light, wide, English', 'light', { width: 1280, height: 800 }, 'en'],
  ['dark, phone, German', 'dark', { width: 390, height: 844 }, 'de'],
] as const;

// While one waits until its page is quiet, the other goes on.
describe.concurrent.each(LOOKS)('every page: %s', (_, colorScheme, viewport, locale) => {
  it('is accessible, fits the width and asks for nothing that does not exist', async () => {
    const { routes } = createFakeOrganisation();
    await using console = await openConsole(browser, { routes }, { colorScheme, viewport, locale });
    const { page } = console;
    const findings: string[] = [];
    for (const path of PATHS) {
      await console.open(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      if (wide) findings.push(`${path}: wider than the screen`);
      findings.push(...(await axeFindings(page)).map((finding) => `${path}: ${finding}`));
    }
    expect(findings).toEqual([]);
    expect(console.wire.mistakes).toEqual([]);
    expect(console.complaints).toEqual([]);
  }, 600_000);
});

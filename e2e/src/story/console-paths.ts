import type { Page } from 'playwright-core';
import type { TestTandem } from '../harness/tandem.ts';

/** Lists that have a page for each entry: where its id comes from. */
const details = {
  platforms: '/api/v2/conversations/messaging/integrations/open',
  'flows/platform': '/api/v2/flows',
  users: '/api/v2/users',
  roles: '/api/v2/authorization/roles',
  'oauth-clients': '/api/v2/oauth/clients',
  bots: '/tandem/gateway/endpoints',
  conversations: '/tandem/monitor/conversations',
  'bot-conversations': '/tandem/gateway/conversations',
} as const;

const newPaths = [
  'platforms/add',
  'platforms/new',
  'roles/new',
  'oauth-clients/new',
  'bots/new',
  'connections/new',
  'event-destinations/new',
];

/** Every page of the console that somebody who is signed in can open: listed, of one entry, and for a new one. */
export const consolePaths = async (
  page: Page,
  { admin }: Pick<TestTandem, 'admin'>,
): Promise<readonly string[]> => {
  const links = page.locator('nav').getByRole('link');
  await links.first().waitFor();
  const listed = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  const found = await Promise.all(
    Object.entries(details).map(async ([name, path]) => {
      const { entities } = await admin.ok<{ entities: { id: string }[] }>('GET', path);
      return `/console/${name}/${entities[0]?.id}`;
    }),
  );
  return [...listed, ...newPaths.map((path) => `/console/${path}`), ...found];
};

import type { Page } from 'playwright-core';
import { until } from '../harness/waiting.ts';
import { consoleOn } from './console.ts';

/** What the page says where an activation is refused, as documented. */
export const whyNot = {
  account: 'Invalid AWS account ID: it must be a 12-digit string.',
  region: 'Invalid AWS region: it must be a region that has Amazon EventBridge.',
  suffix: 'Event source suffix must be unique: another active integration uses “witness”.',
} as const;

/** The page of one integration as an administrator clicks it. */
export const integrationPageOn = (page: Page) => {
  const at = consoleOn(page);
  const openTab = (name: 'Details' | 'Configuration') => page.getByRole('tab', { name }).click();
  const topics = page.getByRole('combobox', { name: 'Topic filtering' });
  return {
    openTab,
    /** Waits until it is in this state, as the badge in its head says. */
    is: (state: 'Active' | 'Inactive' | 'Error') =>
      page.locator('.mantine-Badge-root').getByText(state, { exact: true }).first().waitFor(),
    /** Saves the form that is open, and waits until the page shows what was saved. */
    async save() {
      const saved = page.getByText('Integration saved');
      // The note of the last time may still be there.
      await until('the last note is gone', async () => (await saved.count()) === 0);
      await at.press(/^Save$/);
      await saved.waitFor();
    },
    /** Turns the switch, and says yes to the question. */
    async turn(deed: 'Activate' | 'Deactivate') {
      await openTab('Details');
      await page.getByRole('switch', { name: 'Active' }).click();
      const question = page.getByRole('dialog');
      await question.getByText(`${deed} “`).waitFor();
      await at.press(deed, question);
      await question.waitFor({ state: 'hidden' });
    },
    /** Chooses a topic, or no longer. */
    async toggleTopic(topic: string) {
      await topics.fill(topic);
      await page.getByRole('option').filter({ hasText: topic }).first().click();
      await page.keyboard.press('Escape');
    },
  };
};

export type IntegrationPage = ReturnType<typeof integrationPageOn>;

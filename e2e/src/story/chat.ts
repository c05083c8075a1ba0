import type { Page } from 'playwright-core';

/** The web chat as its visitor uses it. */
export const chatOn = (page: Page) => {
  const log = page.getByRole('log', { name: 'Messages' });
  const field = page.getByRole('textbox', { name: 'Your message' });
  return {
    log,
    field,
    async say(text: string) {
      await field.fill(text);
      await field.press('Enter');
    },
    /** Presses a suggested answer. */
    suggest: (title: string) =>
      page
        .getByRole('group', { name: 'Suggested answers' })
        .getByRole('button', { name: title })
        .click(),
    /** Waits for words in the log: of the bot, an agent, or the chat itself. */
    shows: (text: string | RegExp) => log.getByText(text).last().waitFor(),
    waiting: page.getByRole('status').getByText('Please wait, the next free agent takes over'),
    async attach(file: { name: string; mimeType: string; buffer: Buffer }) {
      await page.locator('input[type=file]').setInputFiles(file);
      await page.getByRole('button', { name: 'Send' }).click();
    },
  };
};

export type Chat = ReturnType<typeof chatOn>;

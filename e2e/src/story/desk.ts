import type { Page } from 'playwright-core';

/** The agent desk as its agent uses it. */
export const deskOn = (page: Page) => {
  const history = page.getByRole('log', { name: 'Messages' });
  const field = page.getByRole('textbox', { name: 'Message to the customer' });
  return {
    history,
    field,
    async goOnQueue() {
      await page.getByRole('switch', { name: 'On queue' }).check();
      await page.getByText('Waiting for conversations').waitFor();
    },
    accept: () => page.getByRole('button', { name: 'Accept' }).click(),
    async say(text: string) {
      await field.fill(text);
      await field.press('Enter');
    },
    shows: (text: string | RegExp) => history.getByText(text).last().waitFor(),
    async attach(file: { name: string; mimeType: string; buffer: Buffer }) {
      await page.locator('input[type=file]').setInputFiles(file);
      await page.getByRole('button', { name: 'Send' }).click();
    },
    async end() {
      await page.getByRole('button', { name: 'End', exact: true }).click();
      await page.getByRole('button', { name: 'End conversation' }).click();
    },
    async wrapUp(code: string) {
      await page.getByRole('combobox', { name: 'Wrap-up code' }).click();
      await page.getByRole('option', { name: code }).click();
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByText('Nothing to wrap up.').waitFor();
    },
  };
};

export type Desk = ReturnType<typeof deskOn>;

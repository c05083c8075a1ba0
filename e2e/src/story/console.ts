import type { Locator, Page } from 'playwright-core';
import { until } from '../harness/waiting.ts';

/** The console as an administrator clicks it. `scope` is the page, or a drawer or dialog on it. */
export const consoleOn = (page: Page) => {
  const field = (label: string, scope: Page | Locator = page) =>
    scope.locator('input, textarea').and(scope.getByLabel(label)).first();
  return {
    field,
    /** Opens a page by its name in the navigation. */
    async go(name: string) {
      // The desk and the designer keep the navigation folded away.
      const unfold = page.getByRole('button', { name: 'Open or close navigation' });
      if (await unfold.isVisible()) await unfold.click();
      await page
        .getByRole('navigation', { name: 'Pages' })
        .getByRole('link', { name, exact: true })
        .click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
    },
    press: (name: string | RegExp, scope: Page | Locator = page) =>
      scope.getByRole('button', { name }).click(),
    follow: (name: string | RegExp) => page.getByRole('link', { name }).click(),
    /** Chooses from a drop-down list; one that a drawer's own movement closed is opened again. */
    choose: (label: string, option: string, scope: Page | Locator = page) =>
      until(`${option} chosen as ${label}`, async () => {
        await scope.getByRole('combobox', { name: label }).click();
        const choice = page.getByRole('option', { name: option, exact: true });
        return choice.click({ timeout: 2000 }).then(
          () => true,
          () => false,
        );
      }),
    /** A value that the page shows to be copied. */
    copied: (label: string, scope: Page | Locator = page) => field(label, scope).inputValue(),
    said: (text: string | RegExp) => page.getByText(text).first().waitFor(),
    heading: (name: string | RegExp) => page.getByRole('heading', { name }).first().waitFor(),
    cell: (name: string | RegExp) => page.getByRole('cell', { name }).first().waitFor(),
  };
};

export type Console = ReturnType<typeof consoleOn>;

import { GROUPS, type Group } from './page.ts';

type Listed = { readonly path: string; readonly group: Group; readonly hidden?: boolean };

/** The pages of the navigation by group, in the groups' order. */
export function groupPages<P extends Listed>(
  pages: readonly P[],
): readonly { readonly group: Group; readonly pages: readonly P[] }[] {
  return GROUPS.map((group) => ({
    group,
    pages: pages.filter((page) => page.group === group && !page.hidden),
  })).filter((entry) => entry.pages.length > 0);
}

/** Whether the address belongs to the page: itself or, except for the two start pages, something below it. */
export function isCurrent(page: string, address: string): boolean {
  const bare = address.replace(/\/+$/, '');
  const own = page.replace(/\/+$/, '');
  return bare === own || (own !== '/console' && bare.startsWith(`${own}/`));
}

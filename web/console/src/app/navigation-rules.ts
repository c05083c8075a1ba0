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

const FOLDED = 'tandem.navigation.folded';

/** The groups that were folded in this browser; what cannot be read is none. */
export function readFolded(storage: Pick<Storage, 'getItem'>): readonly Group[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(FOLDED) ?? '[]');
    return Array.isArray(kept) ? GROUPS.filter((group) => kept.includes(group)) : [];
  } catch {
    return [];
  }
}

/** A browser that keeps nothing has the groups folded until the next visit. */
export function keepFolded(storage: Pick<Storage, 'setItem'>, groups: readonly Group[]): void {
  try {
    storage.setItem(FOLDED, JSON.stringify(groups));
  } catch {
    // Storage is full or forbidden.
  }
}

/** The groups that are folded after one was folded or unfolded. */
export const toggled = (folded: readonly Group[], group: Group): readonly Group[] =>
  folded.includes(group) ? folded.filter((one) => one !== group) : [...folded, group];

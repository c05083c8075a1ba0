import type { Item } from './state.ts';

/** What is drawn around an item: the day above it, the name above it, the time below it. */
export interface Placed {
  readonly item: Item;
  readonly newDay: boolean;
  readonly first: boolean;
  readonly last: boolean;
}

const SAME_BREATH_MS = 180_000;

/** Messages of one sender shortly after each other belong together: one name above, one time below. */
export function place(items: readonly Item[]): Placed[] {
  return items.map((item, index) => {
    const before = items[index - 1];
    const after = items[index + 1];
    const newDay = !before || dayOf(before.at) !== dayOf(item.at);
    return {
      item,
      newDay,
      first: newDay || !before || !together(before, item),
      last: !after || dayOf(after.at) !== dayOf(item.at) || !together(item, after),
    };
  });
}

const dayOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

const together = (one: Item, other: Item): boolean =>
  one.kind === 'message' &&
  other.kind === 'message' &&
  one.sender === other.sender &&
  one.name === other.name &&
  other.at - one.at < SAME_BREATH_MS;

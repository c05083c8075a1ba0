import type { Choice } from '../flow-api.ts';

/**
 * Names of what belongs to the one that another setting names, by id or name: ids of choices begin with their owner's.
 * All of them where that is open.
 */
export function suggestedFor(
  choices: readonly Choice[],
  owners: readonly Choice[],
  named: string,
): readonly string[] {
  const same = (text: string) => text.toLowerCase() === named.toLowerCase();
  const owner = owners.find(({ id }) => same(id)) ?? owners.find(({ name }) => same(name));
  const own = owner ? choices.filter(({ id }) => id.startsWith(`${owner.id}/`)) : choices;
  return [...new Set(own.map(({ name }) => name))];
}

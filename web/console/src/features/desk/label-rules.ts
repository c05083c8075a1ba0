type LabelChange = { readonly add: string[]; readonly remove: string[] };

const keyOf = (name: string): string => name.trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** Those of `names` that are not among the others, however they are spelled. */
const beside = (names: readonly string[], others: readonly string[]): string[] => {
  const known = new Set(others.map(keyOf));
  return names.filter((name) => keyOf(name) !== '' && !known.has(keyOf(name)));
};

/** What makes one list of labels of the other, so that what colleagues change meanwhile stays. */
export const changeOf = ({
  before,
  after,
}: {
  readonly before: readonly string[];
  readonly after: readonly string[];
}): LabelChange => ({ add: beside(after, before), remove: beside(before, after) });

/** The labels with the change, by the alphabet. */
export const withChange = (labels: readonly string[], { add, remove }: LabelChange): string[] =>
  [...beside(labels, [...remove, ...add]), ...add].sort((one, other) =>
    keyOf(one).localeCompare(keyOf(other)),
  );

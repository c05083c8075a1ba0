/** Names and ids of what flows may route to, of one organisation. Names are compared without case. */
export type RoutingDirectory = {
  readonly queue: (idOrName: string) => { readonly id: string; readonly name: string } | null;
  readonly skill: (idOrName: string) => { readonly id: string } | null;
  readonly language: (idOrName: string) => { readonly id: string } | null;
};

/** A snapshot of the directory, at most a second old, or as it is now. */
export type RoutingDirectories = (
  org: string,
  options?: { readonly fresh: boolean },
) => Promise<RoutingDirectory>;

/**
 * The directory, and whether something was looked up in it in vain: what was made a moment ago is not in a snapshot, so
 * whoever misses something asks again with a fresh one.
 */
export const watchMisses = (directory: RoutingDirectory) => {
  let missed = false;
  const watch =
    <T>(find: (idOrName: string) => T | null) =>
    (idOrName: string): T | null => {
      const found = find(idOrName);
      if (found === null) missed = true;
      return found;
    };
  return {
    directory: {
      queue: watch(directory.queue),
      skill: watch(directory.skill),
      language: watch(directory.language),
    } satisfies RoutingDirectory,
    missed: () => missed,
  };
};

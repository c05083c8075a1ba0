/** What a page or button needs: all of `all` and, where given, one of `any`. */
export type PermissionNeed = {
  readonly all?: readonly string[];
  readonly any?: readonly string[];
};

/** Whether a granted permission covers the wanted one; a `*` part stands for everything in its place. */
export function covers(granted: string, wanted: string): boolean {
  if (granted === wanted) return true;
  const have = granted.split(':');
  const want = wanted.split(':');
  return want.every((part, index) => {
    const held = have[Math.min(index, have.length - 1)];
    return held === part || (held === '*' && index >= have.length - 1) || have[index] === '*';
  });
}

/** Whether the permissions of a person satisfy the need. No need at all is satisfied. */
export function satisfies(
  permissions: readonly string[],
  need: PermissionNeed | undefined,
): boolean {
  const holds = (wanted: string) => permissions.some((granted) => covers(granted, wanted));
  const all = need?.all ?? [];
  const any = need?.any ?? [];
  return all.every(holds) && (any.length === 0 || any.some(holds));
}
